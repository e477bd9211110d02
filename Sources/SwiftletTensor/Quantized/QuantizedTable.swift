import SwiftletBase

/// A table of rows of floats, such as word embeddings, as 8-bit integers with one scale for each row.
///
///     let table = try QuantizedTable(quantizing: embeddings)      // [words, width]
///     let vector = table[word]
///
/// `x = scale * q` with `q` from -127 to 127 and `scale = max |x| / 127` over a row.
public struct QuantizedTable: Sendable {
    public let rows: Int
    public let columns: Int
    /// The scale of each row, `[rows]`.
    public let scales: Tensor
    /// The integers.
    let values: Values

    enum Values: Sendable {
        /// In row-major order.
        case plain(Storage<Int8>)
        /// As files have them.
        case packed(PackedRows)
    }

    init(rows: Int, columns: Int, scales: Tensor, values: Values) {
        self.rows = rows
        self.columns = columns
        self.scales = scales
        self.values = values
    }

    /// Quantises a table `[rows, columns]`.
    ///
    /// - Throws: `QuantizationError` when a number is NaN or infinite.
    public init(quantizing table: Tensor) throws(QuantizationError) {
        precondition(
            table.shape.count == 2,
            "A table of shape \(table.shape), where [rows, columns] is expected."
        )
        let (rows, columns) = (table.rows, table.columns)
        let scales = try QuantizedRow.scales(of: table)
        let values = Storage<Int8>(zeros: rows * columns)
        nonisolated(unsafe) let target = values.address
        nonisolated(unsafe) let (x, scale) = (table.storage.address, scales.storage.address)
        Threads.split(rows, minimumPart: max(1, (1 << 16) / max(1, columns))) { _, range in
            for row in range where scale[row] > 0 {
                let factor = 1 / scale[row]
                for index in row * columns..<(row + 1) * columns {
                    target[index] = QuantizedRow.quantize(x[index], factor: factor)
                }
            }
        }
        self.init(rows: rows, columns: columns, scales: scales, values: .plain(values))
    }

    /// A row as floats, `[columns]`.
    public subscript(row: Int) -> Tensor {
        let result = Tensor(uninitialized: [columns])
        copyRow(row, into: result.storage.address)
        return result
    }

    /// The numbers that the integers stand for, `[rows, columns]`.
    public func dequantized() -> Tensor {
        let result = Tensor(uninitialized: [rows, columns])
        for row in 0..<rows { copyRow(row, into: result.storage.address + row * columns) }
        return result
    }

    /// Writes a row's `columns` floats.
    package func copyRow(_ row: Int, into y: UnsafeMutablePointer<Float>) {
        precondition(row >= 0 && row < rows, "No row \(row) in a table of \(rows) rows.")
        let scale = scales.storage.address[row]
        switch values {
        case .plain(let storage):
            let q = storage.address + row * columns
            for column in 0..<columns { y[column] = scale * Float(q[column]) }
        case .packed(let packed): packed.copyRow(row, scale: scale, into: y)
        }
    }
}
