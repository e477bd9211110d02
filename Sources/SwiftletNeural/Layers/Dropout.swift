import SwiftletBase

/// Dropout (Srivastava et al. 2014): in training each element is set to zero with probability
/// `rate`, and the others grow by `1 / (1 - rate)`, so that the mean stays.
///
/// Spatial dropout (Tompson et al. 2015) uses one mask for all steps of a sequence: draw a mask of
/// `[sequences, channels]` and give it to ``Embedding``.
package enum Dropout {
    /// Stops the program unless `rate` is from 0 to below 1.
    package static func requireRate(_ rate: Float) {
        precondition(rate >= 0 && rate < 1, "A dropout rate of \(rate) is not from 0 to below 1.")
    }

    /// Fills `mask` with the factors 0 and `1 / (1 - rate)`.
    package static func drawMask(
        _ count: Int,
        rate: Float,
        using generator: inout PCG64,
        into mask: UnsafeMutablePointer<Float>
    ) {
        requireRate(rate)
        let kept = 1 / (1 - rate)
        let threshold = UInt32(Double(rate) * 0x1p32)
        let size = 256
        withUnsafeTemporaryAllocation(of: UInt64.self, capacity: size) { words in
            let words = words.baseAddress!
            for start in stride(from: 0, to: count, by: 2 * size) {
                let length = min(2 * size, count - start)
                let mask = mask + start
                generator.fill(words, (length + 1) / 2)
                // Of each word the lower half first.
                for index in 0..<length / 2 {
                    let bits = words[index]
                    mask[2 * index] = UInt32(truncatingIfNeeded: bits) < threshold ? 0 : kept
                    mask[2 * index + 1] =
                        UInt32(truncatingIfNeeded: bits >> 32) < threshold ? 0 : kept
                }
                if length % 2 == 1 {
                    let bits = words[length / 2]
                    mask[length - 1] = UInt32(truncatingIfNeeded: bits) < threshold ? 0 : kept
                }
            }
        }
    }

    /// `x = x mask`
    package static func forward(
        _ count: Int,
        _ x: UnsafeMutablePointer<Float>,
        mask: UnsafePointer<Float>
    ) {
        for index in 0..<count { x[index] *= mask[index] }
    }

    /// Turns the gradient of the result into that of `x`.
    package static func backward(
        _ count: Int,
        gradient: UnsafeMutablePointer<Float>,
        mask: UnsafePointer<Float>
    ) {
        for index in 0..<count { gradient[index] *= mask[index] }
    }
}
