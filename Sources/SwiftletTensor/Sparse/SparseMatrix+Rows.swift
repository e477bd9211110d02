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
        var offsets = [0]
        offsets.reserveCapacity(positions.count + 1)
        var count = 0
        for row in positions {
            precondition(
                row >= 0 && row < rows,
                "No row \(row) in a sparse matrix of \(rows) x \(columns)."
            )
            count += rowOffsets[row + 1] - rowOffsets[row]
            offsets.append(count)
        }
        var indices: [Int32] = []
        var elements: [Float] = []
        indices.reserveCapacity(count)
        elements.reserveCapacity(count)
        for row in positions {
            let range = rowOffsets[row]..<rowOffsets[row + 1]
            indices.append(contentsOf: columnIndices[range])
            elements.append(contentsOf: values[range])
        }
        return SparseMatrix(
            rows: positions.count,
            columns: columns,
            rowOffsets: offsets,
            columnIndices: indices,
            values: elements
        )
    }
}
