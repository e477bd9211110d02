import Swiftlet

// What the peers read to check that both sides do the same work.

extension SafetensorsWriter {
    /// Adds the terms end to end, and where each begins.
    mutating func add(_ vocabulary: Vocabulary) {
        add("vocabulary.utf8", bytes: vocabulary.utf8, shape: [vocabulary.utf8.count])
        add("vocabulary.offsets", vocabulary.offsets, shape: [vocabulary.offsets.count])
    }

    /// Adds the three arrays of a matrix.
    mutating func add(_ matrix: SparseMatrix) {
        add("matrix.offsets", matrix.rowOffsets, shape: [matrix.rowOffsets.count])
        add("matrix.columns", matrix.columnIndices, shape: [matrix.storedCount])
        add("matrix.values", Tensor(matrix.values, shape: [matrix.storedCount]))
    }

    /// Adds texts end to end, and where each begins.
    mutating func add(_ name: String, _ texts: [String]) {
        var utf8: [UInt8] = []
        var offsets = [0]
        for text in texts {
            utf8.append(contentsOf: text.utf8)
            offsets.append(utf8.count)
        }
        add("\(name).utf8", bytes: utf8, shape: [utf8.count])
        add("\(name).offsets", offsets, shape: [offsets.count])
    }
}

extension SparseMatrix {
    /// How many bytes the three arrays take.
    var storedBytes: Int {
        let element = MemoryLayout<Float>.stride + MemoryLayout<Int32>.stride
        return storedCount * element + rowOffsets.count * MemoryLayout<Int>.stride
    }
}
