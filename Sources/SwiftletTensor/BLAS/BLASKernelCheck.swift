import COpenBLAS

/// Small products against plain loops: whether the kernels in use compute right.
///
/// All inputs are small whole numbers, so every partial sum is exact in `Float` and the results must
/// be equal, whatever the order in which a kernel adds.
package enum BLASKernelCheck {
    package static func passes() -> Bool {
        // Odd sizes reach the kernels' edges. The last is past what OpenBLAS gives to its kernels
        // for small matrices.
        checkProducts(m: 5, n: 7, k: 3)
            && checkProducts(m: 33, n: 19, k: 41)
            && checkProducts(m: 101, n: 103, k: 107)
            && checkVectors(count: 1) && checkVectors(count: 259)
    }

    private static func wholeNumbers(_ count: Int, seed: UInt32) -> [Float] {
        var state = seed
        return (0..<count).map { _ in
            state = state &* 1_664_525 &+ 1_013_904_223
            return Float(Int(state >> 24) % 17 - 8)
        }
    }

    private static func transposed(_ matrix: [Float], rows: Int, columns: Int) -> [Float] {
        var result = matrix
        for row in 0..<rows {
            for column in 0..<columns {
                result[column * rows + row] = matrix[row * columns + column]
            }
        }
        return result
    }

    /// C = 2 A B - C, all four transpositions, `Float` and `Double`; and A by a column of B.
    private static func checkProducts(m: Int, n: Int, k: Int) -> Bool {
        let a = wholeNumbers(m * k, seed: 1)
        let b = wholeNumbers(k * n, seed: 2)
        let c = wholeNumbers(m * n, seed: 3)
        var expected = c.map { -$0 }
        for row in 0..<m {
            for inner in 0..<k {
                let factor = 2 * a[row * k + inner]
                for column in 0..<n {
                    expected[row * n + column] += factor * b[inner * n + column]
                }
            }
        }
        let aOriented = [a, transposed(a, rows: m, columns: k)]
        let bOriented = [b, transposed(b, rows: k, columns: n)]
        for (transposeA, a) in aOriented.enumerated() {
            for (transposeB, b) in bOriented.enumerated() {
                let flags = [CblasNoTrans, CblasTrans]
                let lda = Int32(transposeA == 0 ? k : m)
                let ldb = Int32(transposeB == 0 ? n : k)
                var single = c
                cblas_sgemm(
                    CblasRowMajor,
                    flags[transposeA],
                    flags[transposeB],
                    Int32(m),
                    Int32(n),
                    Int32(k),
                    2,
                    a,
                    lda,
                    b,
                    ldb,
                    -1,
                    &single,
                    Int32(n)
                )
                if single != expected { return false }
                var double = c.map(Double.init)
                cblas_dgemm(
                    CblasRowMajor,
                    flags[transposeA],
                    flags[transposeB],
                    Int32(m),
                    Int32(n),
                    Int32(k),
                    2,
                    a.map(Double.init),
                    lda,
                    b.map(Double.init),
                    ldb,
                    -1,
                    &double,
                    Int32(n)
                )
                if double != expected.map(Double.init) { return false }
            }
            let rows = Int32(transposeA == 0 ? m : k)
            let columns = Int32(transposeA == 0 ? k : m)
            let x = (0..<k).map { b[$0 * n] }
            let flag = transposeA == 0 ? CblasNoTrans : CblasTrans
            let firstColumn = (0..<m).map { expected[$0 * n] }
            var single = (0..<m).map { c[$0 * n] }
            var double = single.map(Double.init)
            cblas_sgemv(
                CblasRowMajor,
                flag,
                rows,
                columns,
                2,
                a,
                columns,
                x,
                1,
                -1,
                &single,
                1
            )
            cblas_dgemv(
                CblasRowMajor,
                flag,
                rows,
                columns,
                2,
                a.map(Double.init),
                columns,
                x.map(Double.init),
                1,
                -1,
                &double,
                1
            )
            if single != firstColumn || double != firstColumn.map(Double.init) { return false }
        }
        return true
    }

    /// The inner product, a x + y and a x.
    private static func checkVectors(count: Int) -> Bool {
        let x = wholeNumbers(count, seed: 4)
        let y = wholeNumbers(count, seed: 5)
        let dot = zip(x, y).reduce(0) { $0 + $1.0 * $1.1 }
        let sum = zip(x, y).map { 3 * $0 + $1 }
        let scaled = sum.map { 5 * $0 }
        let n = Int32(count)
        let xDouble = x.map(Double.init)
        var single = y
        var double = y.map(Double.init)
        guard cblas_sdot(n, x, 1, single, 1) == dot,
            cblas_ddot(n, xDouble, 1, double, 1) == Double(dot)
        else { return false }
        cblas_saxpy(n, 3, x, 1, &single, 1)
        cblas_daxpy(n, 3, xDouble, 1, &double, 1)
        guard single == sum, double == sum.map(Double.init) else { return false }
        cblas_sscal(n, 5, &single, 1)
        cblas_dscal(n, 5, &double, 1)
        return single == scaled && double == scaled.map(Double.init)
    }
}
