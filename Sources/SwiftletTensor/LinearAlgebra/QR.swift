import COpenBLAS

extension Tensor {
    /// The matrix as a product Q R.
    ///
    /// For a matrix of `m` by `n` and `k` the lesser of both: `q` is `m` by `k` with orthonormal
    /// columns, `r` is `k` by `n` and upper triangular. As `numpy.linalg.qr`.
    ///
    /// - Throws: `LinearAlgebraError` where it is not finite.
    public func qr() throws(LinearAlgebraError) -> (q: Tensor, r: Tensor) {
        try requireFiniteMatrix()
        let (m, n) = (rows, columns)
        let k = Swift.min(m, n)
        var r = Tensor(zeros: [k, n])
        var q = Tensor(uninitialized: [m, k])
        if k == 0 { return (q, r) }

        var factors = self
        let address = factors.uniqueAddress()
        let tau = Tensor(uninitialized: [k]).storage
        _ = try LAPACK.call("sgeqrf") {
            LAPACKE_sgeqrf(
                LAPACK_ROW_MAJOR,
                BLAS.int32(m),
                BLAS.int32(n),
                address,
                BLAS.int32(n),
                tau.address
            )
        }
        // R is the upper triangle; below it, the reflectors that make Q.
        let (qAddress, rAddress) = (q.uniqueAddress(), r.uniqueAddress())
        for row in 0..<k {
            for column in row..<n { rAddress[row * n + column] = address[row * n + column] }
        }
        for row in 0..<m {
            (qAddress + row * k).update(from: address + row * n, count: k)
        }
        _ = try LAPACK.call("sorgqr") {
            LAPACKE_sorgqr(
                LAPACK_ROW_MAJOR,
                BLAS.int32(m),
                BLAS.int32(k),
                BLAS.int32(k),
                qAddress,
                BLAS.int32(k),
                tau.address
            )
        }
        return (q, r)
    }
}
