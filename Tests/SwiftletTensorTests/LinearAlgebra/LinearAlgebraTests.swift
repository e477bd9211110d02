import SwiftletTensor
import Testing

@Suite struct LinearAlgebraTests {
    @Test(arguments: [1, 2, 9, 40])
    func choleskyEqualsNumPy(size: Int) throws {
        let matrix = try ExpectedArrays.named("positive \(size)")
        let factor = try matrix.cholesky()
        #expect(try distance(factor, ExpectedArrays.named("cholesky \(size)")) < 1e-5)
        #expect(distance(factor.matrixProduct(factor, transposeOther: true), matrix) < 1e-5)
    }

    @Test func choleskyReadsTheLowerTriangleAlone() throws {
        var matrix = Tensor([[4, 2], [2, 3]])
        let factor = try matrix.cholesky()
        matrix[0, 1] = .nan
        #expect(try matrix.cholesky() == factor)
        #expect(factor[0, 1] == 0)
    }

    @Test func choleskyRefusesWhatIsNotPositiveDefinite() {
        #expect(throws: LinearAlgebraError.notPositiveDefinite(order: 2)) {
            try Tensor([[1, 2], [2, 1]]).cholesky()
        }
        #expect(throws: LinearAlgebraError.notPositiveDefinite(order: 1)) {
            try Tensor([[0]]).cholesky()
        }
        #expect(throws: LinearAlgebraError.notFinite(row: 1, column: 0)) {
            try Tensor([[1, 0], [.nan, 1]]).cholesky()
        }
    }

    @Test(arguments: [1, 2, 9, 40])
    func solutionsEqualNumPy(size: Int) throws {
        let matrix = try ExpectedArrays.named("positive \(size)")
        let b = try ExpectedArrays.named("right side \(size)")
        let expected = try ExpectedArrays.named("solved \(size)")
        #expect(try distance(matrix.solve(b), expected) < 1e-5)
        let first = b.transposed()[rows: 0..<1].reshaped([size])
        let solution = try matrix.solve(first)
        #expect(distance(solution, expected.transposed()[rows: 0..<1].reshaped([size])) < 1e-5)
        #expect(solution.shape == [size])
    }

    @Test func solvingRefusesWhatIsNotOfFullRank() {
        #expect(throws: LinearAlgebraError.notFullRank(pivot: 2)) {
            try Tensor([[1, 2], [2, 4]]).solve(Tensor([1, 2]))
        }
        #expect(throws: LinearAlgebraError.notFinite(row: 0, column: 0)) {
            try Tensor([[1]]).solve(Tensor([.infinity]))
        }
    }

    @Test(arguments: [1, 2, 9, 40])
    func symmetricEigenEqualsNumPy(size: Int) throws {
        let matrix = try ExpectedArrays.named("symmetric \(size)")
        let (values, vectors) = try matrix.symmetricEigen()
        #expect(try distance(values, ExpectedArrays.named("eigenvalues \(size)")) < 1e-5)
        #expect(
            distance(
                matrix.matrixProduct(vectors),
                vectors.scalingColumns(by: values)
            ) < 1e-5
        )
        #expect(
            distance(
                vectors.matrixProduct(vectors, transposeSelf: true),
                Tensor(identity: size)
            ) < 1e-5
        )
    }

    @Test(arguments: [[1, 1], [6, 6], [23, 9], [9, 23], [30, 1], [1, 30]])
    func factorsOfGeneralMatricesEqualNumPy(shape: [Int]) throws {
        let size = "\(shape[0]) \(shape[1])"
        let matrix = try ExpectedArrays.named("general \(size)")
        let identity = Tensor(identity: shape.min()!)

        let (q, r) = try matrix.qr()
        #expect(
            try distance(r.map { abs($0) }, ExpectedArrays.named("absolute r \(size)")) < 1e-5
        )
        #expect(distance(q.matrixProduct(r), matrix) < 1e-5)
        #expect(distance(q.matrixProduct(q, transposeSelf: true), identity) < 1e-5)

        let (u, values, vTransposed) = try matrix.singularValueDecomposition()
        #expect(try distance(values, ExpectedArrays.named("singular values \(size)")) < 1e-5)
        #expect(
            distance(u.scalingColumns(by: values).matrixProduct(vTransposed), matrix) < 1e-5
        )
        #expect(distance(u.matrixProduct(u, transposeSelf: true), identity) < 1e-5)
        #expect(
            distance(vTransposed.matrixProduct(vTransposed, transposeOther: true), identity) < 1e-5
        )

        let b = try ExpectedArrays.named("general right side \(size)")
        let best = try matrix.leastSquares(b)
        #expect(
            try distance(best.solution, ExpectedArrays.named("least squares \(size)")) < 1e-4
        )
        #expect(best.rank == shape.min()!)
        #expect(distance(best.singularValues, values) < 1e-5)
    }

    @Test func leastSquaresOfDeficientRankIsTheShortest() throws {
        let matrix = try ExpectedArrays.named("deficient")
        let best = try matrix.leastSquares(
            ExpectedArrays.named("deficient right side"),
            relativeTolerance: 1e-5
        )
        #expect(best.rank == 2)
        #expect(try distance(best.solution, ExpectedArrays.named("deficient solution")) < 1e-5)
        #expect(best.solution.shape == [4])
    }

    @Test func emptyMatrices() throws {
        let empty = Tensor(zeros: [0, 0])
        #expect(try empty.cholesky().shape == [0, 0])
        #expect(try empty.symmetricEigen().values.shape == [0])
        let tall = Tensor(zeros: [3, 0])
        #expect(try tall.qr().q.shape == [3, 0] && tall.qr().r.shape == [0, 0])
        #expect(try tall.singularValueDecomposition().vTransposed.shape == [0, 0])
        #expect(try tall.leastSquares(Tensor([1, 2, 3])).solution.shape == [0])
        let wide = try Tensor(zeros: [0, 2]).leastSquares(Tensor(zeros: [0, 1]))
        #expect(wide.solution == Tensor(zeros: [2, 1]) && wide.rank == 0)
        #expect(try empty.solve(Tensor(zeros: [0])).shape == [0])
    }

    @Test func valuesThatAreNotFiniteAreRefused() {
        let matrix = Tensor([[1, 2], [3, .infinity]])
        let refusal = LinearAlgebraError.notFinite(row: 1, column: 1)
        #expect(throws: refusal) { try matrix.qr() }
        #expect(throws: refusal) { try matrix.symmetricEigen() }
        #expect(throws: refusal) { try matrix.singularValueDecomposition() }
        #expect(throws: refusal) { try matrix.leastSquares(Tensor([1, 2])) }
    }
}
