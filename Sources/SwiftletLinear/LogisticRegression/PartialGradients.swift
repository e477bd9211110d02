import SwiftletBase

/// What the parts of the rows add to an objective: a gradient for each, and behind it the part's sum
/// of losses.
struct PartialGradients {
    let partition: RowPartition
    /// From one part's gradient to the next one's.
    let stride: Int
    private let parameterCount: Int
    private let memory: Storage<Double>

    init(_ rows: some FeatureRows, parameterCount: Int) {
        self.parameterCount = parameterCount
        partition = RowPartition(rows)
        // Parts begin on cache lines of their own.
        stride = (parameterCount + 1 + 15) / 8 * 8
        memory = Storage<Double>(zeros: partition.count * stride)
    }

    var address: UnsafeMutablePointer<Double> { memory.address }

    /// Adds the parts up with the gradient of a penalty, `l2 / 2` times the squares of the first
    /// `penalized` weights, and returns the value.
    func reduce(
        _ weights: UnsafePointer<Double>,
        l2: Double,
        penalized: Int,
        into gradient: UnsafeMutablePointer<Double>
    ) -> Double {
        for position in 0..<penalized { gradient[position] = l2 * weights[position] }
        for position in penalized..<parameterCount { gradient[position] = 0 }
        defer { extendLifetime(memory) }
        var value = 0.0
        for part in 0..<partition.count {
            let sums = address + part * stride
            for position in 0..<parameterCount { gradient[position] += sums[position] }
            value += sums[parameterCount]
        }
        if l2 > 0 { value += l2 / 2 * DoubleVector.dot(weights, weights, penalized) }
        return value
    }
}

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
