// One number from all elements, added up in double precision.

extension Tensor {
    /// The sum of the elements; 0 for none.
    public func sum() -> Float { Float(VectorMath.sum(count, address)) }

    /// The mean of the elements; NaN for none.
    public func mean() -> Float { Float(VectorMath.sum(count, address) / Double(count)) }

    /// The mean of the squared distances from the mean.
    ///
    /// - Parameter degreesOfFreedom: What to subtract from the number of elements in the divisor: 1
    ///   for the estimate from a sample. NaN unless fewer than the elements there are.
    public func variance(degreesOfFreedom: Int = 0) -> Float {
        guard count > degreesOfFreedom else { return .nan }
        let mean = VectorMath.sum(count, address) / Double(count)
        let squares = VectorMath.sumOfSquares(count, address, around: mean)
        return Float(squares / Double(count - degreesOfFreedom))
    }

    /// The greatest element; NaN if any is. There must be one.
    public func max() -> Float {
        precondition(count > 0, "A tensor of shape \(shape) has no greatest element.")
        return VectorMath.max(count, address)
    }

    /// The least element; NaN if any is. There must be one.
    public func min() -> Float {
        precondition(count > 0, "A tensor of shape \(shape) has no least element.")
        return VectorMath.min(count, address)
    }

    /// The position in row-major order of the greatest element: the first of equals, and the first
    /// NaN where there is one, as in NumPy. There must be an element.
    public func argmax() -> Int {
        precondition(count > 0, "A tensor of shape \(shape) has no greatest element.")
        return VectorMath.argmax(count, address)
    }

    /// The Euclidean length (Frobenius norm): the root of the sum of the squares.
    public func norm() -> Float { Float(VectorMath.sumOfSquares(count, address).squareRoot()) }

    /// The sum of the products of the elements of two tensors of one shape.
    public func dot(_ other: Tensor) -> Float {
        requireSameShape(as: other)
        return Float(VectorMath.dot(count, address, other.address))
    }
}
