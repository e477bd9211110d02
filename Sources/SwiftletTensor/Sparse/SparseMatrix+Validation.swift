/// Why three arrays are no sparse matrix.
public enum SparseMatrixError: Error, Sendable, Equatable, CustomStringConvertible {
    /// A negative number of rows or columns, or more columns than an `Int32` can number.
    case invalidShape(rows: Int, columns: Int)
    /// Not one more offset than rows, or not as many column indices as values.
    case lengthsDoNotFit(rows: Int, rowOffsets: Int, columnIndices: Int, values: Int)
    /// The offsets must begin with 0, never decrease, and end with the number of stored elements.
    case wrongRowOffset(row: Int, offset: Int)
    case columnOutOfRange(row: Int, column: Int, columns: Int)
    /// The column indices of a row must ascend, so no column stands there twice.
    case unsortedColumns(row: Int, column: Int)

    public var description: String {
        switch self {
        case .invalidShape(let rows, let columns):
            "A sparse matrix cannot have \(rows) rows and \(columns) columns."
        case .lengthsDoNotFit(let rows, let rowOffsets, let columnIndices, let values):
            """
            A sparse matrix of \(rows) rows needs \(rows) + 1 row offsets and as many column \
            indices as values, not \(rowOffsets), \(columnIndices) and \(values).
            """
        case .wrongRowOffset(let row, let offset):
            """
            Row offset \(offset) at row \(row): the offsets must begin with 0, never fall, and \
            end with the number of stored elements.
            """
        case .columnOutOfRange(let row, let column, let columns):
            "Column index \(column) in row \(row) of a sparse matrix of \(columns) columns."
        case .unsortedColumns(let row, let column):
            "Column index \(column) in row \(row) does not come after a smaller one."
        }
    }
}

extension SparseMatrix {
    /// A matrix from three arrays that come from outside, every one of which is checked.
    ///
    /// - Throws: `SparseMatrixError` naming the first place where they are no sparse matrix.
    public init(
        validatingRows rows: Int,
        columns: Int,
        rowOffsets: [Int],
        columnIndices: [Int32],
        values: [Float]
    ) throws(SparseMatrixError) {
        guard rows >= 0, rows < Int.max, columns >= 0, columns <= Int(Int32.max) else {
            throw .invalidShape(rows: rows, columns: columns)
        }
        guard rowOffsets.count == rows + 1, columnIndices.count == values.count else {
            throw .lengthsDoNotFit(
                rows: rows,
                rowOffsets: rowOffsets.count,
                columnIndices: columnIndices.count,
                values: values.count
            )
        }
        guard rowOffsets[0] == 0 else { throw .wrongRowOffset(row: 0, offset: rowOffsets[0]) }
        for row in 0..<rows {
            let start = rowOffsets[row]
            let end = rowOffsets[row + 1]
            guard end >= start, end <= values.count else {
                throw .wrongRowOffset(row: row + 1, offset: end)
            }
            var previous = -1
            for position in start..<end {
                let column = Int(columnIndices[position])
                guard column >= 0, column < columns else {
                    throw .columnOutOfRange(row: row, column: column, columns: columns)
                }
                guard column > previous else { throw .unsortedColumns(row: row, column: column) }
                previous = column
            }
        }
        guard rowOffsets[rows] == values.count else {
            throw .wrongRowOffset(row: rows, offset: rowOffsets[rows])
        }
        self.init(
            rows: rows,
            columns: columns,
            rowOffsets: rowOffsets,
            columnIndices: columnIndices,
            values: values
        )
    }
}
