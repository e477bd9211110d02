import SwiftletTensor

/// The product of one step of an LSTM: a few rows with the recurrent weights.
enum StepProduct {
    /// `c += a bᵀ`, for one row a product of a matrix with a vector.
    ///
    /// - Parameters:
    ///   - rows: The rows of `a` and `c`.
    ///   - columns: The columns of `c`, which lie next to each other.
    ///   - depth: The columns of `a`.
    ///   - a: `[rows, depth]`, `aStride` apart.
    ///   - b: `[columns, depth]`.
    ///   - c: `[rows, columns]`, `cStride` apart.
    static func add(
        _ rows: Int,
        _ columns: Int,
        _ depth: Int,
        _ a: UnsafePointer<Float>,
        stride aStride: Int,
        transposed b: UnsafePointer<Float>,
        to c: UnsafeMutablePointer<Float>,
        stride cStride: Int
    ) {
        if rows == 1 {
            BLAS.gemv(columns, depth, b, transpose: false, a, beta: 1, c)
        } else {
            BLAS.gemm(
                rows,
                columns,
                depth,
                a,
                lda: aStride,
                b,
                ldb: depth,
                transposeB: true,
                beta: 1,
                c,
                ldc: cStride
            )
        }
    }
}
