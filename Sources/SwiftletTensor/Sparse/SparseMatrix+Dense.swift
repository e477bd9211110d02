extension SparseMatrix {
    /// The elements of `dense`, a matrix, that are not zero.
    public init(_ dense: Tensor) {
        precondition(dense.shape.count == 2, "Shape \(dense.shape) is not that of a matrix.")
        var offsets = [0]
        var indices: [Int32] = []
        var values: [Float] = []
        let columns = dense.columns
        dense.withUnsafeBufferPointer { elements in
            for row in 0..<dense.rows {
                for column in 0..<columns where elements[row * columns + column] != 0 {
                    indices.append(Int32(column))
                    values.append(elements[row * columns + column])
                }
                offsets.append(values.count)
            }
        }
        self.init(
            rows: dense.rows,
            columns: columns,
            rowOffsets: offsets,
            columnIndices: indices,
            values: values
        )
    }

    /// This matrix with the columns of `dense`, which must have as many rows, to its right. Zeros
    /// are not stored.
    public func appendingColumns(_ dense: Tensor) -> SparseMatrix {
        appendingColumns(SparseMatrix(dense))
    }

    /// This matrix with the columns of `other`, which must have as many rows, to its right.
    public func appendingColumns(_ other: SparseMatrix) -> SparseMatrix {
        precondition(
            other.rows == rows,
            """
            The columns of a matrix of \(other.rows) x \(other.columns) cannot stand beside those \
            of one of \(rows) x \(columns).
            """
        )
        let count = storedCount + other.storedCount
        var indices: [Int32] = []
        let values = [Float](unsafeUninitializedCapacity: count) { values, valueCount in
            valueCount = count
            indices = [Int32](unsafeUninitializedCapacity: count) { indices, indexCount in
                indexCount = count
                var next = 0
                for row in 0..<rows {
                    for position in rowOffsets[row]..<rowOffsets[row + 1] {
                        indices[next] = columnIndices[position]
                        values[next] = self.values[position]
                        next &+= 1
                    }
                    for position in other.rowOffsets[row]..<other.rowOffsets[row + 1] {
                        indices[next] = Int32(columns) &+ other.columnIndices[position]
                        values[next] = other.values[position]
                        next &+= 1
                    }
                }
            }
        }
        return SparseMatrix(
            rows: rows,
            columns: columns + other.columns,
            rowOffsets: zip(rowOffsets, other.rowOffsets).map { $0 + $1 },
            columnIndices: indices,
            values: values
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
