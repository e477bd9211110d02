import SwiftletBase

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

    /// The columns of matrices with the same number of rows, those of the first one leftmost.
    ///
    /// - Parameter parts: At least one.
    public init(sideBySide parts: [SparseMatrix]) {
        precondition(!parts.isEmpty, "No matrix to put beside another.")
        if parts.count == 1 {
            self = parts[0]
            return
        }
        let rows = parts[0].rows
        for other in parts.dropFirst() {
            precondition(
                other.rows == rows,
                """
                The columns of a matrix of \(other.rows) x \(other.columns) cannot stand beside \
                those of one of \(rows) x \(parts[0].columns).
                """
            )
        }
        var rowOffsets = [Int](repeating: 0, count: rows + 1)
        for part in parts {
            for row in 0...rows { rowOffsets[row] += part.rowOffsets[row] }
        }
        let count = rowOffsets[rows]
        var indices: [Int32] = []
        let values = [Float](unsafeUninitializedCapacity: count) { values, valueCount in
            valueCount = count
            indices = [Int32](unsafeUninitializedCapacity: count) { indices, indexCount in
                indexCount = count
                HugePages.prefer(for: indices)
                HugePages.prefer(for: values)
                Self.copy(parts, rowOffsets, indices, values)
            }
        }
        self.init(
            rows: rows,
            columns: parts.reduce(0) { $0 + $1.columns },
            rowOffsets: rowOffsets,
            columnIndices: indices,
            values: values
        )
    }

    private static func copy(
        _ parts: [SparseMatrix],
        _ rowOffsets: [Int],
        _ indices: UnsafeMutableBufferPointer<Int32>,
        _ values: UnsafeMutableBufferPointer<Float>
    ) {
        nonisolated(unsafe) let (indices, values) = (indices, values)
        Threads.split(rowOffsets.count - 1, minimumPart: 1_024) { _, range in
            var left = 0
            // Where each row's next element goes.
            var next = Array(rowOffsets[range])
            for part in parts {
                for (place, row) in range.enumerated() {
                    for position in part.rowOffsets[row]..<part.rowOffsets[row + 1] {
                        indices[next[place]] = Int32(left) &+ part.columnIndices[position]
                        values[next[place]] = part.values[position]
                        next[place] &+= 1
                    }
                }
                left += part.columns
            }
        }
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
