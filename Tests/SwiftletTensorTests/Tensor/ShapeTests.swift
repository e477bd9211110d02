import SwiftletTensor
import Testing

@Suite struct ShapeTests {
    @Test func initializers() {
        let matrix = Tensor([[1, 2, 3], [4, 5, 6]])
        #expect(matrix.shape == [2, 3] && matrix.elements == [1, 2, 3, 4, 5, 6])
        #expect(Tensor([7, 8]).shape == [2])
        #expect(Tensor([1, 2, 3, 4, 5, 6], shape: [2, 3]) == matrix)
        #expect(Tensor((1...6).lazy.map { Float($0) }, shape: [2, 3]) == matrix)
        #expect(Tensor(identity: 2) == Tensor([[1, 0], [0, 1]]))
        #expect(Tensor(repeating: 4, shape: [2, 1]) == Tensor([[4], [4]]))
        #expect(Tensor([[Float]]()).shape == [0, 0])
        #expect(Tensor([[], []] as [[Float]]).shape == [2, 0])
        #expect(Tensor(zeros: []).elements == [0])
    }

    @Test func memoryIsAlignedTo64Bytes() {
        for count in [1, 3, 1000] {
            Tensor(zeros: [count]).withUnsafeBufferPointer {
                #expect(Int(bitPattern: $0.baseAddress) % 64 == 0)
            }
        }
    }

    @Test func transposesAllShapes() {
        for (rows, columns) in [(0, 3), (3, 0), (1, 9), (9, 1), (16, 16), (33, 47)] {
            let x = wholeNumbers([rows, columns])
            let transposed = x.transposed()
            #expect(transposed.shape == [columns, rows])
            for row in 0..<rows {
                for column in 0..<columns { #expect(transposed[column, row] == x[row, column]) }
            }
        }
    }

    @Test func reshapingKeepsTheOrder() {
        let x = wholeNumbers([4, 6])
        #expect(x.reshaped([2, 3, 4]).elements == x.elements)
        #expect(x.reshaped([2, 3, 4]).reshaped([4, 6]) == x)
    }

    @Test func rowsGatheredEqualNumPy() throws {
        let x = try ExpectedArrays.named("x")
        #expect(try x.gatheringRows([3, 0, 3, 6]) == ExpectedArrays.named("gathered"))
        #expect(x.gatheringRows([]).shape == [0, 11])
        #expect(Tensor([5, 6, 7]).gatheringRows([2, 0]) == Tensor([7, 5]))
        #expect(wholeNumbers([3, 2, 2]).gatheringRows([1]).shape == [1, 2, 2])
    }

    @Test func slicesOfRows() {
        var x = wholeNumbers([5, 3])
        #expect(x[rows: 1..<3] == x.gatheringRows([1, 2]))
        #expect(x[rows: 0..<5] == x)
        #expect(x[rows: 2..<2].shape == [0, 3])
        x[rows: 3..<5] = Tensor([[1, 2, 3], [4, 5, 6]])
        #expect(x[3, 0] == 1 && x[4, 2] == 6)
        #expect(x[rows: 0..<3] == wholeNumbers([5, 3])[rows: 0..<3])
    }

    @Test func joinsAlongEachDimension() {
        let a = Tensor([[1, 2], [3, 4]])
        let b = Tensor([[5], [6]])
        #expect(Tensor(concatenating: [a, b], axis: 1) == Tensor([[1, 2, 5], [3, 4, 6]]))
        #expect(Tensor(concatenating: [a, a]) == Tensor([[1, 2], [3, 4], [1, 2], [3, 4]]))
        #expect(Tensor(concatenating: [a]) == a)
        #expect(Tensor(concatenating: [Tensor(zeros: [0, 2]), a]) == a)
        #expect(Tensor(concatenating: [Tensor([1]), Tensor([2, 3])]) == Tensor([1, 2, 3]))
        let deep = Tensor(
            concatenating: [wholeNumbers([2, 3, 4]), wholeNumbers([2, 1, 4])],
            axis: 1
        )
        #expect(deep.shape == [2, 4, 4])
        #expect(deep.elements[12..<16] == wholeNumbers([2, 1, 4]).elements[0..<4])
    }

    @Test func equality() {
        #expect(Tensor([1, 2]) != Tensor([[1, 2]]))
        #expect(Tensor([.nan]) != Tensor([.nan]))
        #expect(Tensor([-0.0]) == Tensor([0]))
        #expect(Tensor([1, 2]) != Tensor([1, 3]))
        #expect(Tensor([100]).isApproximatelyEqual(to: Tensor([100.0009])))
        #expect(!Tensor([100]).isApproximatelyEqual(to: Tensor([100.01])))
        #expect(!Tensor([.nan]).isApproximatelyEqual(to: Tensor([.nan])))
        #expect(Tensor([.infinity]).isApproximatelyEqual(to: Tensor([.infinity])))
        #expect(!Tensor([1]).isApproximatelyEqual(to: Tensor([.infinity])))
        #expect(!Tensor([-.infinity]).isApproximatelyEqual(to: Tensor([.infinity])))
    }

    @Test func copiesAreApart() {
        let original = Tensor([[1, 2], [3, 4]])
        func unchanged(_ change: (inout Tensor) -> Void) -> Bool {
            var copy = original
            change(&copy)
            return original.elements == [1, 2, 3, 4] && copy != original
        }
        #expect(unchanged { $0[0, 0] = 9 })
        #expect(unchanged { $0 += $0 })
        #expect(unchanged { $0 *= 2 })
        #expect(unchanged { $0.formExp() })
        #expect(unchanged { $0.formSoftmax() })
        #expect(unchanged { $0.addToRows(Tensor([1, 1])) })
        #expect(unchanged { $0.normalizeRows() })
        #expect(unchanged { $0[rows: 0..<1] = Tensor([[8, 8]]) })
        #expect(unchanged { $0.formMatrixProduct($0, $0) })
        #expect(unchanged { $0.withUnsafeMutableBufferPointer { $0[3] = 0 } })
        var shaped = original.reshaped([4])
        shaped[0] = 7
        #expect(original[0, 0] == 1 && shaped[0] == 7)
    }

    @Test func anUnsharedTensorKeepsItsMemory() {
        var x = Tensor([[1, 2], [3, 4]])
        func address() -> UnsafePointer<Float>? { x.withUnsafeBufferPointer { $0.baseAddress } }
        let before = address()
        x += 1
        x.formTanh()
        x[1, 1] = 0
        x.formMatrixProduct(Tensor(identity: 2), Tensor(identity: 2), beta: 1)
        #expect(address() == before)
    }

    @Test func descriptionsAreShortAndAligned() {
        #expect(
            Tensor([[1, -0.5], [0.125, 3]]).description
                == "[[    1,  -0.5],\n [0.125,     3]]  shape [2, 2]"
        )
        #expect(Tensor([1.23456789, .nan]).description == "[1.235,   nan]  shape [2]")
        #expect(Tensor(zeros: []).description == "0  shape []")
        #expect(Tensor(zeros: [0]).description == "[]  shape [0]")
        #expect(Tensor(zeros: [9]).description == "[0, 0, 0, ..., 0, 0, 0]  shape [9]")
        #expect(Tensor(zeros: [100, 200]).description.count < 300)
        #expect(
            Tensor(zeros: [2, 1, 1]).description == "[[[0]],\n [[0]]]  shape [2, 1, 1]"
        )
    }
}
