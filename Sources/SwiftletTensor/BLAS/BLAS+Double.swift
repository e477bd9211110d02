import COpenBLAS

// Products of vectors and matrices of Double on the calling thread, for callers that split their work
// themselves. Names are those of BLAS, memory is row-major. No call allocates.

extension BLAS {
    /// The inner product of `x` and `y`.
    package static func dot(
        _ n: Int,
        _ x: UnsafePointer<Double>,
        _ y: UnsafePointer<Double>
    ) -> Double {
        makeReady()
        return cblas_ddot(int32(n), x, 1, y, 1)
    }

    /// `y = op(a) x + beta y`, where `a` is `m` by `n` as it lies in memory.
    package static func gemv(
        _ m: Int,
        _ n: Int,
        _ a: UnsafePointer<Double>,
        lda: Int,
        transpose: Bool = false,
        _ x: UnsafePointer<Double>,
        beta: Double,
        _ y: UnsafeMutablePointer<Double>
    ) {
        makeReady()
        cblas_dgemv(
            CblasRowMajor,
            transpose ? CblasTrans : CblasNoTrans,
            int32(m),
            int32(n),
            1,
            a,
            int32(lda),
            x,
            1,
            beta,
            y,
            1
        )
    }
}
