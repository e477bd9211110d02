/// A matrix of `Float` that stores only its non-zero elements, row by row (compressed sparse row).
///
/// The elements of row `i` stand at `rowOffsets[i] ..< rowOffsets[i + 1]` of `values` and
/// `columnIndices`; within a row the column indices rise.
public struct SparseMatrix: Sendable, Equatable {
    public let rows: Int
    public let columns: Int
    /// `rows + 1` positions; the first is 0 and the last is the number of stored elements.
    public let rowOffsets: [Int]
    public let columnIndices: [Int32]
    public internal(set) var values: [Float]

    /// A matrix from its three arrays, which must fit together.
    public init(
        rows: Int,
        columns: Int,
        rowOffsets: [Int],
        columnIndices: [Int32],
        values: [Float]
    ) {
        precondition(
            rowOffsets.count == rows + 1 && rowOffsets[0] == 0
                && rowOffsets[rows] == columnIndices.count && columnIndices.count == values.count,
            """
            The arrays of a sparse matrix of \(rows) x \(columns) do not fit together: \
            \(rowOffsets.count) row offsets, \(columnIndices.count) column indices, \
            \(values.count) values.
            """
        )
        self.rows = rows
        self.columns = columns
        self.rowOffsets = rowOffsets
        self.columnIndices = columnIndices
        self.values = values
    }
}
