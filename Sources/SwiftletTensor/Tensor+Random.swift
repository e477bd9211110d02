import SwiftletBase

extension Tensor {
    /// A tensor of numbers from [low, high), each equally likely.
    public init(
        uniform range: Range<Float>,
        shape: [Int],
        using generator: inout PCG64
    ) {
        self.init(uninitialized: shape)
        withUnsafeMutableBufferPointer {
            generator.fill($0, uniformFrom: range.lowerBound, to: range.upperBound)
        }
    }

    /// A tensor of numbers from the normal distribution of a mean and a standard deviation.
    public init(
        normalWithMean mean: Float,
        standardDeviation: Float,
        shape: [Int],
        using generator: inout PCG64
    ) {
        self.init(uninitialized: shape)
        withUnsafeMutableBufferPointer {
            generator.fill($0, normalWithMean: mean, standardDeviation: standardDeviation)
        }
    }
}
