import SwiftletBase
import SwiftletTensor
import Testing

@Suite struct ProductTests {
    @Test(arguments: ["1 1 1", "1 5 3", "4 1 7", "17 13 29", "3 33 1"])
    func equalsNumPy(size: String) throws {
        func array(_ part: String) throws -> Tensor {
            try ExpectedArrays.named("product \(size) \(part)")
        }
        let (a, b, c, x) = try (array("a"), array("b"), array("c"), array("x"))
        let (aT, bT) = (a.transposed(), b.transposed())
        let expected = try array("expected")
        #expect(distance(a.matrixProduct(b), expected) < 1e-5)
        #expect(distance(aT.matrixProduct(b, transposeSelf: true), expected) < 1e-5)
        #expect(distance(a.matrixProduct(bT, transposeOther: true), expected) < 1e-5)
        #expect(
            distance(
                aT.matrixProduct(bT, transposeSelf: true, transposeOther: true),
                expected
            ) < 1e-5
        )

        var accumulated = c
        accumulated.formMatrixProduct(a, b, alpha: 0.5, beta: -2)
        #expect(try distance(accumulated, array("accumulated")) < 1e-5)

        let vector = try array("vector")
        #expect(distance(a.matrixProduct(x), vector) < 1e-5)
        #expect(distance(aT.matrixProduct(x, transposeSelf: true), vector) < 1e-5)
    }

    /// Whole numbers, so that any order of addition gives the same, over sizes on either side of
    /// those at which work is split.
    @Test(arguments: [1, 2, 3])
    func equalsPlainLoops(threads: Int) {
        for (m, n, k) in [(1, 1, 4), (2, 130, 65), (131, 3, 64), (160, 90, 129), (31, 257, 301)] {
            let a = wholeNumbers([m, k], seed: 1)
            let b = wholeNumbers([k, n], seed: 2)
            var expected = Tensor(zeros: [m, n])
            for row in 0..<m {
                for column in 0..<n {
                    var sum: Float = 0
                    for inner in 0..<k { sum += a[row, inner] * b[inner, column] }
                    expected[row, column] = sum
                }
            }
            Threads.withCount(threads) {
                let (aT, bT) = (a.transposed(), b.transposed())
                #expect(a.matrixProduct(b) == expected)
                #expect(aT.matrixProduct(b, transposeSelf: true) == expected)
                #expect(a.matrixProduct(bT, transposeOther: true) == expected)
                #expect(
                    aT.matrixProduct(bT, transposeSelf: true, transposeOther: true) == expected
                )
            }
        }
    }

    @Test(arguments: [1, 2, 5])
    func vectorProductsEqualPlainLoops(threads: Int) {
        for (m, n) in [(1, 1), (1, 2000), (2000, 1), (700, 1100)] {
            let a = wholeNumbers([m, n])
            let x = wholeNumbers([n], seed: 2)
            let y = wholeNumbers([m], seed: 3)
            var ax = Tensor(zeros: [m])
            var aTy = Tensor(zeros: [n])
            for row in 0..<m {
                for column in 0..<n {
                    ax[row] += a[row, column] * x[column]
                    aTy[column] += a[row, column] * y[row]
                }
            }
            Threads.withCount(threads) {
                #expect(a.matrixProduct(x) == ax)
                #expect(a.matrixProduct(y, transposeSelf: true) == aTy)
            }
        }
    }

    @Test func rowStridesReachParts() {
        // The 2 x 2 blocks in the middle of 4 x 4 matrices; the rest of the target stays.
        let a = wholeNumbers([4, 4], seed: 1)
        let b = wholeNumbers([4, 4], seed: 2)
        var c = Tensor(repeating: 9, shape: [4, 4])
        a.withUnsafeBufferPointer { a in
            b.withUnsafeBufferPointer { b in
                c.withUnsafeMutableBufferPointer { c in
                    BLAS.gemm(
                        2,
                        2,
                        2,
                        a.baseAddress! + 5,
                        lda: 4,
                        b.baseAddress! + 5,
                        ldb: 4,
                        transposeB: true,
                        c.baseAddress! + 5,
                        ldc: 4
                    )
                }
            }
        }
        for row in 0..<4 {
            for column in 0..<4 {
                let inside = (1...2).contains(row) && (1...2).contains(column)
                let product = a[row, 1] * b[column, 1] + a[row, 2] * b[column, 2]
                #expect(c[row, column] == (inside ? product : 9))
            }
        }
    }

    @Test func emptySizesGiveZerosOrNothing() {
        #expect(Tensor(zeros: [0, 3]).matrixProduct(Tensor(zeros: [3, 2])).shape == [0, 2])
        #expect(Tensor(zeros: [2, 3]).matrixProduct(Tensor(zeros: [3, 0])).shape == [2, 0])
        let inner = Tensor(zeros: [2, 0]).matrixProduct(Tensor(zeros: [0, 3]))
        #expect(inner == Tensor(zeros: [2, 3]))
        #expect(Tensor(zeros: [2, 0]).matrixProduct(Tensor(zeros: [0])) == Tensor(zeros: [2]))
        var kept = Tensor([[1, 2]])
        kept.formMatrixProduct(Tensor(zeros: [1, 0]), Tensor(zeros: [0, 2]), beta: 3)
        #expect(kept == Tensor([[3, 6]]))
    }

    @Test func zeroBetaForgetsWhatTheTargetHeld() {
        let a = wholeNumbers([19, 23])
        var target = Tensor(repeating: .nan, shape: [19, 19])
        target.formMatrixProduct(a, a, transposeSecond: true)
        #expect(target == a.matrixProduct(a, transposeOther: true))
        var vector = Tensor(repeating: .infinity, shape: [19])
        vector.formMatrixProduct(a, wholeNumbers([23], seed: 2))
        #expect(vector == a.matrixProduct(wholeNumbers([23], seed: 2)))
    }

    @Test func targetMayBeAnOperand() {
        let a = wholeNumbers([12, 12])
        var target = a
        target.formMatrixProduct(target, target, beta: 1)
        #expect(target == a.matrixProduct(a) + a)
    }

    @Test func sameThreadCountGivesTheSameResultToTheBit() {
        let a = fractions([211, 307])
        let b = fractions([307, 190], seed: 2)
        for threads in 1...3 {
            let results = (0..<3).map { _ in
                Threads.withCount(threads) { a.matrixProduct(b).softmax().columnSums() }
            }
            #expect(results[0] == results[1] && results[1] == results[2])
        }
    }
}
