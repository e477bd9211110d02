// Products of matrices and vectors, by BLAS, split over the library's threads.

extension Tensor {
    /// The matrix product of this matrix and another, or of this matrix and a vector.
    ///
    ///     let scores = features.matrixProduct(weights, transposeOther: true)
    ///
    /// - Parameters:
    ///   - other: A matrix with as many rows as this one has columns, or a vector of that length.
    ///   - transposeSelf: Whether to take this matrix transposed.
    ///   - transposeOther: Whether to take the other matrix transposed. A vector has no transpose.
    /// - Returns: A matrix; for a vector, a vector.
    public func matrixProduct(
        _ other: Tensor,
        transposeSelf: Bool = false,
        transposeOther: Bool = false
    ) -> Tensor {
        let resultShape = productShape(other, transposeSelf, transposeOther)
        var result = Tensor(uninitialized: resultShape)
        result.formMatrixProduct(
            self,
            other,
            transposeFirst: transposeSelf,
            transposeSecond: transposeOther
        )
        return result
    }

    /// Sets this tensor to `alpha op(first) op(second) + beta self`, where `op` transposes if asked
    /// for. `second` may be a vector; then this tensor is one.
    ///
    /// The memory of this tensor is used again. With `beta` 0, what it held does not matter; with
    /// `beta` 1, the product is added.
    public mutating func formMatrixProduct(
        _ first: Tensor,
        _ second: Tensor,
        transposeFirst: Bool = false,
        transposeSecond: Bool = false,
        alpha: Float = 1,
        beta: Float = 0
    ) {
        let resultShape = first.productShape(second, transposeFirst, transposeSecond)
        precondition(
            shape == resultShape,
            "A product of shape \(resultShape) does not fit into a tensor of shape \(shape)."
        )
        let target = uniqueAddress()
        if second.shape.count == 1 {
            BLAS.gemv(
                first.rows,
                first.columns,
                alpha: alpha,
                first.address,
                transpose: transposeFirst,
                second.address,
                beta: beta,
                target
            )
        } else {
            BLAS.gemm(
                resultShape[0],
                resultShape[1],
                transposeFirst ? first.rows : first.columns,
                alpha: alpha,
                first.address,
                transposeA: transposeFirst,
                second.address,
                transposeB: transposeSecond,
                beta: beta,
                target
            )
        }
    }

    private func productShape(
        _ other: Tensor,
        _ transposeSelf: Bool,
        _ transposeOther: Bool
    ) -> [Int] {
        requireMatrix()
        let (outer, inner) = transposeSelf ? (columns, rows) : (rows, columns)
        let otherShape = transposeOther ? other.shape.reversed() : other.shape
        precondition(
            (1...2).contains(otherShape.count) && otherShape[0] == inner,
            """
            Matrices of shapes \(shape)\(transposeSelf ? " transposed" : "") and \
            \(other.shape)\(transposeOther ? " transposed" : "") have no product.
            """
        )
        return [outer] + otherShape.dropFirst()
    }
}
