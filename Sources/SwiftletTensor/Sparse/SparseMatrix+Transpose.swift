import SwiftletBase

extension SparseMatrix {
    /// The transpose, by a counting sort: the time grows with the stored elements, plus the
    /// columns for each thread.
    ///
    /// Where Aᵀ·x is taken often, keep this and call its `multiplied(by:)`.
    public func transposed() -> SparseMatrix {
        precondition(rows <= Int(Int32.max), "A transpose cannot have \(rows) columns.")
        let parts = rowParts
        // For each part and column: first how many elements, then where the next one goes.
        var places = [Int](repeating: 0, count: parts * columns)
        var offsets = [Int](repeating: 0, count: columns + 1)
        var indices: [Int32] = []
        let values = [Float](unsafeUninitializedCapacity: storedCount) { values, valueCount in
            valueCount = storedCount
            nonisolated(unsafe) let values = values
            indices = [Int32](unsafeUninitializedCapacity: storedCount) { indices, indexCount in
                indexCount = storedCount
                HugePages.prefer(for: indices)
                HugePages.prefer(for: values)
                nonisolated(unsafe) let indices = indices
                places.withUnsafeMutableBufferPointer { places in
                    nonisolated(unsafe) let places = places
                    withUnsafePointers { matrix in
                        splitRows(parts) { part, rows in
                            let counts = places.baseAddress.map { $0 + part * columns }
                            countColumns(matrix, rows, counts)
                        }
                        var place = 0
                        for column in 0..<columns {
                            offsets[column] = place
                            for part in 0..<parts {
                                let count = places[part * columns + column]
                                places[part * columns + column] = place
                                place += count
                            }
                        }
                        offsets[columns] = place
                        splitRows(parts) { part, rows in
                            let places = places.baseAddress.map { $0 + part * columns }
                            scatter(matrix, rows, places, indices.baseAddress, values.baseAddress)
                        }
                    }
                }
            }
        }
        return SparseMatrix(
            rows: columns,
            columns: rows,
            rowOffsets: offsets,
            columnIndices: indices,
            values: values
        )
    }
}

/// Adds to `counts` the number of elements in each column of some rows.
private func countColumns(
    _ matrix: SparseMatrix.Pointers,
    _ rows: Range<Int>,
    _ counts: UnsafeMutablePointer<Int>?
) {
    guard let counts else { return }
    for position in matrix.rowOffsets[rows.lowerBound]..<matrix.rowOffsets[rows.upperBound] {
        counts[Int(matrix.columnIndices[position])] &+= 1
    }
}

/// Puts each element of some rows where `places` says for its column, and moves that place on.
private func scatter(
    _ matrix: SparseMatrix.Pointers,
    _ rows: Range<Int>,
    _ places: UnsafeMutablePointer<Int>?,
    _ indices: UnsafeMutablePointer<Int32>?,
    _ values: UnsafeMutablePointer<Float>?
) {
    guard let places, let indices, let values else { return }
    for row in rows {
        for position in matrix.rowOffsets[row]..<matrix.rowOffsets[row &+ 1] {
            let column = Int(matrix.columnIndices[position])
            let place = places[column]
            indices[place] = Int32(truncatingIfNeeded: row)
            values[place] = matrix.values[position]
            places[column] = place &+ 1
        }
    }
}
