extension SparseMatrix {
    /// The elements of `dense`, a matrix, that are not zero.
    public init(_ dense: Tensor) {
        precondition(dense.shape.count == 2, "Shape \(dense.shape) is not that of a matrix.")
        self.init(
            rows: dense.rows,
            columns: 0,
            rowOffsets: Array(repeating: 0, count: dense.rows + 1),
            columnIndices: [],
            values: []
        )
        self = appendingColumns(dense)
    }

    /// This matrix with the columns of `other`, which must have as many rows, to its right.
    public func appendingColumns(_ other: SparseMatrix) -> SparseMatrix {
        appendingColumns(rows: other.rows, columns: other.columns, atMost: other.storedCount) {
            row,
            append in
            for position in other.rowOffsets[row]..<other.rowOffsets[row + 1] {
                append(Int(other.columnIndices[position]), other.values[position])
            }
        }
    }

    /// This matrix with the columns of `dense`, which must have as many rows, to its right. Zeros
    /// are not stored.
    public func appendingColumns(_ dense: Tensor) -> SparseMatrix {
        precondition(dense.shape.count == 2, "Shape \(dense.shape) is not that of a matrix.")
        let columns = dense.columns
        return dense.withUnsafeBufferPointer { elements in
            let count = elements.reduce(0) { $1 == 0 ? $0 : $0 + 1 }
            return appendingColumns(rows: dense.rows, columns: columns, atMost: count) {
                row,
                append in
                for column in 0..<columns {
                    let value = elements[row * columns + column]
                    if value != 0 { append(column, value) }
                }
            }
        }
    }

    @inline(__always)
    private func appendingColumns(
        rows otherRows: Int,
        columns otherColumns: Int,
        atMost count: Int,
        _ elements: (_ row: Int, _ append: (_ column: Int, _ value: Float) -> Void) -> Void
    ) -> SparseMatrix {
        precondition(
            otherRows == rows,
            """
            The columns of a matrix of \(otherRows) x \(otherColumns) cannot stand beside those \
            of one of \(rows) x \(columns).
            """
        )
        var offsets = [0]
        var indices: [Int32] = []
        var joined: [Float] = []
        offsets.reserveCapacity(rows + 1)
        indices.reserveCapacity(storedCount + count)
        joined.reserveCapacity(storedCount + count)
        for row in 0..<rows {
            let range = rowOffsets[row]..<rowOffsets[row + 1]
            indices.append(contentsOf: columnIndices[range])
            joined.append(contentsOf: values[range])
            elements(row) { column, value in
                indices.append(Int32(columns + column))
                joined.append(value)
            }
            offsets.append(joined.count)
        }
        return SparseMatrix(
            rows: rows,
            columns: columns + otherColumns,
            rowOffsets: offsets,
            columnIndices: indices,
            values: joined
        )
    }
}

extension Tensor {
    /// The matrix `sparse` with its zeros, of shape [rows, columns].
    public init(_ sparse: SparseMatrix) {
        self.init(zeros: [sparse.rows, sparse.columns])
        withUnsafeMutableBufferPointer { elements in
            for row in 0..<sparse.rows {
                for position in sparse.rowOffsets[row]..<sparse.rowOffsets[row + 1] {
                    let column = Int(sparse.columnIndices[position])
                    elements[row * sparse.columns + column] = sparse.values[position]
                }
            }
        }
    }
}
