import SwiftletBase
import SwiftletPlatform
import SwiftletTensor

/// How unequally the labels use each feature: the factors of NB-SVM, naive Bayes before a linear model.
///
///     let ratios = LogCountRatios(features, labels: labels)
///     ratios.scale(&features)
///     try regression.fit(features, labels)
///
/// With `p` one more than the rows of a label in which a feature is not zero, over the sum of that for
/// all features, and `q` the same of the other rows, the factor is the magnitude of `ln(p / q)`; of more
/// than two labels that of the label for which it is greatest. A model that is penalised learns faster
/// from features that are large where they tell labels apart.
///
/// Reference: S. Wang and C. D. Manning, "Baselines and Bigrams: Simple, Good Sentiment and Topic
/// Classification", ACL 2012; with logistic regression: G. Mesnil, T. Mikolov, M. Ranzato, Y. Bengio,
/// "Ensemble of Generative and Discriminative Techniques for Sentiment Analysis of Movie Reviews", 2014.
public struct LogCountRatios: Sendable {
    /// One for each column.
    public let factors: [Float]

    /// Computes the ratios of features.
    ///
    /// - Parameters:
    ///   - features: `[samples, columns]`
    ///   - labels: The label of each row.
    ///   - columns: Which columns have a factor; those of the others are 1. Default: all.
    public init(_ features: SparseMatrix, labels: [Int], columns: Range<Int>? = nil) {
        precondition(
            labels.count == features.rows,
            "\(labels.count) labels do not fit a matrix of \(features.rows) rows."
        )
        let columns = columns ?? 0..<features.columns
        let classes = Set(labels).sorted()
        let places = Dictionary(uniqueKeysWithValues: zip(classes, classes.indices))
        let counts = Self.counts(features, labels.map { places[$0]! }, classes: classes.count)
        let totals = counts.map { counts in
            columns.reduce(0.0) { $0 + Double(counts[$1]) }
        }
        let (total, width) = (totals.reduce(0, +), Double(columns.count))
        factors = (0..<features.columns).map { column in
            guard columns.contains(column) else { return 1 }
            let all = counts.reduce(0.0) { $0 + Double($1[column]) }
            var greatest = 0.0
            for (counts, ofClass) in zip(counts, totals) {
                let count = Double(counts[column])
                let p = (count + 1) / (ofClass + width)
                let q = (all - count + 1) / (total - ofClass + width)
                greatest = max(greatest, abs(log(p / q)))
            }
            return Float(greatest)
        }
    }

    /// Multiplies each column by its factor.
    public func scale(_ features: inout SparseMatrix) {
        precondition(
            features.columns == factors.count,
            "\(factors.count) factors do not fit a matrix of \(features.columns) columns."
        )
        features.scaleColumns(by: factors)
    }

    /// In how many rows of each class each column is not zero.
    private static func counts(
        _ features: SparseMatrix,
        _ places: [Int],
        classes: Int
    ) -> [[UInt32]] {
        let columns = features.columns
        let parts = Threads.map(features.rows, minimumPart: 4096) { rows in
            var counts = [UInt32](repeating: 0, count: classes * columns)
            counts.withUnsafeMutableBufferPointer { counts in
                features.withUnsafePointers { matrix in
                    for row in rows {
                        let first = places[row] * columns
                        for place in matrix.rowOffsets[row]..<matrix.rowOffsets[row + 1] {
                            let isStored: UInt32 = matrix.values[place] == 0 ? 0 : 1
                            counts[first &+ Int(matrix.columnIndices[place])] &+= isStored
                        }
                    }
                }
            }
            return counts
        }
        return (0..<classes).map { place in
            (0..<columns).map { column in
                parts.reduce(0) { $0 + $1[place * columns + column] }
            }
        }
    }
}
