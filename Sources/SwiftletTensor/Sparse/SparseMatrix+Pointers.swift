import SwiftletBase

extension SparseMatrix {
    /// The addresses of a matrix's arrays, for inner loops. Valid within `withUnsafePointers`.
    package struct Pointers: @unchecked Sendable {
        package let rowOffsets: UnsafePointer<Int>
        package let columnIndices: UnsafePointer<Int32>
        package let values: UnsafePointer<Float>
    }

    /// Calls `body` with the addresses of the arrays, which it must not keep.
    package func withUnsafePointers<Result>(_ body: (Pointers) throws -> Result) rethrows -> Result
    {
        try rowOffsets.withUnsafeBufferPointer { offsets in
            try columnIndices.withUnsafeBufferPointer { indices in
                try values.withUnsafeBufferPointer { values in
                    // An empty array may have no address; then nothing is read from there.
                    let offsets = offsets.baseAddress!
                    let nowhere = UnsafeRawPointer(offsets)
                    return try body(
                        Pointers(
                            rowOffsets: offsets,
                            columnIndices: indices.baseAddress
                                ?? nowhere.assumingMemoryBound(to: Int32.self),
                            values: values.baseAddress
                                ?? nowhere.assumingMemoryBound(to: Float.self)
                        )
                    )
                }
            }
        }
    }

    /// How many parts are worth a thread each: at most `Threads.count`.
    package var rowParts: Int {
        rows == 0 ? 0 : min(rows, max(1, Threads.parts(storedCount + rows, minimumPart: 1 << 15)))
    }

    /// The rows of part `part` of `parts` neighbouring ones with about as many stored elements.
    package func rows(ofPart part: Int, of parts: Int) -> Range<Int> {
        boundary(part, of: parts)..<boundary(part + 1, of: parts)
    }

    /// The first row of part `part`. The work of a row is taken as its stored elements plus one.
    private func boundary(_ part: Int, of parts: Int) -> Int {
        if part == parts { return rows }
        let work = (storedCount + rows) * part / parts
        var low = 0
        var high = rows
        while low < high {
            let middle = (low + high) / 2
            if rowOffsets[middle] + middle < work { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// Calls `body` for each of `parts` parts of the rows, which hold about as many stored elements
    /// each, at the same time on as many threads.
    ///
    /// - Parameters:
    ///   - parts: Usually `rowParts`, read once, since the setting may change between two readings.
    ///   - body: Gets the part's number, from 0, and its rows.
    package func splitRows(
        _ parts: Int,
        _ body: @Sendable (_ part: Int, _ rows: Range<Int>) -> Void
    ) {
        Threads.split(parts) { _, range in
            for part in range { body(part, rows(ofPart: part, of: parts)) }
        }
    }
}
