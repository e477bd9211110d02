/// A matrix of `Float` that stores only its non-zero elements, row by row (compressed sparse row).
///
///     let matrix = SparseMatrix(
///         rows: 2, columns: 3,
///         rowOffsets: [0, 2, 3], columnIndices: [0, 2, 1], values: [1, 2, 3]
///     )                                               // [1 0 2]
///     let product = matrix.matrixProduct(vector)      // [0 3 0]
///
/// The elements of row `i` stand at `rowOffsets[i] ..< rowOffsets[i + 1]` of `values` and
/// `columnIndices`; within a row the column indices ascend. A stored element may be zero.
public struct SparseMatrix: Sendable, Equatable {
    public let rows: Int
    public let columns: Int
    /// `rows + 1` positions; the first is 0 and the last is the number of stored elements.
    public let rowOffsets: [Int]
    public let columnIndices: [Int32]
    /// The stored elements. Their number must stay as it is.
    public package(set) var values: [Float]

    /// How many elements are stored.
    public var storedCount: Int { values.count }

    /// A matrix from its three arrays, which must fit together; for arrays from outside there is
    /// `init(validatingRows:columns:rowOffsets:columnIndices:values:)`.
    ///
    /// Checked are the lengths, the order of the offsets and the range of the indices, not that
    /// the indices ascend within each row.
    public init(
        rows: Int,
        columns: Int,
        rowOffsets: [Int],
        columnIndices: [Int32],
        values: [Float]
    ) {
        precondition(
            rows >= 0 && columns >= 0 && columns <= Int(Int32.max)
                && rowOffsets.count == rows + 1 && rowOffsets[0] == 0
                && rowOffsets[rows] == columnIndices.count && columnIndices.count == values.count
                && Self.rises(rowOffsets),
            """
            The arrays of a sparse matrix of \(rows) x \(columns) do not fit together: \
            \(rowOffsets.count) row offsets, \(columnIndices.count) column indices, \
            \(values.count) values.
            """
        )
        precondition(
            Self.allIndices(columnIndices, areBelow: columns),
            "A column index of a sparse matrix of \(rows) x \(columns) is out of range."
        )
        self.rows = rows
        self.columns = columns
        self.rowOffsets = rowOffsets
        self.columnIndices = columnIndices
        self.values = values
    }

    private static func rises(_ offsets: [Int]) -> Bool {
        var rises = true
        for index in 1..<max(offsets.count, 1) where offsets[index] < offsets[index - 1] {
            rises = false
        }
        return rises
    }

    /// Whether all indices are from 0 to `columns - 1`. Looks at all of them, without branching,
    /// which takes a fraction of the time that any use of the matrix does.
    private static func allIndices(_ indices: [Int32], areBelow columns: Int) -> Bool {
        var largest: UInt32 = 0
        indices.withUnsafeBufferPointer { indices in
            for index in indices { largest = max(largest, UInt32(bitPattern: index)) }
        }
        return indices.isEmpty || Int(largest) < columns
    }
}
