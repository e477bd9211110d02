import SwiftletBase

/// Neighbouring rows in as many parts as threads are worth their start, each with about as many
/// stored elements as the others.
package struct RowPartition: Sendable {
    /// The first row of each part, and the number of rows at the end.
    package let boundaries: [Int]

    package init(_ rows: some FeatureRows) {
        let elements = rows.elements(before: rows.rowCount)
        // A row costs about as much as ten elements: its loss has an exponential to compute.
        let work = elements + 10 * rows.rowCount
        let parts = max(1, min(Threads.count, min(rows.rowCount, work / 20_000)))
        var boundaries = [0]
        var row = 0
        for part in 1..<max(parts, 1) {
            let share = work / parts * part
            while row < rows.rowCount && rows.elements(before: row) + 10 * row < share { row += 1 }
            boundaries.append(row)
        }
        boundaries.append(rows.rowCount)
        self.boundaries = boundaries
    }

    package var count: Int { boundaries.count - 1 }

    /// Calls `body` with each part's number and rows, all parts at the same time.
    package func split(_ body: @Sendable (_ part: Int, _ rows: Range<Int>) -> Void) {
        let boundaries = boundaries
        Threads.split(count) { _, parts in
            for part in parts { body(part, boundaries[part]..<boundaries[part + 1]) }
        }
    }
}
