import COpenBLAS

extension Tensor {
    /// The matrix as a product U diag(s) Vᵀ.
    ///
    /// For a matrix of `m` by `n` and `k` the lesser of both: `u` is `m` by `k` and `vTransposed`
    /// `k` by `n`, with orthonormal columns and rows; the `k` `values` descend and are not
    /// negative. A column of `u` and the row of `vTransposed` may both change their sign. As
    /// `numpy.linalg.svd` without full matrices.
    ///
    /// - Throws: `LinearAlgebraError` where it is not finite, or the iteration does not converge.
    public func singularValueDecomposition() throws(LinearAlgebraError)
        -> (u: Tensor, values: Tensor, vTransposed: Tensor)
    {
        try requireFiniteMatrix()
        let (m, n) = (rows, columns)
        let k = Swift.min(m, n)
        var u = Tensor(uninitialized: [m, k])
        var values = Tensor(uninitialized: [k])
        var vTransposed = Tensor(uninitialized: [k, n])
        if k == 0 { return (u, values, vTransposed) }
        var matrix = self
        let (a, s) = (matrix.uniqueAddress(), values.uniqueAddress())
        let (uAddress, vAddress) = (u.uniqueAddress(), vTransposed.uniqueAddress())
        let info = try LAPACK.call("sgesdd") {
            LAPACKE_sgesdd(
                LAPACK_ROW_MAJOR,
                LAPACK.reduced,
                BLAS.int32(m),
                BLAS.int32(n),
                a,
                BLAS.int32(n),
                s,
                uAddress,
                BLAS.int32(k),
                vAddress,
                BLAS.int32(n)
            )
        }
        if info > 0 { throw .didNotConverge(routine: "sgesdd", information: info) }
        return (u, values, vTransposed)
    }
}
