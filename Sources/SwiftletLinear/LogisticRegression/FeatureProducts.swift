import SwiftletBase
import SwiftletTensor

/// Products of a feature matrix, which the smooth objectives are made of.
///
/// Several outputs (classes) stand side by side: the weight of column `j` for output `k` of `width` is
/// at `j * width + k`, and so is what belongs to a row.
package protocol FeatureProducts: Sendable {
    var rowCount: Int { get }
    var columnCount: Int { get }

    /// Writes the products of each row with the weights.
    func multiply(
        _ weights: UnsafePointer<Double>,
        width: Int,
        into products: UnsafeMutablePointer<Double>
    )

    /// Writes the products of each column with the factors, one for each row and output.
    func multiplyTransposed(
        _ factors: UnsafePointer<Double>,
        width: Int,
        into sums: UnsafeMutablePointer<Double>
    )
}

/// Products of a sparse matrix that is kept by rows and by columns: both directions only read the
/// vector at the places of an element, and no thread needs sums of its own.
package struct SparseProducts: FeatureProducts {
    private let matrix: SparseMatrix
    private let transposed: SparseMatrix

    package init(_ matrix: SparseMatrix) {
        self.matrix = matrix
        transposed = matrix.transposed()
    }

    package var rowCount: Int { matrix.rows }
    package var columnCount: Int { matrix.columns }

    package func multiply(
        _ weights: UnsafePointer<Double>,
        width: Int,
        into products: UnsafeMutablePointer<Double>
    ) {
        matrix.multiply(
            UnsafeBufferPointer(start: weights, count: columnCount * width),
            width: width,
            into: UnsafeMutableBufferPointer(start: products, count: rowCount * width)
        )
    }

    package func multiplyTransposed(
        _ factors: UnsafePointer<Double>,
        width: Int,
        into sums: UnsafeMutablePointer<Double>
    ) {
        transposed.multiply(
            UnsafeBufferPointer(start: factors, count: rowCount * width),
            width: width,
            into: UnsafeMutableBufferPointer(start: sums, count: columnCount * width)
        )
    }
}

/// Products row by row.
extension FeatureRows {
    package func multiply(
        _ weights: UnsafePointer<Double>,
        width: Int,
        into products: UnsafeMutablePointer<Double>
    ) {
        nonisolated(unsafe) let (weights, products) = (weights, products)
        RowPartition(self).split { _, rows in
            for row in rows {
                if width == 1 {
                    products[row] = dot(row, weights)
                } else {
                    dots(row, weights, width, into: products + row &* width)
                }
            }
        }
    }

    package func multiplyTransposed(
        _ factors: UnsafePointer<Double>,
        width: Int,
        into sums: UnsafeMutablePointer<Double>
    ) {
        let partition = RowPartition(self)
        let count = columnCount * width
        let partials = Storage<Double>(zeros: partition.count * count)
        defer { extendLifetime(partials) }
        nonisolated(unsafe) let (factors, start) = (factors, partials.address)
        partition.split { part, rows in
            let sums = start + part * count
            for row in rows {
                if width == 1 {
                    add(row, times: factors[row], to: sums)
                } else {
                    add(row, times: factors + row &* width, width, to: sums)
                }
            }
        }
        sums.update(from: start, count: count)
        for part in 1..<max(partition.count, 1) {
            DoubleVector.add(start + part * count, times: 1, to: sums, count)
        }
    }
}

/// Neighbouring rows in as many parts as threads are worth their start, each with about as many
/// stored elements as the others.
struct RowPartition: Sendable {
    /// The first row of each part, and the number of rows at the end.
    private let boundaries: [Int]

    init(_ rows: some FeatureRows) {
        let work = rows.elements(before: rows.rowCount) + rows.rowCount
        let parts = max(1, min(rows.rowCount, Threads.parts(work, minimumPart: 20_000)))
        var boundaries = [0]
        var row = 0
        for part in 1..<max(parts, 1) {
            let share = work / parts * part
            while row < rows.rowCount && rows.elements(before: row) + row < share { row += 1 }
            boundaries.append(row)
        }
        boundaries.append(rows.rowCount)
        self.boundaries = boundaries
    }

    var count: Int { boundaries.count - 1 }

    /// Calls `body` with each part's number and rows, all parts at the same time.
    func split(_ body: @Sendable (_ part: Int, _ rows: Range<Int>) -> Void) {
        let boundaries = boundaries
        Threads.split(count) { _, parts in
            for part in parts { body(part, boundaries[part]..<boundaries[part + 1]) }
        }
    }
}
