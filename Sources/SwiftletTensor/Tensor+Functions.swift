// Functions of each element. Each comes as a copy and, with the prefix `form`, in place.

extension Tensor {
    /// e to the power of each element.
    public func exp() -> Tensor { applying(VectorMath.exp) }
    /// The natural logarithm of each element: -infinity for 0, NaN below.
    public func log() -> Tensor { applying(VectorMath.log) }
    /// The hyperbolic tangent of each element.
    public func tanh() -> Tensor { applying(VectorMath.tanh) }
    /// The logistic function 1 / (1 + e^-x) of each element.
    public func sigmoid() -> Tensor { applying(VectorMath.sigmoid) }
    /// The square root of each element: NaN below 0.
    public func squareRoot() -> Tensor { applying(VectorMath.squareRoot) }

    /// ``exp()`` in place.
    public mutating func formExp() { apply(VectorMath.exp) }
    /// ``log()`` in place.
    public mutating func formLog() { apply(VectorMath.log) }
    /// ``tanh()`` in place.
    public mutating func formTanh() { apply(VectorMath.tanh) }
    /// ``sigmoid()`` in place.
    public mutating func formSigmoid() { apply(VectorMath.sigmoid) }
    /// ``squareRoot()`` in place.
    public mutating func formSquareRoot() { apply(VectorMath.squareRoot) }

    /// Each element, or the nearer bound where it lies outside of `limits`. NaN stays.
    public func clamped(to limits: ClosedRange<Float>) -> Tensor {
        applying { VectorMath.clamp($0, $1, to: limits, into: $2) }
    }

    /// Sets each element outside of `limits` to the nearer bound. NaN stays.
    public mutating func clamp(to limits: ClosedRange<Float>) {
        apply { VectorMath.clamp($0, $1, to: limits, into: $2) }
    }

    /// `transform` of each element, on the calling thread.
    ///
    /// - Throws: What the closure throws.
    @inlinable
    public func map<Failure: Error>(
        _ transform: (Float) throws(Failure) -> Float
    ) throws(Failure) -> Tensor {
        var result = self
        try result.formMap(transform)
        return result
    }

    /// Replaces each element by its `transform`, on the calling thread. If `transform` throws, the
    /// elements before that one have been replaced.
    ///
    /// - Throws: What the closure throws.
    @inlinable
    public mutating func formMap<Failure: Error>(
        _ transform: (Float) throws(Failure) -> Float
    ) throws(Failure) {
        try withUnsafeMutableBufferPointer { elements throws(Failure) in
            for index in elements.indices { elements[index] = try transform(elements[index]) }
        }
    }

    private typealias Function = (Int, UnsafePointer<Float>, UnsafeMutablePointer<Float>) -> Void

    private func applying(_ function: Function) -> Tensor {
        let result = Tensor(uninitialized: shape)
        function(count, address, result.storage.address)
        return result
    }

    private mutating func apply(_ function: Function) {
        let address = uniqueAddress()
        function(count, address, address)
    }
}
