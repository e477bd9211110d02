// Arithmetic element by element: between tensors of one shape, and with a number.

extension Tensor {
    public static func + (left: Tensor, right: Tensor) -> Tensor {
        left.combined(with: right) { $0 + $1 }
    }

    public static func - (left: Tensor, right: Tensor) -> Tensor {
        left.combined(with: right) { $0 - $1 }
    }

    /// The product element by element; for the product of matrices see ``matrixProduct(_:transposeSelf:transposeOther:)``.
    public static func * (left: Tensor, right: Tensor) -> Tensor {
        left.combined(with: right) { $0 * $1 }
    }

    public static func / (left: Tensor, right: Tensor) -> Tensor {
        left.combined(with: right) { $0 / $1 }
    }

    public static func += (left: inout Tensor, right: Tensor) {
        left.combine(with: right) { $0 + $1 }
    }

    public static func -= (left: inout Tensor, right: Tensor) {
        left.combine(with: right) { $0 - $1 }
    }

    public static func *= (left: inout Tensor, right: Tensor) {
        left.combine(with: right) { $0 * $1 }
    }

    public static func /= (left: inout Tensor, right: Tensor) {
        left.combine(with: right) { $0 / $1 }
    }

    public static func + (left: Tensor, right: Float) -> Tensor { left.mapped { $0 + right } }
    public static func - (left: Tensor, right: Float) -> Tensor { left.mapped { $0 - right } }
    public static func * (left: Tensor, right: Float) -> Tensor { left.mapped { $0 * right } }
    public static func / (left: Tensor, right: Float) -> Tensor { left.mapped { $0 / right } }

    public static func + (left: Float, right: Tensor) -> Tensor { right.mapped { left + $0 } }
    public static func - (left: Float, right: Tensor) -> Tensor { right.mapped { left - $0 } }
    public static func * (left: Float, right: Tensor) -> Tensor { right.mapped { left * $0 } }
    public static func / (left: Float, right: Tensor) -> Tensor { right.mapped { left / $0 } }

    public static func += (left: inout Tensor, right: Float) { left.formMapped { $0 + right } }
    public static func -= (left: inout Tensor, right: Float) { left.formMapped { $0 - right } }
    public static func *= (left: inout Tensor, right: Float) { left.formMapped { $0 * right } }
    public static func /= (left: inout Tensor, right: Float) { left.formMapped { $0 / right } }

    public static prefix func - (operand: Tensor) -> Tensor { operand.mapped { -$0 } }

    /// Adds `factor * other` to this tensor of the same shape.
    public mutating func add(_ other: Tensor, times factor: Float) {
        combine(with: other) { $0 + factor * $1 }
    }

    @inline(__always)
    private func combined(
        with other: Tensor,
        _ combine: (Float, Float) -> Float
    ) -> Tensor {
        requireSameShape(as: other)
        let result = Tensor(uninitialized: shape)
        VectorMath.zip(count, address, other.address, into: result.storage.address, combine)
        return result
    }

    @inline(__always)
    private mutating func combine(
        with other: Tensor,
        _ combine: (Float, Float) -> Float
    ) {
        requireSameShape(as: other)
        let address = uniqueAddress()
        VectorMath.zip(count, address, other.address, into: address, combine)
    }

    @inline(__always)
    private func mapped(_ transform: (Float) -> Float) -> Tensor {
        let result = Tensor(uninitialized: shape)
        VectorMath.map(count, address, into: result.storage.address, transform)
        return result
    }

    @inline(__always)
    private mutating func formMapped(_ transform: (Float) -> Float) {
        let address = uniqueAddress()
        VectorMath.map(count, address, into: address, transform)
    }

    func requireSameShape(as other: Tensor) {
        precondition(
            shape == other.shape,
            "Tensors of shapes \(shape) and \(other.shape) do not fit element by element."
        )
    }
}
