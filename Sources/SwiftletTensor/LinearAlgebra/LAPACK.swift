import COpenBLAS

/// What all calls of LAPACKE share.
enum LAPACK {
    /// The lower triangle of a symmetric matrix is read.
    static let lower = CChar(UInt8(ascii: "L"))
    /// Eigenvectors are wanted beside eigenvalues.
    static let vectors = CChar(UInt8(ascii: "V"))
    /// Of the singular vectors, those that belong to a singular value are wanted.
    static let reduced = CChar(UInt8(ascii: "S"))

    /// Calls a routine of LAPACKE and gives its positive `info`, or 0 for success.
    static func call(
        _ routine: String,
        _ body: () -> Int32
    ) throws(LinearAlgebraError) -> Int {
        BLAS.makeReady()
        let info = Int(body())
        if info == Int(LAPACK_WORK_MEMORY_ERROR) || info == Int(LAPACK_TRANSPOSE_MEMORY_ERROR) {
            throw .outOfMemory(routine: routine)
        }
        precondition(info >= 0, "LAPACK's \(routine) refuses its argument \(-info).")
        return info
    }
}

extension Tensor {
    /// Throws unless all elements of this matrix are finite.
    func requireFiniteMatrix() throws(LinearAlgebraError) {
        requireMatrix()
        for index in 0..<count where !address[index].isFinite {
            throw .notFinite(row: index / columns, column: index % columns)
        }
    }

    func requireSquare() {
        precondition(
            shape.count == 2 && rows == columns,
            "A tensor of shape \(shape) is not a square matrix."
        )
    }
}
