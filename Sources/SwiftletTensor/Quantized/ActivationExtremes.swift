/// The least and the greatest input of each column, and which column is best left out of a range.
package struct ActivationExtremes: Sendable {
    private var least: [Float]
    private var greatest: [Float]
    private var isFinite = true
    private var isEmpty = true

    package init(columns: Int) {
        least = Array(repeating: .infinity, count: columns)
        greatest = Array(repeating: -.infinity, count: columns)
    }

    /// Takes in rows `[rows, columns]`.
    package mutating func add(_ rows: Int, _ x: UnsafePointer<Float>) {
        let columns = least.count
        isEmpty = isEmpty && rows == 0
        for row in 0..<rows {
            let x = x + row * columns
            for column in 0..<columns {
                let number = x[column]
                isFinite = isFinite && number.isFinite
                least[column] = min(least[column], number)
                greatest[column] = max(greatest[column], number)
            }
        }
    }

    /// The extremes of all columns but one, or of all; nil where there are no numbers, or some are not
    /// finite.
    package func range(without outlier: Int? = nil) -> ClosedRange<Float>? {
        guard isFinite, !isEmpty else { return nil }
        var (low, high) = (Float.infinity, -Float.infinity)
        for column in least.indices where column != outlier {
            low = min(low, least[column])
            high = max(high, greatest[column])
        }
        return low <= high ? low...high : nil
    }

    /// The column without which the range that holds 0 is narrowest.
    package var outlierColumn: Int? {
        guard let all = range() else { return nil }
        func width(_ range: ClosedRange<Float>) -> Float {
            max(range.upperBound, 0) - min(range.lowerBound, 0)
        }
        let candidates = [
            least.firstIndex(of: all.lowerBound), greatest.firstIndex(of: all.upperBound),
        ].compactMap { column in
            column.flatMap { column in range(without: column).map { (column, width($0)) } }
        }
        guard let best = candidates.min(by: { $0.1 < $1.1 }), best.1 < width(all) else {
            return nil
        }
        return best.0
    }

    /// The greatest magnitude in a column.
    package func magnitude(in column: Int) -> Float { max(-least[column], greatest[column]) }
}
