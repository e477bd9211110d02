import SwiftletTensor

/// The rows of a feature matrix as the solvers read them: sparse or dense, unsafe and fast.
package protocol FeatureRows: FeatureProducts {
    /// How many elements the rows before `row` store.
    func elements(before row: Int) -> Int

    /// The sum over a row of value times weight.
    func dot(_ row: Int, _ weights: UnsafePointer<Double>) -> Double

    /// Adds `scale` times a row to a vector of one number a column.
    func add(_ row: Int, times scale: Double, to sums: UnsafeMutablePointer<Double>)

    /// Whether every stored value is finite and at most `limit`.
    func areFinite(below limit: Double) -> Bool

    /// Calls `body` with each stored element of a row, columns ascending.
    func forEach(_ row: Int, _ body: (_ column: Int, _ value: Double) -> Void)
}

extension FeatureRows {
    /// The products of a row with the weights of each of `classes` outputs.
    @inline(__always)
    package func dots(
        _ row: Int,
        _ weights: UnsafePointer<Double>,
        _ classes: Int,
        into results: UnsafeMutablePointer<Double>
    ) {
        for output in 0..<classes { results[output] = 0 }
        forEach(row) { column, value in
            let columnWeights = weights + column &* classes
            for output in 0..<classes { results[output] += value * columnWeights[output] }
        }
    }

    /// Adds a row times each of `classes` scales to a vector of `classes` numbers a column.
    @inline(__always)
    package func add(
        _ row: Int,
        times scales: UnsafePointer<Double>,
        _ classes: Int,
        to sums: UnsafeMutablePointer<Double>
    ) {
        forEach(row) { column, value in
            let columnSums = sums + column &* classes
            for output in 0..<classes { columnSums[output] += value * scales[output] }
        }
    }

    /// The squared length of the longest row.
    package func greatestSquaredNorm() -> Double {
        var greatest = 0.0
        for row in 0..<rowCount {
            var sum = 0.0
            forEach(row) { _, value in sum += value * value }
            greatest = max(greatest, sum)
        }
        return greatest
    }
}

/// Whether all values are finite and at most `limit`.
private func areFinite(
    _ values: UnsafePointer<Float>,
    _ count: Int,
    below limit: Double
) -> Bool {
    // Infinity times zero is NaN, and so is anything added to NaN.
    var lanes = SIMD8<Float>.zero
    var greatest = SIMD8<Float>(repeating: -.greatestFiniteMagnitude)
    var position = 0
    while position &+ 8 <= count {
        let next = UnsafeRawPointer(values + position).loadUnaligned(as: SIMD8<Float>.self)
        lanes += next * 0
        greatest.replace(with: next, where: next .> greatest)
        position &+= 8
    }
    var isFinite = lanes.sum() == 0 && Double(greatest.max()) <= limit
    while position < count {
        isFinite = isFinite && values[position].isFinite && Double(values[position]) <= limit
        position &+= 1
    }
    return isFinite
}

/// Rows of a `SparseMatrix`, valid while its arrays are held.
package struct SparseRows: FeatureRows, @unchecked Sendable {
    package let rowCount: Int
    package let columnCount: Int
    let offsets: UnsafePointer<Int>
    let columns: UnsafePointer<Int32>
    let values: UnsafePointer<Float>

    @inline(__always)
    package func elements(before row: Int) -> Int { offsets[row] }

    @inline(__always)
    package func dot(_ row: Int, _ weights: UnsafePointer<Double>) -> Double {
        var position = offsets[row]
        let end = offsets[row &+ 1]
        var first = 0.0
        var second = 0.0
        var third = 0.0
        var fourth = 0.0
        while position &+ 4 <= end {
            first += product(position, weights)
            second += product(position &+ 1, weights)
            third += product(position &+ 2, weights)
            fourth += product(position &+ 3, weights)
            position &+= 4
        }
        while position < end {
            first += product(position, weights)
            position &+= 1
        }
        return (first + second) + (third + fourth)
    }

    @inline(__always)
    private func product(_ position: Int, _ weights: UnsafePointer<Double>) -> Double {
        Double(values[position]) * weights[Int(columns[position])]
    }

    @inline(__always)
    package func add(_ row: Int, times scale: Double, to sums: UnsafeMutablePointer<Double>) {
        var position = offsets[row]
        let end = offsets[row &+ 1]
        while position &+ 4 <= end {
            sums[Int(columns[position])] += scale * Double(values[position])
            sums[Int(columns[position &+ 1])] += scale * Double(values[position &+ 1])
            sums[Int(columns[position &+ 2])] += scale * Double(values[position &+ 2])
            sums[Int(columns[position &+ 3])] += scale * Double(values[position &+ 3])
            position &+= 4
        }
        while position < end {
            sums[Int(columns[position])] += scale * Double(values[position])
            position &+= 1
        }
    }

    package func areFinite(below limit: Double) -> Bool {
        SwiftletLinear.areFinite(values, offsets[rowCount], below: limit)
    }

    @inline(__always)
    package func forEach(_ row: Int, _ body: (_ column: Int, _ value: Double) -> Void) {
        var position = offsets[row]
        let end = offsets[row &+ 1]
        while position < end {
            body(Int(columns[position]), Double(values[position]))
            position &+= 1
        }
    }
}

/// Rows of a dense matrix, valid while its memory is held.
package struct DenseRows: FeatureRows, @unchecked Sendable {
    package let rowCount: Int
    package let columnCount: Int
    let values: UnsafePointer<Float>

    @inline(__always)
    package func elements(before row: Int) -> Int { row &* columnCount }

    @inline(__always)
    package func dot(_ row: Int, _ weights: UnsafePointer<Double>) -> Double {
        let values = values + row &* columnCount
        var lanes = SIMD8<Double>.zero
        var column = 0
        while column &+ 8 <= columnCount {
            let features = UnsafeRawPointer(values + column).loadUnaligned(as: SIMD8<Float>.self)
            let factors = UnsafeRawPointer(weights + column)
                .loadUnaligned(as: SIMD8<Double>.self)
            lanes += SIMD8<Double>(features) * factors
            column &+= 8
        }
        var sum = lanes.sum()
        while column < columnCount {
            sum += Double(values[column]) * weights[column]
            column &+= 1
        }
        return sum
    }

    @inline(__always)
    package func add(_ row: Int, times scale: Double, to sums: UnsafeMutablePointer<Double>) {
        let values = values + row &* columnCount
        for column in 0..<columnCount { sums[column] += scale * Double(values[column]) }
    }

    package func areFinite(below limit: Double) -> Bool {
        SwiftletLinear.areFinite(values, rowCount * columnCount, below: limit)
    }

    @inline(__always)
    package func forEach(_ row: Int, _ body: (_ column: Int, _ value: Double) -> Void) {
        let values = values + row &* columnCount
        for column in 0..<columnCount { body(column, Double(values[column])) }
    }
}

extension SparseMatrix {
    /// Calls `body` with the rows of this matrix.
    package func withRows<Result, Failure: Error>(
        _ body: (SparseRows) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try rowOffsets.withUnsafeBufferPointer { (offsets) throws(Failure) -> Result in
            try columnIndices.withUnsafeBufferPointer { (indices) throws(Failure) -> Result in
                try values.withUnsafeBufferPointer { (values) throws(Failure) -> Result in
                    // An empty array has no address, and nothing is read from it.
                    try body(
                        SparseRows(
                            rowCount: rows,
                            columnCount: columns,
                            offsets: offsets.baseAddress!,
                            columns: indices.baseAddress ?? UnsafePointer(bitPattern: 4)!,
                            values: values.baseAddress ?? UnsafePointer(bitPattern: 4)!
                        )
                    )
                }
            }
        }
    }
}

extension Tensor {
    /// Calls `body` with the rows of this matrix.
    package func withRows<Result, Failure: Error>(
        _ body: (DenseRows) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        precondition(shape.count == 2, "Features of shape \(shape) are not a matrix.")
        return try withUnsafeBufferPointer { (values) throws(Failure) -> Result in
            try body(
                DenseRows(rowCount: rows, columnCount: columns, values: values.baseAddress!)
            )
        }
    }
}
