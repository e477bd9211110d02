extension SparseMatrix {
    /// The norm by which the length of a row is taken.
    public enum Norm: Sendable {
        /// The sum of the absolute values.
        case l1
        /// The square root of the sum of the squares.
        case l2
        /// The largest absolute value.
        case max
    }

    /// The norm of each row; 0 for an empty one. Sums are taken in `Double`.
    public func rowNorms(_ norm: Norm) -> [Float] {
        (0..<rows).map { row in
            let elements = values[rowOffsets[row]..<rowOffsets[row + 1]]
            switch norm {
            case .l1: return Float(elements.reduce(0.0) { $0 + Double(abs($1)) })
            case .l2:
                let squares = elements.reduce(0.0) { $0 + Double($1) * Double($1) }
                return Float(squares.squareRoot())
            case .max: return elements.reduce(0) { Swift.max($0, abs($1)) }
            }
        }
    }

    /// The sum of each column, `columns` numbers.
    public func columnSums() -> [Double] {
        var sums = [Double](repeating: 0, count: columns)
        for (column, value) in zip(columnIndices, values) { sums[Int(column)] += Double(value) }
        return sums
    }

    /// How many elements of each column are not zero.
    public func nonZeroCountsByColumn() -> [Int] {
        var counts = [Int](repeating: 0, count: columns)
        for (column, value) in zip(columnIndices, values) where value != 0 {
            counts[Int(column)] += 1
        }
        return counts
    }

    /// Multiplies each column by its factor, of which there must be one for each.
    public mutating func scaleColumns(by factors: [Float]) {
        precondition(
            factors.count == columns,
            "\(factors.count) factors for a sparse matrix of \(rows) x \(columns)."
        )
        for position in values.indices { values[position] *= factors[Int(columnIndices[position])] }
    }

    /// Multiplies each row by its factor, of which there must be one for each.
    public mutating func scaleRows(by factors: [Float]) {
        precondition(
            factors.count == rows,
            "\(factors.count) factors for a sparse matrix of \(rows) x \(columns)."
        )
        for row in 0..<rows {
            for position in rowOffsets[row]..<rowOffsets[row + 1] {
                values[position] *= factors[row]
            }
        }
    }

    /// The place of the first stored element that is infinite or not a number, or nil.
    public func firstNonFiniteElement() -> (row: Int, column: Int)? {
        guard let position = values.firstIndex(where: { !$0.isFinite }) else { return nil }
        // The row is the last one that begins at or before the element.
        let row = rowOffsets.lastIndex { $0 <= position }!
        return (row, Int(columnIndices[position]))
    }
}
