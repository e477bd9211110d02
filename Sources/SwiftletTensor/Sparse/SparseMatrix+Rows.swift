extension SparseMatrix {
    /// The rows of `range`.
    public func rows(in range: Range<Int>) -> SparseMatrix {
        precondition(
            range.lowerBound >= 0 && range.upperBound <= rows,
            "No rows \(range) in a sparse matrix of \(rows) x \(columns)."
        )
        let start = rowOffsets[range.lowerBound]
        let elements = start..<rowOffsets[range.upperBound]
        return SparseMatrix(
            rows: range.count,
            columns: columns,
            rowOffsets: rowOffsets[range.lowerBound...range.upperBound].map { $0 - start },
            columnIndices: Array(columnIndices[elements]),
            values: Array(values[elements])
        )
    }

    /// The rows at `positions`, in that order; a row may come more than once.
    public func rows(at positions: [Int]) -> SparseMatrix {
        for row in positions {
            precondition(
                row >= 0 && row < rows,
                "No row \(row) in a sparse matrix of \(rows) x \(columns)."
            )
        }
        var offsets = [0]
        offsets.reserveCapacity(positions.count + 1)
        for row in positions {
            offsets.append(offsets[offsets.count - 1] + rowOffsets[row + 1] - rowOffsets[row])
        }
        return SparseMatrix(
            rows: positions.count,
            columns: columns,
            rowOffsets: offsets,
            columnIndices: gather(columnIndices, positions, count: offsets[positions.count]),
            values: gather(values, positions, count: offsets[positions.count])
        )
    }

    /// The parts of `elements` that belong to the rows at `positions`, one after the other.
    private func gather<Element: BitwiseCopyable>(
        _ elements: [Element],
        _ positions: [Int],
        count: Int
    ) -> [Element] {
        [Element](unsafeUninitializedCapacity: count) { result, resultCount in
            resultCount = count
            var next = 0
            elements.withUnsafeBufferPointer { elements in
                for row in positions {
                    // A row is short, so a loop is faster than a call that copies memory.
                    for position in rowOffsets[row]..<rowOffsets[row + 1] {
                        result[next] = elements[position]
                        next &+= 1
                    }
                }
            }
        }
    }
}
