import COpenBLAS

extension Tensor {
    /// The eigenvalues and eigenvectors of a symmetric matrix.
    ///
    /// Only the lower triangle is read. `values` ascend; column `j` of `vectors` has length 1 and
    /// belongs to value `j`; its sign is either. As `numpy.linalg.eigh`.
    ///
    /// - Throws: `LinearAlgebraError` where it is not finite, or the iteration does not converge.
    public func symmetricEigen() throws(LinearAlgebraError) -> (values: Tensor, vectors: Tensor) {
        requireSquare()
        try requireFiniteMatrix()
        let size = rows
        var values = Tensor(uninitialized: [size])
        var vectors = self
        if size == 0 { return (values, vectors) }
        let (valuesAddress, vectorsAddress) = (values.uniqueAddress(), vectors.uniqueAddress())
        let info = try LAPACK.call("ssyevd") {
            LAPACKE_ssyevd(
                LAPACK_ROW_MAJOR,
                LAPACK.vectors,
                LAPACK.lower,
                BLAS.int32(size),
                vectorsAddress,
                BLAS.int32(size),
                valuesAddress
            )
        }
        if info > 0 { throw .didNotConverge(routine: "ssyevd", information: info) }
        return (values, vectors)
    }
}
