import SwiftletBase
import SwiftletTensor
import TestSupport
import Testing

/// Compares with SciPy: Fixtures/sparse/make_sparse.py.
@Suite struct SparseMatrixTests {
    let file: SafetensorsFile
    let matrix: SparseMatrix

    init() throws {
        file = try SafetensorsFile(from: Fixtures.path("sparse/sparse.safetensors"))
        matrix = try Self.matrix("a", file)
    }

    static func matrix(_ name: String, _ file: SafetensorsFile) throws -> SparseMatrix {
        let shape = try file.integers(name + ".shape")
        let values = try file.tensor(name + ".values")
        return try SparseMatrix(
            validatingRows: shape[0],
            columns: shape[1],
            rowOffsets: file.integers(name + ".offsets"),
            columnIndices: file.int32s(name + ".indices"),
            values: values.withUnsafeBufferPointer(Array.init)
        )
    }

    func expectEqual(
        _ actual: SparseMatrix,
        _ name: String,
        location: SourceLocation = #_sourceLocation
    ) throws {
        let expected = try Self.matrix(name, file)
        #expect(actual.rows == expected.rows, sourceLocation: location)
        #expect(actual.columns == expected.columns, sourceLocation: location)
        #expect(actual.rowOffsets == expected.rowOffsets, sourceLocation: location)
        #expect(actual.columnIndices == expected.columnIndices, sourceLocation: location)
        #expect(difference(actual.values, expected.values) < 1e-6, sourceLocation: location)
    }

    func difference<Number: BinaryFloatingPoint>(_ first: [Number], _ second: [Number]) -> Double {
        guard first.count == second.count else { return .infinity }
        return zip(first, second).reduce(0) { max($0, Double(abs($1.0 - $1.1))) }
    }

    func elements(_ tensor: Tensor) -> [Double] {
        tensor.withUnsafeBufferPointer { $0.map(Double.init) }
    }

    @Test(arguments: [false, true])
    func productsInDouble(transposed: Bool) throws {
        let name = transposed ? "at" : "a"
        let x = try file.doubles(name + ".x")
        let expected = try file.doubles(name + ".x.product")
        let product =
            matrix.matrixProduct(x, transposeSelf: transposed)
        #expect(difference(product, expected) < 1e-12)

        let b = try file.doubles(name + ".b")
        let expectedMatrix = try file.doubles(name + ".b.product")
        var products = [Double](repeating: .nan, count: expectedMatrix.count)
        b.withUnsafeBufferPointer { b in
            products.withUnsafeMutableBufferPointer { products in
                if transposed {
                    matrix.multiplyTransposed(b, width: 3, into: products)
                } else {
                    matrix.multiply(b, width: 3, into: products)
                }
            }
        }
        #expect(difference(products, expectedMatrix) < 1e-12)
    }

    /// Rows of every length up to a few registers, by instructions that gather (up to eight vectors) and
    /// in plain Swift.
    @Test func gatheredProductsEqualPlainOnes() {
        let (rows, columns) = (70, 90)
        var random = PCG64(seed: 3)
        var offsets = [0]
        var indices: [Int32] = []
        for row in 0..<rows {
            indices += (0..<Int32(row)).map { $0 + Int32(random.below(20)) }
            offsets.append(indices.count)
        }
        let matrix = SparseMatrix(
            rows: rows,
            columns: columns,
            rowOffsets: offsets,
            columnIndices: indices,
            values: indices.map { _ in Float(random.normal()) }
        )
        let vector = (0..<columns).map { _ in random.normal() }
        for width in [1, 2, 3, 7, 8, 9] {
            let vectors = vector.flatMap { element in
                (0..<width).map { element * Double($0 + 1) }
            }
            var products = [Double](repeating: .nan, count: rows * width)
            products.withUnsafeMutableBufferPointer { result in
                vectors.withUnsafeBufferPointer {
                    matrix.multiply($0, width: width, into: result)
                }
            }
            for row in 0..<rows {
                var plain = 0.0
                for place in offsets[row]..<offsets[row + 1] {
                    plain += Double(matrix.values[place]) * vector[Int(indices[place])]
                }
                for column in 0..<width {
                    let off = products[row * width + column] - plain * Double(column + 1)
                    #expect(abs(off) < 1e-11)
                }
            }
        }
    }

    @Test(arguments: ["a", "at"], ["x32", "b32"])
    func productsWithTensors(side: String, right: String) throws {
        let operand = try file.tensor("\(side).\(right)")
        let expected = try file.doubles("\(side).\(right).product")
        let product =
            side == "a"
            ? matrix.matrixProduct(operand) : matrix.matrixProduct(operand, transposeSelf: true)
        #expect(product.shape == (try file.shape(of: "\(side).\(right).product")))
        #expect(difference(elements(product), expected) < 1e-6)
    }

    @Test func transposeEqualsSciPy() throws {
        try expectEqual(matrix.transposed(), "transposed")
        #expect(matrix.transposed().transposed() == matrix)
    }

    @Test func rowsEqualSciPy() throws {
        try expectEqual(matrix.rows(in: 4..<9), "slice")
        try expectEqual(matrix.rows(at: file.integers("positions")), "gathered")
        #expect(matrix.rows(in: 0..<0).rows == 0)
        #expect(matrix.rows(in: 0..<matrix.rows) == matrix)
    }

    @Test func columnsSideBySideEqualSciPy() throws {
        let other = try Self.matrix("other", file)
        try expectEqual(SparseMatrix(sideBySide: [matrix, other]), "beside")
        let dense = SparseMatrix(try file.tensor("other.dense"))
        try expectEqual(SparseMatrix(sideBySide: [matrix, dense]), "beside")
        #expect(SparseMatrix(sideBySide: [matrix]) == matrix)
        let pair = SparseMatrix(sideBySide: [matrix, other])
        #expect(
            SparseMatrix(sideBySide: [matrix, other, matrix])
                == SparseMatrix(sideBySide: [pair, matrix])
        )
    }

    @Test func denseFormsEqualSciPy() throws {
        let dense = try file.tensor("a.dense")
        #expect(elements(Tensor(matrix)) == elements(dense))
        #expect(SparseMatrix(dense) == matrix)
    }

    @Test func scalingEqualsSciPy() throws {
        var scaled = matrix
        scaled.scaleColumns(by: try floats("column factors"))
        try expectEqual(scaled, "scaled columns")
        scaled = matrix
        scaled.scaleRows(by: try floats("row factors"))
        try expectEqual(scaled, "scaled rows")
    }

    @Test func normsAndSumsEqualSciPy() throws {
        for (norm, name) in [(SparseMatrix.Norm.l1, "l1"), (.l2, "l2"), (.max, "max")] {
            let expected = try file.doubles("norm " + name)
            #expect(difference(matrix.rowNorms(norm).map(Double.init), expected) < 1e-6)
        }
        #expect(difference(matrix.columnSums(), try file.doubles("column sums")) < 1e-12)
        let zeros = SparseMatrix(
            rows: matrix.rows,
            columns: matrix.columns,
            rowOffsets: matrix.rowOffsets,
            columnIndices: matrix.columnIndices,
            values: try floats("zeros.values")
        )
        #expect(zeros.nonZeroCountsByColumn() == (try file.integers("zeros.counts")))
    }

    func floats(_ name: String) throws -> [Float] {
        try file.tensor(name).withUnsafeBufferPointer(Array.init)
    }

    /// Enough elements for several threads: rows of very different length, some empty, must
    /// all be covered once, and the products must equal plain loops.
    @Test func manyRowsOverThreads() {
        var generator = PCG64(seed: 3)
        let (rows, columns) = (20_000, 500)
        var offsets = [0]
        var indices: [Int32] = []
        for row in 0..<rows {
            let count = row % 1_000 == 0 ? 400 : generator.below(12)
            let drawn = generator.sample(count, of: columns).sorted()
            indices += drawn.map { Int32($0) }
            offsets.append(indices.count)
        }
        let values = indices.map { _ in Float(generator.normal()) }
        let matrix = SparseMatrix(
            rows: rows,
            columns: columns,
            rowOffsets: offsets,
            columnIndices: indices,
            values: values
        )
        let right = (0..<columns).map { _ in generator.normal() }
        let left = (0..<rows).map { _ in generator.normal() }
        var expected = [Double](repeating: 0, count: rows)
        var expectedTransposed = [Double](repeating: 0, count: columns)
        for row in 0..<rows {
            for position in offsets[row]..<offsets[row + 1] {
                let column = Int(indices[position])
                expected[row] += Double(values[position]) * right[column]
                expectedTransposed[column] += Double(values[position]) * left[row]
            }
        }
        #expect(difference(matrix.matrixProduct(right), expected) < 1e-10)
        #expect(
            difference(matrix.matrixProduct(left, transposeSelf: true), expectedTransposed) < 1e-10
        )
        let transposed = matrix.transposed()
        #expect(difference(transposed.matrixProduct(left), expectedTransposed) < 1e-10)
        #expect(transposed.transposed() == matrix)

        for parts in 1...7 {
            let ranges = (0..<parts).map { matrix.rows(ofPart: $0, of: parts) }
            #expect(ranges.flatMap { $0 } == Array(0..<rows))
            for range in ranges {
                let work = offsets[range.upperBound] - offsets[range.lowerBound] + range.count
                #expect(abs(work - (values.count + rows) / parts) <= 2 * 401)
            }
        }
    }

    @Test func emptyMatrices() {
        let noRows = SparseMatrix(
            rows: 0,
            columns: 3,
            rowOffsets: [0],
            columnIndices: [],
            values: []
        )
        #expect(noRows.matrixProduct([1, 2, 3]) == [])
        #expect(noRows.matrixProduct([Double](), transposeSelf: true) == [0, 0, 0])
        #expect(noRows.transposed().rows == 3)
        let noColumns = noRows.transposed()
        #expect(noColumns.matrixProduct([Double]()) == [0, 0, 0])
        #expect(noColumns.matrixProduct([1, 2, 3], transposeSelf: true) == [])
        #expect(Tensor(noColumns).shape == [3, 0])
        #expect(noColumns.rowNorms(.max) == [0, 0, 0])
    }

    @Test func nonFiniteElementsAreFound() {
        func matrix(_ values: [Float]) -> SparseMatrix {
            SparseMatrix(
                rows: 4,
                columns: 3,
                rowOffsets: [0, 0, 2, 2, 3],
                columnIndices: [0, 2, 1],
                values: values
            )
        }
        #expect(matrix([1, 2, 3]).firstNonFiniteElement() == nil)
        #expect(matrix([1, .nan, 3]).firstNonFiniteElement()! == (row: 1, column: 2))
        #expect(matrix([1, 2, -.infinity]).firstNonFiniteElement()! == (row: 3, column: 1))
    }

    @Test func arraysFromOutsideAreChecked() {
        func error(
            _ rows: Int,
            _ columns: Int,
            _ offsets: [Int],
            _ indices: [Int32],
            _ values: [Float]
        ) -> SparseMatrixError? {
            do {
                _ = try SparseMatrix(
                    validatingRows: rows,
                    columns: columns,
                    rowOffsets: offsets,
                    columnIndices: indices,
                    values: values
                )
                return nil
            } catch {
                return error
            }
        }
        #expect(error(2, 3, [0, 2, 3], [0, 2, 1], [1, 2, 3]) == nil)
        #expect(error(-1, 3, [], [], []) == .invalidShape(rows: -1, columns: 3))
        #expect(error(Int.max, 3, [], [], []) == .invalidShape(rows: Int.max, columns: 3))
        #expect(
            error(2, 3, [0, 2], [0, 2], [1, 2])
                == .lengthsDoNotFit(rows: 2, rowOffsets: 2, columnIndices: 2, values: 2)
        )
        #expect(
            error(1, 3, [0, 2], [0, 2], [1])
                == .lengthsDoNotFit(rows: 1, rowOffsets: 2, columnIndices: 2, values: 1)
        )
        #expect(error(1, 3, [1, 2], [0, 2], [1, 2]) == .wrongRowOffset(row: 0, offset: 1))
        #expect(error(2, 3, [0, 2, 1], [0, 2], [1, 2]) == .wrongRowOffset(row: 2, offset: 1))
        #expect(error(2, 3, [0, 9, 2], [0, 2], [1, 2]) == .wrongRowOffset(row: 1, offset: 9))
        #expect(error(1, 3, [0, 1], [0, 2], [1, 2]) == .wrongRowOffset(row: 1, offset: 1))
        #expect(
            error(1, 3, [0, 2], [0, 3], [1, 2])
                == .columnOutOfRange(row: 0, column: 3, columns: 3)
        )
        #expect(
            error(1, 3, [0, 2], [-1, 2], [1, 2])
                == .columnOutOfRange(row: 0, column: -1, columns: 3)
        )
        #expect(error(1, 3, [0, 2], [2, 0], [1, 2]) == .unsortedColumns(row: 0, column: 0))
        #expect(error(1, 3, [0, 2], [2, 2], [1, 2]) == .unsortedColumns(row: 0, column: 2))
    }
}
