import COpenBLAS

// Operations on vectors without a gap between their elements, on the calling thread.

extension BLAS {
    /// The inner product, in the precision of the operands. ``Tensor/dot(_:)`` adds up more exactly.
    package static func dot(
        _ count: Int,
        _ x: UnsafePointer<Float>,
        _ y: UnsafePointer<Float>
    ) -> Float {
        makeReady()
        return cblas_sdot(int32(count), x, 1, y, 1)
    }

    /// The inner product, in the precision of the operands.
    package static func dot(
        _ count: Int,
        _ x: UnsafePointer<Double>,
        _ y: UnsafePointer<Double>
    ) -> Double {
        makeReady()
        return cblas_ddot(int32(count), x, 1, y, 1)
    }

    /// `y = alpha x + y`
    package static func axpy(
        _ count: Int,
        alpha: Float,
        _ x: UnsafePointer<Float>,
        _ y: UnsafeMutablePointer<Float>
    ) {
        makeReady()
        cblas_saxpy(int32(count), alpha, x, 1, y, 1)
    }

    /// `y = alpha x + y`
    package static func axpy(
        _ count: Int,
        alpha: Double,
        _ x: UnsafePointer<Double>,
        _ y: UnsafeMutablePointer<Double>
    ) {
        makeReady()
        cblas_daxpy(int32(count), alpha, x, 1, y, 1)
    }

    /// `x = alpha x`, with zeros for `alpha` 0 whatever `x` held.
    package static func scal(_ count: Int, alpha: Float, _ x: UnsafeMutablePointer<Float>) {
        if alpha == 0 { return x.update(repeating: 0, count: count) }
        makeReady()
        cblas_sscal(int32(count), alpha, x, 1)
    }

    /// `x = alpha x`, with zeros for `alpha` 0 whatever `x` held.
    package static func scal(_ count: Int, alpha: Double, _ x: UnsafeMutablePointer<Double>) {
        if alpha == 0 { return x.update(repeating: 0, count: count) }
        makeReady()
        cblas_dscal(int32(count), alpha, x, 1)
    }
}
