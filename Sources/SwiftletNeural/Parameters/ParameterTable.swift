import SwiftletBase
import SwiftletTensor

/// A table of parameters of which a step touches a few rows: their gradients alone are kept.
public final class ParameterTable {
    /// The name by which the table is saved.
    public let name: String
    public let rows: Int
    public let columns: Int
    private let valueStorage: Storage<Float>
    private let gradientBuffer = Buffer<Float>()
    private let touchedBuffer: Buffer<Int32>
    /// Where a row's gradient is in `gradients`; -1 for a row without one.
    private let slots: Buffer<Int32>
    /// How many rows have a gradient.
    package private(set) var touchedCount = 0
    private var gradientCapacity = 0
    /// The factors that all rows are to be multiplied by, in this order, and how many of them each row has
    /// already been multiplied by.
    private var factors: [Float] = []
    private let settled: Buffer<Int32>
    /// The number of factors after which all rows are multiplied.
    private static let mostFactors = 64

    /// - Parameters:
    ///   - name: The name by which the table is saved.
    ///   - values: A matrix.
    public init(_ name: String, values: Tensor) {
        precondition(values.shape.count == 2, "A table of shape \(values.shape) is not a matrix.")
        self.name = name
        (rows, columns) = (values.rows, values.columns)
        valueStorage = Storage<Float>(copying: values.storage)
        touchedBuffer = Buffer(rows)
        slots = Buffer(rows)
        slots.start.update(repeating: -1, count: rows)
        settled = Buffer(rows)
        settled.start.update(repeating: 0, count: rows)
    }

    /// The values, which stay in place.
    package var values: UnsafeMutablePointer<Float> {
        settle()
        return address
    }

    /// Where the values are. Rows are settled, on one thread, before they are read here.
    package var address: UnsafeMutablePointer<Float> { valueStorage.address }

    /// Multiplies all rows, each when it is next read. Weight decay of rows without gradients would
    /// otherwise go through a whole table in every step.
    package func multiplyLater(by factor: Float) {
        if factors.count == Self.mostFactors { settle() }
        factors.append(factor)
    }

    /// The values of a row, for code that changes them.
    ///
    /// - Parameter exempt: Whether the last factor does not apply to this row.
    package func values(ofRow row: Int, exempt: Bool) -> UnsafeMutablePointer<Float> {
        settle(row, factors.count - (exempt ? 1 : 0))
        settled.start[row] = Int32(factors.count)
        return address + row * columns
    }

    /// Multiplies some rows by the factors that are due, before they are read in place.
    package func settle(_ rows: some Sequence<Int32>) {
        if factors.isEmpty { return }
        for row in rows { settle(Int(row), factors.count) }
    }

    private func settle() {
        if factors.isEmpty { return }
        nonisolated(unsafe) let table = self
        Threads.split(rows, minimumPart: 1 + (1 << 14) / max(1, columns)) { _, range in
            for row in range { table.settle(row, table.factors.count) }
        }
        factors.removeAll(keepingCapacity: true)
        settled.start.update(repeating: 0, count: rows)
    }

    /// Multiplies a row by the factors before `end` that are due.
    private func settle(_ row: Int, _ end: Int) {
        let first = Int(settled.start[row])
        if first >= end { return }
        let values = address + row * columns
        for index in first..<end {
            let factor = factors[index]
            for column in 0..<columns { values[column] *= factor }
        }
        settled.start[row] = Int32(end)
    }

    /// A copy of the values.
    public var snapshot: Tensor {
        settle()
        return Tensor(storage: Storage<Float>(copying: valueStorage), shape: [rows, columns])
    }

    /// The rows that have a gradient, in the order in which they were touched.
    package var touched: UnsafePointer<Int32> { UnsafePointer(touchedBuffer.start) }

    /// The gradient of a row; nil for zeros.
    package func gradient(ofRow row: Int) -> UnsafeMutablePointer<Float>? {
        let slot = Int(slots.start[row])
        return slot < 0 ? nil : gradientBuffer.start + slot * columns
    }

    /// Adds row `i` of `gradients`, `[count, columns]`, to the gradient of row `indices[i]`.
    package func addGradients(
        _ count: Int,
        rows indices: UnsafePointer<Int32>,
        _ gradients: UnsafePointer<Float>
    ) {
        makeRoom(for: count)
        let (slots, touched) = (slots.start, touchedBuffer.start)
        for index in 0..<count {
            let row = Int(indices[index])
            let source = gradients + index * columns
            if slots[row] < 0 {
                slots[row] = Int32(touchedCount)
                touched[touchedCount] = Int32(row)
                (gradientBuffer.start + touchedCount * columns).update(from: source, count: columns)
                touchedCount += 1
            } else {
                let target = gradientBuffer.start + Int(slots[row]) * columns
                for column in 0..<columns { target[column] += source[column] }
            }
        }
    }

    /// Makes room for the gradients of `count` further rows, keeping those there are.
    private func makeRoom(for count: Int) {
        let needed = min(rows, touchedCount + count) * columns
        guard needed > gradientCapacity else { return }
        let kept = [Float](
            UnsafeBufferPointer(start: gradientBuffer.start, count: touchedCount * columns)
        )
        gradientCapacity = min(rows * columns, 2 * needed)
        let target = gradientBuffer.reserve(gradientCapacity)
        kept.withUnsafeBufferPointer { kept in
            if let start = kept.baseAddress { target.update(from: start, count: kept.count) }
        }
    }

    /// Takes every row's gradient as zero again.
    package func clearGradients() {
        for index in 0..<touchedCount { slots.start[Int(touched[index])] = -1 }
        touchedCount = 0
    }

    package func gradientSquares() -> Double {
        VectorMath.sumOfSquares(touchedCount * columns, gradientBuffer.start)
    }
}
