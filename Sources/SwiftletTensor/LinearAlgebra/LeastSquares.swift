import COpenBLAS

/// The least-squares solution of A x = b; see ``Tensor/leastSquares(_:relativeTolerance:)``.
public struct LeastSquaresSolution: Sendable, Equatable {
    /// x: `[n]` for b of `[m]`, `[n, columns]` for b of `[m, columns]`, A being `[m, n]`.
    public let solution: Tensor
    /// The rank of A: how many of its singular values count as more than 0.
    public let rank: Int
    /// The singular values of A, `[min(m, n)]`, descending.
    public let singularValues: Tensor
}

extension Tensor {
    /// The x for which ‖A x - b‖ is least, A being this matrix; of several such x the shortest.
    ///
    /// A need not have full rank: compare the solution's `rank` with its columns where that matters.
    /// As `numpy.linalg.lstsq` (LAPACK's `gelsd`, by singular values).
    ///
    /// - Parameters:
    ///   - rightSide: b: a vector as long as A has rows, or a matrix of as many rows.
    ///   - relativeTolerance: Singular values up to this times the greatest count as 0. By default
    ///     the distance from 1 to the next `Float`, times the greater of A's dimensions.
    /// - Throws: `LinearAlgebraError` where a matrix is not finite or not of full rank.
    public func leastSquares(
        _ rightSide: Tensor,
        relativeTolerance: Float? = nil
    ) throws(LinearAlgebraError) -> LeastSquaresSolution {
        let b = try rightSideAsMatrix(rightSide)
        let (m, n, sides) = (rows, columns, b.columns)
        let k = Swift.min(m, n)
        var singularValues = Tensor(zeros: [k])
        // LAPACK takes b and gives x in the same memory, which holds the longer of both.
        var work = Tensor(zeros: [Swift.max(m, n), sides])
        work[rows: 0..<m] = b
        var rank: Int32 = 0
        if k > 0, sides > 0 {
            var matrix = self
            let (a, x) = (matrix.uniqueAddress(), work.uniqueAddress())
            let s = singularValues.uniqueAddress()
            let tolerance = relativeTolerance ?? Float(Swift.max(m, n)) * .ulpOfOne
            let info = try LAPACK.call("sgelsd") {
                LAPACKE_sgelsd(
                    LAPACK_ROW_MAJOR,
                    BLAS.int32(m),
                    BLAS.int32(n),
                    BLAS.int32(sides),
                    a,
                    BLAS.int32(n),
                    x,
                    BLAS.int32(sides),
                    s,
                    tolerance,
                    &rank
                )
            }
            if info > 0 { throw .didNotConverge(routine: "sgelsd", information: info) }
        } else {
            work = Tensor(zeros: work.shape)
        }
        let solution = work[rows: 0..<n]
        return LeastSquaresSolution(
            solution: rightSide.shape.count == 1 ? solution.reshaped([n]) : solution,
            rank: Int(rank),
            singularValues: singularValues
        )
    }

    /// The x with A x = b, A being this square matrix. As `numpy.linalg.solve` (LAPACK's `gesv`).
    ///
    /// - Parameter rightSide: b: a vector as long as A has rows, or a matrix of as many rows.
    /// - Throws: `LinearAlgebraError` where a matrix is not finite or not of full rank.
    public func solve(_ rightSide: Tensor) throws(LinearAlgebraError) -> Tensor {
        requireSquare()
        var x = try rightSideAsMatrix(rightSide)
        let (size, sides) = (rows, x.columns)
        if size == 0 || sides == 0 { return rightSide }
        var matrix = self
        let (a, xAddress) = (matrix.uniqueAddress(), x.uniqueAddress())
        var pivots = [Int32](repeating: 0, count: size)
        let info = try LAPACK.call("sgesv") {
            LAPACKE_sgesv(
                LAPACK_ROW_MAJOR,
                BLAS.int32(size),
                BLAS.int32(sides),
                a,
                BLAS.int32(size),
                &pivots,
                xAddress,
                BLAS.int32(sides)
            )
        }
        if info > 0 { throw .notFullRank(pivot: info) }
        return x.reshaped(rightSide.shape)
    }

    /// A right side as a matrix, this matrix and it checked.
    private func rightSideAsMatrix(_ rightSide: Tensor) throws(LinearAlgebraError) -> Tensor {
        try requireFiniteMatrix()
        precondition(
            (1...2).contains(rightSide.shape.count) && rightSide.shape[0] == rows,
            "A right side of shape \(rightSide.shape) does not fit a matrix of shape \(shape)."
        )
        let matrix =
            rightSide.shape.count == 1 ? rightSide.reshaped([rightSide.count, 1]) : rightSide
        try matrix.requireFiniteMatrix()
        return matrix
    }
}
