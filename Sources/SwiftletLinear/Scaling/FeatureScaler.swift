import SwiftletBase
import SwiftletTensor

/// Scales the columns of a matrix, as learned from training data.
///
///     let scaler = try FeatureScaler(.standard(), fittedTo: training)    // [rows, columns]
///     let scaled = try scaler.transform(test)
///
/// Every method maps an element `x` of column `j` to
/// `(x - offsets[j]) / divisors[j] * (upper - lower) + lower`, with the range 0 ... 1 unless
/// `.minMax` says otherwise. They mean what `StandardScaler`, `MinMaxScaler` and `MaxAbsScaler`
/// mean in scikit-learn 1.9 on an array of `float32`: a column without spread is divided by 1.
/// Unlike there, NaN is refused; and `.minMax` subtracts before it multiplies, which keeps digits
/// that `MinMaxScaler` loses in a `float32` column far from zero.
public struct FeatureScaler: Sendable, Equatable {
    /// How columns are scaled.
    public enum Method: Sendable, Equatable, Codable {
        /// They stay as they are.
        case none
        /// Mean 0 if it `centers`, and (population) variance 1 if it `scales`.
        case standard(centers: Bool = true, scales: Bool = true)
        /// The smallest value becomes the start of `range`, the largest its end. If it `clips`,
        /// values beyond those seen in training stay within the range.
        case minMax(range: ClosedRange<Float> = 0...1, clips: Bool = false)
        /// The largest absolute value becomes 1. If it `clips`, values beyond become -1 or 1.
        case maxAbs(clips: Bool = false)

        fileprivate var keepsZeros: Bool {
            switch self {
            case .none, .standard(centers: false, _), .maxAbs: true
            case .standard(centers: true, _), .minMax: false
            }
        }

        fileprivate var range: ClosedRange<Float> {
            if case .minMax(let range, _) = self { range } else { 0...1 }
        }

        fileprivate var limits: ClosedRange<Float>? {
            switch self {
            case .minMax(let range, clips: true): range
            case .maxAbs(clips: true): -1...1
            default: nil
            }
        }

        fileprivate func validate() throws {
            guard range.lowerBound < range.upperBound,
                (range.upperBound - range.lowerBound).isFinite
            else { throw SettingError.invalidRange(range) }
        }
    }

    public let method: Method
    /// What is subtracted from each column: `[columns]`.
    public let offsets: [Float]
    /// What each column is then divided by, never 0: `[columns]`.
    public let divisors: [Float]

    /// The number of columns.
    public var columns: Int { offsets.count }

    /// Learns from a matrix of `[rows, columns]`.
    ///
    /// - Throws: `TrainingDataError` where there is no row or a feature is NaN or infinite, `SettingError` where the range
    ///   of `.minMax` is empty.
    public init(_ method: Method, fittedTo features: Tensor) throws {
        try method.validate()
        Self.requireMatrix(features)
        if features.rows == 0 { throw TrainingDataError.noRows }
        try Self.requireFinite(features)
        var statistics = ColumnStatistics(columns: features.columns)
        features.withUnsafeBufferPointer { elements in
            for row in 0..<features.rows {
                for column in 0..<features.columns {
                    statistics.add(elements[row * features.columns + column], to: column)
                }
            }
            statistics.startSecondPass(rows: features.rows)
            for row in 0..<features.rows {
                for column in 0..<features.columns {
                    statistics.addDeviation(
                        elements[row * features.columns + column],
                        of: column
                    )
                }
            }
        }
        try self.init(method, statistics, rows: features.rows)
    }

    /// Learns from a sparse matrix of `[rows, columns]`; elements that are not stored count as 0.
    ///
    /// - Throws: As for a dense one, and `SettingError` for `.minMax` and for
    ///   `.standard` that centers.
    public init(_ method: Method, fittedTo features: SparseMatrix) throws {
        if !method.keepsZeros { throw SettingError.wouldFillZeros(method) }
        if features.rows == 0 { throw TrainingDataError.noRows }
        try Self.requireFinite(features)
        var statistics = ColumnStatistics(columns: features.columns)
        for (column, value) in zip(features.columnIndices, features.values) {
            statistics.add(value, to: Int(column))
        }
        statistics.startSecondPass(rows: features.rows)
        for (column, value) in zip(features.columnIndices, features.values) {
            statistics.addDeviation(value, of: Int(column))
        }
        statistics.addZeros(rows: features.rows)
        try self.init(method, statistics, rows: features.rows)
    }

    /// A scaler that learned before, from what it saved.
    ///
    /// - Throws: `FormatError`, `SettingError`.
    public init(_ method: Method, offsets: [Float], divisors: [Float]) throws {
        try method.validate()
        if offsets.count != divisors.count {
            throw FormatError.malformedState(
                "\(offsets.count) offsets and \(divisors.count) divisors"
            )
        }
        if let column = offsets.firstIndex(where: { !$0.isFinite }) {
            throw FormatError.malformedState("the offset of column \(column) is \(offsets[column])")
        }
        if let column = divisors.firstIndex(where: { !($0.isFinite && $0 > 0) }) {
            throw FormatError.malformedState(
                "the divisor of column \(column) is \(divisors[column])"
            )
        }
        if method.keepsZeros, let column = offsets.firstIndex(where: { $0 != 0 }) {
            throw FormatError.malformedState("\(method) has an offset, in column \(column)")
        }
        self.method = method
        self.offsets = offsets
        self.divisors = divisors
    }

    private init(
        _ method: Method,
        _ statistics: ColumnStatistics,
        rows: Int
    ) throws {
        let columns = statistics.columns
        var offsets = [Float](repeating: 0, count: columns)
        var divisors = [Float](repeating: 1, count: columns)
        for column in 0..<columns {
            switch method {
            case .none: break
            case .standard(let centers, let scales):
                if centers { offsets[column] = Float(statistics.means[column]) }
                let variance = statistics.variance(column, rows: rows)
                if scales && !statistics.isConstant(column, variance: variance, rows: rows) {
                    divisors[column] = Float(variance.squareRoot())
                }
            case .minMax:
                offsets[column] = statistics.smallest[column]
                divisors[column] = statistics.largest[column] - statistics.smallest[column]
            case .maxAbs:
                divisors[column] = max(
                    abs(statistics.smallest[column]),
                    abs(statistics.largest[column])
                )
            }
            if !divisors[column].isFinite { throw TrainingDataError.spreadTooLarge(column: column) }
            switch method {
            case .minMax, .maxAbs:
                if divisors[column] < 10 * Float.ulpOfOne { divisors[column] = 1 }
            case .none, .standard:
                if divisors[column] == 0 { divisors[column] = 1 }
            }
        }
        self.method = method
        self.offsets = offsets
        self.divisors = divisors
    }

    // MARK: - Applying

    /// The scaled features, `[rows, columns]` as `features`.
    ///
    /// - Throws: `TrainingDataError`.
    public func transform(_ features: Tensor) throws -> Tensor {
        requireColumns(features)
        try Self.requireFinite(features)
        let (lower, width) = (method.range.lowerBound, rangeWidth)
        var scaled = features
        let columns = columns
        scaled.withUnsafeMutableBufferPointer { elements in
            for start in stride(from: 0, to: elements.count, by: max(1, columns)) {
                for column in 0..<columns {
                    elements[start + column] =
                        (elements[start + column] - offsets[column]) / divisors[column] * width
                        + lower
                }
            }
            if let limits = method.limits {
                for index in elements.indices {
                    elements[index] = elements[index].clamped(to: limits)
                }
            }
        }
        return scaled
    }

    /// The scaled sparse features, `[rows, columns]` as `features`; what was not stored stays 0.
    ///
    /// - Throws: `TrainingDataError`, and `SettingError` for `.minMax`
    ///   and for `.standard` that centers.
    public func transform(_ features: SparseMatrix) throws -> SparseMatrix {
        if !method.keepsZeros { throw SettingError.wouldFillZeros(method) }
        precondition(
            features.columns == columns,
            "A scaler of \(columns) columns got features of [\(features.rows), \(features.columns)]."
        )
        try Self.requireFinite(features)
        var values = features.values
        for index in values.indices {
            values[index] /= divisors[Int(features.columnIndices[index])]
        }
        if let limits = method.limits {
            for index in values.indices { values[index] = values[index].clamped(to: limits) }
        }
        return SparseMatrix(
            rows: features.rows,
            columns: columns,
            rowOffsets: features.rowOffsets,
            columnIndices: features.columnIndices,
            values: values
        )
    }

    /// Inverts `transform`: the features `[rows, columns]` of `scaled`. Clipped values are lost.
    ///
    /// - Throws: `TrainingDataError`.
    public func inverse(_ scaled: Tensor) throws -> Tensor {
        requireColumns(scaled)
        try Self.requireFinite(scaled)
        let (lower, width) = (method.range.lowerBound, rangeWidth)
        var features = scaled
        let columns = columns
        features.withUnsafeMutableBufferPointer { elements in
            for start in stride(from: 0, to: elements.count, by: max(1, columns)) {
                for column in 0..<columns {
                    elements[start + column] =
                        (elements[start + column] - lower) / width * divisors[column]
                        + offsets[column]
                }
            }
        }
        return features
    }

    private var rangeWidth: Float { method.range.upperBound - method.range.lowerBound }

    // MARK: - Checks

    private static func requireMatrix(_ features: Tensor) {
        precondition(
            features.shape.count == 2,
            "A scaler works on a matrix [rows, columns], not on shape \(features.shape)."
        )
    }

    private func requireColumns(_ features: Tensor) {
        Self.requireMatrix(features)
        precondition(
            features.columns == columns,
            "A scaler of \(columns) columns got features of \(features.shape)."
        )
    }

    private static func requireFinite(_ features: Tensor) throws {
        let index = features.withUnsafeBufferPointer { elements in
            elements.firstIndex { !$0.isFinite }
        }
        if let index {
            throw TrainingDataError.featureNotFinite(
                row: index / features.columns,
                column: index % features.columns
            )
        }
    }

    private static func requireFinite(_ features: SparseMatrix) throws {
        if let (row, column) = features.firstNonFiniteElement() {
            throw TrainingDataError.featureNotFinite(row: row, column: column)
        }
    }
}

extension Float {
    fileprivate func clamped(to limits: ClosedRange<Float>) -> Float {
        Swift.min(Swift.max(self, limits.lowerBound), limits.upperBound)
    }
}

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
