import SwiftletBase
import SwiftletTensor

extension SparseMatrix {
    /// A copy whose rows are sorted by their number of elements within blocks of a few thousand.
    ///
    /// A pass over such rows is faster: the loop over a row's elements ends after as many rounds
    /// as the one before, so that the processor seldom mispredicts its end. The order of rows does
    /// not matter to a sum over them. `order` tells which row of this matrix stands at each place.
    /// Rows that are long are worth no copy and stay where they are.
    package func sortedByRowLength() -> (matrix: SparseMatrix, order: [Int32]) {
        if storedCount >= 64 * rows { return (self, (0..<Int32(rows)).map { $0 }) }
        let order = rowLengthOrder()
        var offsets = [Int](repeating: 0, count: rows + 1)
        for place in 0..<rows {
            let row = Int(order[place])
            offsets[place + 1] = offsets[place] + rowOffsets[row + 1] - rowOffsets[row]
        }
        let columns = [Int32](unsafeUninitializedCapacity: values.count) { target, count in
            copyRows(columnIndices, in: order, to: offsets, target.baseAddress)
            count = values.count
        }
        let sortedValues = [Float](unsafeUninitializedCapacity: values.count) { target, count in
            copyRows(values, in: order, to: offsets, target.baseAddress)
            count = values.count
        }
        let matrix = SparseMatrix(
            rows: rows,
            columns: self.columns,
            rowOffsets: offsets,
            columnIndices: columns,
            values: sortedValues
        )
        return (matrix, order)
    }

    /// Sorts the rows of each block by counting how many there are of each length.
    private func rowLengthOrder() -> [Int32] {
        let blockRows = 4096
        let longest = 255
        var order = [Int32](repeating: 0, count: rows)
        var next = [Int](repeating: 0, count: longest + 2)
        func length(_ row: Int) -> Int { min(longest, rowOffsets[row + 1] - rowOffsets[row]) }
        for first in stride(from: 0, to: rows, by: blockRows) {
            let block = first..<min(rows, first + blockRows)
            for length in next.indices { next[length] = 0 }
            for row in block { next[length(row) + 1] += 1 }
            for length in 1..<next.count { next[length] += next[length - 1] }
            for row in block {
                let length = length(row)
                order[first + next[length]] = Int32(truncatingIfNeeded: row)
                next[length] += 1
            }
        }
        return order
    }

    /// Copies the elements of each row of `source` to where they stand in the new order.
    private func copyRows<Element: BitwiseCopyable & Sendable>(
        _ source: [Element],
        in order: [Int32],
        to offsets: [Int],
        _ target: UnsafeMutablePointer<Element>?
    ) {
        source.withUnsafeBufferPointer { source in
            guard let source = source.baseAddress, let target else { return }
            nonisolated(unsafe) let from = source
            nonisolated(unsafe) let to = target
            Threads.split(rows, minimumPart: 4096) { _, places in
                for place in places {
                    let row = from + rowOffsets[Int(order[place])]
                    (to + offsets[place]).update(
                        from: row,
                        count: offsets[place + 1] - offsets[place]
                    )
                }
            }
        }
    }
}
