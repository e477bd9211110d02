import SwiftletPlatform

extension PCG64 {
    /// A number from [0, 1), one of 2^53 equally likely and evenly spaced ones.
    @inlinable
    public mutating func uniform() -> Double {
        Double(next() >> 11) * 0x1p-53
    }

    /// A number from [0, 1), one of 2^24 equally likely and evenly spaced ones.
    @inlinable
    public mutating func uniformFloat() -> Float {
        Float(next() >> 40) * 0x1p-24
    }

    /// An integer from 0 to `bound - 1`, each exactly as likely (Lemire 2019, "Fast Random Integer
    /// Generation in an Interval"). `bound` must be positive.
    @inlinable
    public mutating func below(_ bound: Int) -> Int {
        precondition(bound > 0, "There is no integer from 0 to below \(bound).")
        let bound = UInt64(bound)
        var (high, low) = next().multipliedFullWidth(by: bound)
        if low < bound {
            let threshold = (0 &- bound) % bound
            while low < threshold { (high, low) = next().multipliedFullWidth(by: bound) }
        }
        return Int(high)
    }

    /// A number from the normal distribution of mean 0 and standard deviation 1 (Box and Muller
    /// 1958, "A Note on the Generation of Random Normal Deviates").
    public mutating func normal() -> Double {
        normalPair().0
    }

    /// Two independent numbers from the normal distribution of mean 0 and standard deviation 1.
    private mutating func normalPair() -> (Double, Double) {
        // 1 - u is in (0, 1], where the logarithm is finite.
        let radius = (-2 * log(1 - uniform())).squareRoot()
        let angle = 2 * Double.pi * uniform()
        return (radius * cos(angle), radius * sin(angle))
    }

    /// Fills `buffer` with numbers from [low, high): those of [0, 1) times the width, plus `low`.
    package mutating func fill(
        _ buffer: UnsafeMutableBufferPointer<Float>,
        uniformFrom low: Float,
        to high: Float
    ) {
        // Two numbers of 24 bits from each 64, the lower half first, as NumPy does it.
        let scale = (high - low) * 0x1p-24
        var index = 0
        while index < buffer.count {
            let bits = next()
            buffer[index] = low + Float(UInt32(truncatingIfNeeded: bits) >> 8) * scale
            if index + 1 < buffer.count { buffer[index + 1] = low + Float(bits >> 40) * scale }
            index += 2
        }
    }

    /// Fills `buffer` with numbers from a normal distribution.
    package mutating func fill(
        _ buffer: UnsafeMutableBufferPointer<Float>,
        normalWithMean mean: Float,
        standardDeviation: Float
    ) {
        var index = 0
        while index < buffer.count {
            let (first, second) = normalPair()
            buffer[index] = mean + Float(first) * standardDeviation
            if index + 1 < buffer.count {
                buffer[index + 1] = mean + Float(second) * standardDeviation
            }
            index += 2
        }
    }
}
