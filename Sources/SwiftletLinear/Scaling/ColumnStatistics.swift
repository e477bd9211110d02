/// The smallest and largest value, mean and variance of each column, in two passes over the rows.
///
/// The variance is the mean squared deviation less what rounding left in the mean deviation
/// (Chan, Golub, LeVeque, "Algorithms for Computing the Sample Variance", 1983).
struct ColumnStatistics {
    private(set) var smallest: [Float]
    private(set) var largest: [Float]
    private(set) var means: [Double]
    private var counts: [Int]
    private var deviations: [Double]
    private var squares: [Double]

    var columns: Int { means.count }

    init(columns: Int) {
        smallest = Array(repeating: .infinity, count: columns)
        largest = Array(repeating: -.infinity, count: columns)
        means = Array(repeating: 0, count: columns)
        counts = Array(repeating: 0, count: columns)
        deviations = means
        squares = means
    }

    /// First pass: an element. `means` holds the sum until the second pass starts.
    mutating func add(_ value: Float, to column: Int) {
        smallest[column] = min(smallest[column], value)
        largest[column] = max(largest[column], value)
        means[column] += Double(value)
        counts[column] += 1
    }

    mutating func startSecondPass(rows: Int) {
        for column in means.indices { means[column] /= Double(rows) }
    }

    /// Second pass: the same element again.
    mutating func addDeviation(_ value: Float, of column: Int) {
        let deviation = Double(value) - means[column]
        deviations[column] += deviation
        squares[column] += deviation * deviation
    }

    /// After the second pass: the elements that a sparse matrix does not store.
    mutating func addZeros(rows: Int) {
        for column in means.indices where counts[column] < rows {
            let missing = Double(rows - counts[column])
            smallest[column] = min(smallest[column], 0)
            largest[column] = max(largest[column], 0)
            deviations[column] -= missing * means[column]
            squares[column] += missing * means[column] * means[column]
        }
    }

    func variance(_ column: Int, rows: Int) -> Double {
        let count = Double(rows)
        return (squares[column] - deviations[column] * deviations[column] / count) / count
    }

    /// Whether a variance is no larger than what rounding makes of a column of equal values.
    func isConstant(_ column: Int, variance: Double, rows: Int) -> Bool {
        let rounding = Double(rows) * Double.ulpOfOne
        let meanError = rounding * means[column]
        return variance <= rounding * variance + meanError * meanError
    }
}
