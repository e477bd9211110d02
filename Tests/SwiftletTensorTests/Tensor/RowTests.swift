import SwiftletBase
import SwiftletTensor
import Testing

@Suite struct RowTests {
    @Test(arguments: [1, 2])
    func equalsNumPy(threads: Int) throws {
        let x = try ExpectedArrays.named("x")
        let row = try ExpectedArrays.named("row")
        let column = try ExpectedArrays.named("column")
        try Threads.withCount(threads) {
            for (name, result) in [
                ("row added", x.addingToRows(row)),
                ("columns scaled", x.scalingColumns(by: row)),
                ("rows scaled", x.scalingRows(by: column)),
                ("row sums", x.rowSums()),
                ("row means", x.rowMeans()),
                ("row maxima", x.rowMaxima()),
                ("column sums", x.columnSums()),
                ("column means", x.columnMeans()),
                ("softmax", x.softmax()),
                ("log softmax", x.logSoftmax()),
                ("normalized", x.normalizingRows()),
            ] {
                #expect(try distance(result, ExpectedArrays.named(name)) < 1e-6, "\(name)")
            }
            let positions = try ExpectedArrays.named("row argmax").elements.map { Int($0) }
            #expect(x.rowArgmax() == positions)
        }
    }

    @Test func softmaxIsSafeFromOverflow() throws {
        let x = try ExpectedArrays.named("extreme x")
        #expect(try distance(x.softmax(), ExpectedArrays.named("extreme softmax")) < 1e-6)
        #expect(try distance(x.logSoftmax(), ExpectedArrays.named("extreme log softmax")) < 1e-6)
        var inPlace = x
        inPlace.formSoftmax()
        #expect(inPlace == x.softmax())
        let masked = Tensor([0, -.infinity, 0]).softmax()
        #expect(masked == Tensor([0.5, 0, 0.5]))
        #expect(Tensor([.nan, 0]).softmax().elements.allSatisfy { $0.isNaN })
        #expect(Tensor([-.infinity, -.infinity]).softmax().elements.allSatisfy { $0.isNaN })
    }

    /// Sizes past those at which rows and columns are split.
    @Test(arguments: [1, 2, 3])
    func longTensorsEqualPlainLoops(threads: Int) {
        let x = wholeNumbers([307, 1999])
        let row = wholeNumbers([1999], seed: 2)
        let column = wholeNumbers([307], seed: 3)
        Threads.withCount(threads) {
            let added = x.addingToRows(row)
            let scaledColumns = x.scalingColumns(by: row)
            let scaledRows = x.scalingRows(by: column)
            let transposed = x.transposed()
            var rowSums = Tensor(zeros: [307])
            var columnSums = Tensor(zeros: [1999])
            var correct = true
            for i in 0..<307 {
                for j in 0..<1999 {
                    rowSums[i] += x[i, j]
                    columnSums[j] += x[i, j]
                    correct =
                        correct && added[i, j] == x[i, j] + row[j]
                        && scaledColumns[i, j] == x[i, j] * row[j]
                        && scaledRows[i, j] == x[i, j] * column[i] && transposed[j, i] == x[i, j]
                }
            }
            #expect(correct)
            #expect(x.rowSums() == rowSums)
            #expect(x.columnSums() == columnSums)
            #expect(
                x.softmax().rowSums().isApproximatelyEqual(to: Tensor(repeating: 1, shape: [307]))
            )
        }
    }

    @Test func rowsAreAlongTheLastDimension() {
        let x = wholeNumbers([2, 3, 4])
        #expect(x.rowSums().shape == [2, 3])
        #expect(x.rowSums().elements == x.reshaped([6, 4]).rowSums().elements)
        #expect(x.softmax() == x.reshaped([6, 4]).softmax().reshaped([2, 3, 4]))
        #expect(x.columnSums().shape == [4])
        let vector = Tensor([1, 2, 3])
        #expect(vector.rowSums().shape == [] && vector.rowSums().elements == [6])
        #expect(vector.rowArgmax() == [2])
    }

    @Test func greatestElementsAsInNumPy() {
        let x = Tensor([[1, 3, 3], [.nan, 5, .nan], [-.infinity, -.infinity, -.infinity]])
        #expect(x.rowArgmax() == [1, 0, 0])
        let maxima = x.rowMaxima()
        #expect(maxima[0] == 3 && maxima[1].isNaN && maxima[2] == -.infinity)
        var late = Tensor(zeros: [1, 37])
        late[0, 36] = .nan
        #expect(late.rowArgmax() == [36])
        late[0, 36] = 2
        late[0, 9] = 2
        #expect(late.rowArgmax() == [9])
    }

    @Test func columnSumsAddUpExactly() {
        // 2^24 is the last whole number up to which Float counts by ones.
        var x = Tensor(repeating: 1, shape: [101, 2])
        x[0, 0] = 16_777_216
        #expect(x.columnSums() == Tensor([16_777_316, 101]))
        #expect(x.transposed().rowSums() == Tensor([16_777_316, 101]))
    }

    @Test func rowsOfZerosStayWhenNormalized() {
        #expect(Tensor([[0, 0], [3, 4]]).normalizingRows() == Tensor([[0, 0], [0.6, 0.8]]))
        let large = Tensor([[3e30, 4e30]]).normalizingRows()
        #expect(large.isApproximatelyEqual(to: Tensor([[0.6, 0.8]])))
        let small = Tensor([[3e-30, 4e-30]]).normalizingRows()
        #expect(small.isApproximatelyEqual(to: Tensor([[0.6, 0.8]])))
    }

    @Test func emptyShapes() {
        let noRows = Tensor(zeros: [0, 3])
        #expect(noRows.rowSums().shape == [0])
        #expect(noRows.rowArgmax() == [])
        #expect(noRows.softmax().shape == [0, 3])
        #expect(noRows.columnSums() == Tensor([0, 0, 0]))
        #expect(noRows.addingToRows(Tensor([1, 2, 3])).shape == [0, 3])
        let noColumns = Tensor(zeros: [3, 0])
        #expect(noColumns.rowSums() == Tensor([0, 0, 0]))
        #expect(noColumns.softmax().shape == [3, 0])
        #expect(noColumns.columnSums().shape == [0])
    }
}
