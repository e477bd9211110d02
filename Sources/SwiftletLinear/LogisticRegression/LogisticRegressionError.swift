/// Why a logistic regression cannot be fitted or made.
public enum LogisticRegressionError: Error, Sendable, Equatable {
    /// The solver cannot minimise with this penalty.
    case penaltyNotSupported(
        solver: LogisticRegression.Solver,
        penalty: LogisticRegression.Penalty,
        supported: String
    )
    /// liblinear fits two classes, or more of them one versus the rest.
    case tooManyClasses(solver: LogisticRegression.Solver, classes: Int)
    /// A setting is out of its range.
    case invalidSetting(name: String, value: String, expected: String)
    /// There is no row or no column to learn from.
    case noFeatures(rows: Int, columns: Int)
    /// All rows have the same label.
    case oneClass(label: Int)
    /// There are more or fewer labels than rows.
    case labelCount(labels: Int, rows: Int)
    /// A feature is NaN or infinite.
    case featureNotFinite(row: Int, column: Int)
    /// A feature is greater than liblinear can work with.
    case featureTooLarge(row: Int, column: Int)
    /// There are more or fewer sample weights than rows.
    case sampleWeightCount(weights: Int, rows: Int)
    /// A sample weight is negative, NaN or infinite.
    case invalidSampleWeight(row: Int)
    /// A class weight is negative, NaN or infinite.
    case invalidClassWeight(label: Int)
    /// Class weights are given for labels that no row has, while another label has none.
    case classWeightsOfUnknownLabels([Int])
    /// All weights (of a class, where one is named) are zero.
    case weightless(label: Int?)
    /// The coefficients to begin from belong to other classes or features.
    case warmStartDoesNotFit(classes: Int, features: Int, fittedClasses: Int, fittedFeatures: Int)
    /// A weight grew beyond the range of numbers.
    case overflow(iteration: Int)
    /// The parts of a saved model do not fit together.
    case invalidParameters(String)
}

extension LogisticRegressionError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .penaltyNotSupported(let solver, let penalty, let supported):
            "The solver \(solver.rawValue) does not support the penalty \(penalty), only: \(supported)."
        case .tooManyClasses(let solver, let classes):
            """
            The solver \(solver.rawValue) fits two classes, and the labels have \(classes). \
            Choose another solver, or the setting multiclass: one-versus-rest.
            """
        case .invalidSetting(let name, let value, let expected):
            "The setting \(name) is \(value); expected \(expected)."
        case .noFeatures(let rows, let columns):
            "There is nothing to learn from in a matrix of \(rows) rows and \(columns) columns."
        case .oneClass(let label):
            "All rows have the label \(label); at least two classes are needed."
        case .labelCount(let labels, let rows):
            "There are \(labels) labels for \(rows) rows."
        case .featureNotFinite(let row, let column):
            "The feature at row \(row), column \(column) is NaN or infinite."
        case .featureTooLarge(let row, let column):
            """
            The feature at row \(row), column \(column) is greater than 1e30, with which liblinear \
            would stand still. Choose another solver or scale the features.
            """
        case .sampleWeightCount(let weights, let rows):
            "There are \(weights) sample weights for \(rows) rows."
        case .invalidSampleWeight(let row):
            "The sample weight of row \(row) is not a finite number of at least 0."
        case .invalidClassWeight(let label):
            "The class weight of label \(label) is not a finite number of at least 0."
        case .classWeightsOfUnknownLabels(let labels):
            "There are class weights for labels that no row has: \(labels)."
        case .weightless(let label):
            if let label {
                "All rows with the label \(label) have the weight 0."
            } else {
                "All rows have the weight 0."
            }
        case .warmStartDoesNotFit(let classes, let features, let fittedClasses, let fittedFeatures):
            """
            A warm start from \(fittedClasses) classes and \(fittedFeatures) features does not fit \
            \(classes) classes and \(features) features, or the classes differ.
            """
        case .overflow(let iteration):
            """
            A weight grew beyond the range of numbers in iteration \(iteration). Scale the features.
            """
        case .invalidParameters(let problem):
            "The parameters of a logistic regression do not fit together: \(problem)."
        }
    }
}
