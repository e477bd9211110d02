import SwiftletNeural
import SwiftletText
import Testing

@Suite struct PackedSequencesTests {
    @Test func standsByStepsInTheOrderOfFallingLength() {
        let sequences = TokenSequences([[1, 2], [], [3, 4, 5, 6], [7], [8, 9, 10]])
        let packing = PackedSequences()
        [Int32](0..<5).withUnsafeBufferPointer {
            packing.pack($0, of: sequences, maximumLength: 3)
        }
        #expect(packing.count == 5)
        #expect(packing.steps == 3)
        #expect(packing.rowCount == 9)
        #expect((0..<5).map { packing.order[$0] } == [2, 4, 0, 3, 1])
        #expect((0..<5).map(packing.length) == [3, 3, 2, 1, 0])
        #expect((0..<3).map(packing.rows) == [4, 3, 2])
        #expect((0..<9).map { packing.tokens[$0] } == [3, 8, 1, 7, 4, 9, 2, 5, 10])
    }

    @Test func packsNothingAndOnlyEmptySequences() {
        let packing = packing(lengths: [])
        #expect(packing.count == 0 && packing.steps == 0 && packing.rowCount == 0)
        let empty = SwiftletNeuralTests.packing(lengths: [0, 0])
        #expect(empty.count == 2 && empty.steps == 0 && empty.rowCount == 0)
    }

    @Test func forgetsTheBatchBefore() {
        let sequences = TokenSequences([[1, 2, 3], [4], [5, 6]])
        let packing = PackedSequences()
        for examples in [[0, 1, 2], [1], [2, 0]] as [[Int32]] {
            examples.withUnsafeBufferPointer { packing.pack($0, of: sequences, maximumLength: 9) }
        }
        #expect((0..<5).map { packing.tokens[$0] } == [1, 5, 2, 6, 3])
    }
}
