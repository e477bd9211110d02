import SwiftletBase
import SwiftletPlatform

// Operations on each row of a matrix of `rows` by `columns` without gaps between its rows.

extension VectorMath {
    /// Adds one vector to every row.
    package static func addToRows(
        _ rows: Int,
        _ columns: Int,
        _ vector: UnsafePointer<Float>,
        to x: UnsafeMutablePointer<Float>
    ) {
        nonisolated(unsafe) let (vector, x) = (vector, x)
        splitRows(rows, columns, minimumCheapPart) { row in
            let (vector, x) = (vector, x + row * columns)
            for column in 0..<columns { x[column] += vector[column] }
        }
    }

    /// Multiplies every row element by element with one vector.
    package static func multiplyRows(
        _ rows: Int,
        _ columns: Int,
        _ x: UnsafeMutablePointer<Float>,
        by vector: UnsafePointer<Float>
    ) {
        nonisolated(unsafe) let (vector, x) = (vector, x)
        splitRows(rows, columns, minimumCheapPart) { row in
            let (vector, x) = (vector, x + row * columns)
            for column in 0..<columns { x[column] *= vector[column] }
        }
    }

    /// Multiplies row `i` by `factors[i]`.
    package static func scaleRows(
        _ rows: Int,
        _ columns: Int,
        _ x: UnsafeMutablePointer<Float>,
        by factors: UnsafePointer<Float>
    ) {
        nonisolated(unsafe) let (factors, x) = (factors, x)
        splitRows(rows, columns, minimumCheapPart) { row in
            let (factor, x) = (factors[row], x + row * columns)
            for column in 0..<columns { x[column] *= factor }
        }
    }

    /// `sums[j] = beta sums[j] + ` the sum of column `j`, in double precision. With `beta` 0, `sums`
    /// may hold anything before.
    package static func columnSums(
        _ rows: Int,
        _ columns: Int,
        _ x: UnsafePointer<Float>,
        beta: Float = 0,
        into sums: UnsafeMutablePointer<Float>
    ) {
        nonisolated(unsafe) let (x, sums) = (x, sums)
        let minimumPart = Swift.max(1, minimumCheapPart / Swift.max(1, rows))
        Threads.split(columns, minimumPart: minimumPart) { _, range in
            // A strip of columns whose running sums stay in registers or the nearest cache.
            withUnsafeTemporaryAllocation(of: Double.self, capacity: 256) { running in
                let running = running.baseAddress!
                for start in stride(from: range.lowerBound, to: range.upperBound, by: 256) {
                    let width = Swift.min(256, range.upperBound - start)
                    running.update(repeating: 0, count: width)
                    for row in 0..<rows {
                        let x = x + (row * columns + start)
                        for column in 0..<width { running[column] += Double(x[column]) }
                    }
                    let sums = sums + start
                    for column in 0..<width {
                        let before = beta == 0 ? 0 : Double(beta) * Double(sums[column])
                        sums[column] = Float(before + running[column])
                    }
                }
            }
        }
    }

    /// `y = exp(x) / ` the sum of the row's `exp(x)`, safe from overflow.
    package static func softmaxRows(
        _ rows: Int,
        _ columns: Int,
        _ x: UnsafePointer<Float>,
        into y: UnsafeMutablePointer<Float>
    ) {
        nonisolated(unsafe) let (x, y) = (x, y)
        splitRows(rows, columns, minimumCostlyPart) { row in
            let (x, y) = (x + row * columns, y + row * columns)
            let greatest = max(columns, x)
            for column in 0..<columns { y[column] = expf(x[column] - greatest) }
            let factor = Float(1 / sum(columns, y))
            for column in 0..<columns { y[column] *= factor }
        }
    }

    /// `y = x - log(` the sum of the row's `exp(x))`, safe from overflow.
    package static func logSoftmaxRows(
        _ rows: Int,
        _ columns: Int,
        _ x: UnsafePointer<Float>,
        into y: UnsafeMutablePointer<Float>
    ) {
        nonisolated(unsafe) let (x, y) = (x, y)
        splitRows(rows, columns, minimumCostlyPart) { row in
            let (x, y) = (x + row * columns, y + row * columns)
            let greatest = max(columns, x)
            var total = 0.0
            for column in 0..<columns { total += Double(expf(x[column] - greatest)) }
            let logarithm = logf(Float(total))
            for column in 0..<columns { y[column] = (x[column] - greatest) - logarithm }
        }
    }

    /// Divides every row by its Euclidean length; a row of zeros stays.
    package static func normalizeRows(
        _ rows: Int,
        _ columns: Int,
        _ x: UnsafeMutablePointer<Float>
    ) {
        nonisolated(unsafe) let x = x
        splitRows(rows, columns, minimumCheapPart) { row in
            let x = x + row * columns
            let length = sumOfSquares(columns, x).squareRoot()
            if length == 0 { return }
            let factor = 1 / length
            for column in 0..<columns { x[column] = Float(Double(x[column]) * factor) }
        }
    }

    /// `results[i] = reduce(` row `i` `)`
    @inline(__always)
    static func reduceRows<Result>(
        _ rows: Int,
        _ columns: Int,
        _ x: UnsafePointer<Float>,
        into results: UnsafeMutablePointer<Result>,
        _ reduce: @Sendable (_ count: Int, _ row: UnsafePointer<Float>) -> Result
    ) {
        nonisolated(unsafe) let (x, results) = (x, results)
        splitRows(rows, columns, minimumCheapPart) { row in
            results[row] = reduce(columns, x + row * columns)
        }
    }

    /// Calls `body` with every row, split over the threads.
    @inline(__always)
    private static func splitRows(
        _ rows: Int,
        _ columns: Int,
        _ minimumElements: Int,
        _ body: @Sendable (_ row: Int) -> Void
    ) {
        let minimumPart = Swift.max(1, minimumElements / Swift.max(1, columns))
        Threads.split(rows, minimumPart: minimumPart) { _, range in
            for row in range { body(row) }
        }
    }
}
