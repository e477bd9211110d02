import SwiftletNeural
import SwiftletTensor

/// A table of embeddings, one row for each token or position, whatever form its numbers have.
package enum EmbeddingTable: Sendable {
    /// `[rows, columns]`
    case floats(FloatArray)
    case quantized(QuantizedTable)

    /// Writes the `columns` numbers of a row.
    func copyRow(_ row: Int, _ columns: Int, into target: UnsafeMutablePointer<Float>) {
        switch self {
        case .floats(let array):
            target.update(from: array.start + row * columns, count: columns)
        case .quantized(let table): table.copyRow(row, into: target)
        }
    }

    /// The first `count` rows as floats, in `memory` where they are not so in the table.
    func firstRows(
        _ count: Int,
        _ columns: Int,
        in memory: Buffer<Float>
    ) -> UnsafePointer<Float> {
        if case .floats(let array) = self { return array.start }
        let rows = memory.reserve(count * columns)
        for row in 0..<count { copyRow(row, columns, into: rows + row * columns) }
        return UnsafePointer(rows)
    }

    /// All numbers, `[rows, columns]`, as floats.
    var floats: FloatArray {
        switch self {
        case .floats(let array): array
        case .quantized(let table): FloatArray(table.dequantized())
        }
    }
}
