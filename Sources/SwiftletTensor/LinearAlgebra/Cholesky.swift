import COpenBLAS

extension Tensor {
    /// The lower triangular matrix L with positive diagonal and L Lᵀ = this matrix.
    ///
    /// This matrix must be symmetric and positive definite; only its lower triangle is read. As
    /// `numpy.linalg.cholesky`.
    ///
    /// - Throws: `LinearAlgebraError` where it is not positive definite or not finite.
    public func cholesky() throws(LinearAlgebraError) -> Tensor {
        requireSquare()
        let size = rows
        var factor = self
        let address = factor.uniqueAddress()
        for row in 0..<size {
            for column in 0..<size where column > row { address[row * size + column] = 0 }
        }
        try factor.requireFiniteMatrix()
        if size == 0 { return factor }
        let info = try LAPACK.call("spotrf") {
            LAPACKE_spotrf(
                LAPACK_ROW_MAJOR,
                LAPACK.lower,
                BLAS.int32(size),
                address,
                BLAS.int32(size)
            )
        }
        if info > 0 { throw .notPositiveDefinite(order: info) }
        return factor
    }
}
