import COpenBLAS

/// Small products against plain loops: whether the kernels in use compute right.
///
/// All inputs are small whole numbers, so every partial sum is exact in `Float` and the results must
/// be equal, whatever the order in which a kernel adds.
package enum BLASKernelCheck {
    package static func passes() -> Bool {
        // Odd sizes reach the kernels' edges. The last is past what OpenBLAS gives to its kernels
        // for small matrices; there, two transpositions use all of the ways to lay out an operand.
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
        let (cDouble, x) = (c.map(Double.init), (0..<k).map { b[$0 * n] })
        let (xDouble, y) = (x.map(Double.init), (0..<m).map { c[$0 * n] })
        let yDouble = y.map(Double.init)
        let expected = expectedProduct(m, n, k, a, b, c)
        let expectedDouble = expected.map(Double.init)
        let expectedColumn = (0..<m).map { expected[$0 * n] }
        let expectedColumnDouble = expectedColumn.map(Double.init)

        struct Operand {
            let values: [Float]
            let doubles: [Double]
            let flag: CBLAS_TRANSPOSE
            let rows: Int32
            let columns: Int32

            init(_ values: [Float], _ flag: CBLAS_TRANSPOSE, _ rows: Int, _ columns: Int) {
                self.values = values
                doubles = values.map(Double.init)
                self.flag = flag
                self.rows = Int32(rows)
                self.columns = Int32(columns)
            }
        }
        let bOperands = [
            Operand(b, CblasNoTrans, k, n),
            Operand(transposed(b, rows: k, columns: n), CblasTrans, n, k),
        ]
        for a in [
            Operand(a, CblasNoTrans, m, k),
            Operand(transposed(a, rows: m, columns: k), CblasTrans, k, m),
        ] {
            for b in bOperands where m < 100 || a.flag == b.flag {
                var (single, double) = (c, cDouble)
                cblas_sgemm(
                    CblasRowMajor,
                    a.flag,
                    b.flag,
                    Int32(m),
                    Int32(n),
                    Int32(k),
                    2,
                    a.values,
                    a.columns,
                    b.values,
                    b.columns,
                    -1,
                    &single,
                    Int32(n)
                )
                cblas_dgemm(
                    CblasRowMajor,
                    a.flag,
                    b.flag,
                    Int32(m),
                    Int32(n),
                    Int32(k),
                    2,
                    a.doubles,
                    a.columns,
                    b.doubles,
                    b.columns,
                    -1,
                    &double,
                    Int32(n)
                )
                if single != expected || double != expectedDouble { return false }
            }
            var (single, double) = (y, yDouble)
            cblas_sgemv(
                CblasRowMajor,
                a.flag,
                a.rows,
                a.columns,
                2,
                a.values,
                a.columns,
                x,
                1,
                -1,
                &single,
                1
            )
            cblas_dgemv(
                CblasRowMajor,
                a.flag,
                a.rows,
                a.columns,
                2,
                a.doubles,
                a.columns,
                xDouble,
                1,
                -1,
                &double,
                1
            )
            if single != expectedColumn || double != expectedColumnDouble { return false }
        }
        return true
    }

    private static func expectedProduct(
        _ m: Int,
        _ n: Int,
        _ k: Int,
        _ a: [Float],
        _ b: [Float],
        _ c: [Float]
    ) -> [Float] {
        var result = c.map { -$0 }
        result.withUnsafeMutableBufferPointer { result in
            b.withUnsafeBufferPointer { b in
                for row in 0..<m {
                    let target = result.baseAddress! + row * n
                    for inner in 0..<k {
                        let (factor, source) = (2 * a[row * k + inner], b.baseAddress! + inner * n)
                        for column in 0..<n { target[column] += factor * source[column] }
                    }
                }
            }
        }
        return result
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
