extension Tensor: Equatable {
    /// Whether shapes and elements are equal. NaN equals nothing, -0 equals 0.
    public static func == (left: Tensor, right: Tensor) -> Bool {
        guard left.shape == right.shape else { return false }
        let (a, b) = (left.address, right.address)
        for index in 0..<left.count where a[index] != b[index] { return false }
        return true
    }

    /// Whether the shapes are equal and each element is near the other's:
    /// |a - b| <= absoluteTolerance + relativeTolerance * |b|, as `allclose` has it in NumPy.
    /// NaN is near nothing, an infinity only itself.
    public func isApproximatelyEqual(
        to other: Tensor,
        relativeTolerance: Float = 1e-5,
        absoluteTolerance: Float = 1e-8
    ) -> Bool {
        guard shape == other.shape else { return false }
        let (a, b) = (address, other.address)
        for index in 0..<count where a[index] != b[index] {
            let limit = absoluteTolerance + relativeTolerance * abs(b[index])
            guard b[index].isFinite, abs(a[index] - b[index]) <= limit else { return false }
        }
        return true
    }
}
