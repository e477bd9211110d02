import SwiftletBase

/// Logistic regression: a linear classifier that gives probabilities, of two or more classes.
///
///     var model = LogisticRegression(solver: .lbfgs, penalty: .l2, C: 1)
///     let report = try model.fit(features, labels)
///     if !report.converged { print(report.reason) }
///     let probabilities = model.predictProbabilities(unseen)     // [rows, classes]
///
/// With two classes, the margin `m = x · w + b` gives the second class the probability
/// `1 / (1 + exp(-m))`; with more, each class has a margin and the softmax of them is taken (or, by
/// `multiclass`, each class has a model of its own).
/// Fitting minimises, over weights `w` and intercepts `b`,
///
///     C * (sum over rows of weight * log loss) + penalty(w)
///
/// where the penalty is `|w|² / 2`, the sum of `|w_j|`, a mixture of both, or nothing. The
/// settings, their defaults and their meaning are those of scikit-learn 1.9's
/// `LogisticRegression`, and so is the minimum. Features are `Float`; weights, losses and
/// gradients are `Double`. The same data, seed and thread count give the same model to the bit.
public struct LogisticRegression: Sendable, Equatable {
    /// The algorithm that fits; `lbfgs` by default.
    public var solver: Solver
    /// What keeps the weights small; `l2` by default.
    public var penalty: Penalty
    /// How much the losses count against the penalty; positive, 1 by default. Infinity is the same
    /// as no penalty.
    // swift-format-ignore: AlwaysUseLowerCamelCase
    public var C: Double
    /// Whether each class has an intercept; true by default.
    public var fitsIntercept: Bool
    /// When to stop; 1e-4 by default. Each solver has a rule of its own, see `Solver`.
    public var tolerance: Double
    /// After how many iterations to give up; 100 by default.
    public var maximumIterations: Int
    /// Weights of whole classes; none by default.
    public var classWeights: ClassWeights
    /// The constant feature to which liblinear gives the intercept's weight, which is penalised
    /// like any other; 1 by default. A greater value penalises the intercept less. Other solvers
    /// leave the intercept without a penalty and ignore this.
    public var interceptScaling: Double
    /// Whether `fit` begins from the present coefficients, where there are some; false by default.
    /// liblinear always begins from zero.
    public var warmStart: Bool
    /// The form of a model of three or more classes; multinomial by default.
    public var multiclass: Multiclass
    /// Chooses the random order of rows in saga and of weights in liblinear's l1.
    public var seed: UInt64

    /// The labels in ascending order, once fitted.
    public private(set) var classes: [Int] = []
    /// The weights of the features: one row for two classes, else one for each class.
    public private(set) var coefficients: [[Double]] = []
    /// The intercept of each row of `coefficients`; zeros without intercepts.
    public private(set) var intercepts: [Double] = []
    /// How the last fit went; nil before one and in a model made from coefficients.
    public private(set) var report: FitReport?

    /// A model to be fitted.
    public init(
        solver: Solver = .lbfgs,
        penalty: Penalty = .l2,
        C: Double = 1,
        fitsIntercept: Bool = true,
        tolerance: Double = 1e-4,
        maximumIterations: Int = 100,
        classWeights: ClassWeights = .none,
        interceptScaling: Double = 1,
        warmStart: Bool = false,
        multiclass: Multiclass = .multinomial,
        seed: UInt64 = 0
    ) {
        self.solver = solver
        self.penalty = penalty
        self.C = C
        self.fitsIntercept = fitsIntercept
        self.tolerance = tolerance
        self.maximumIterations = maximumIterations
        self.classWeights = classWeights
        self.interceptScaling = interceptScaling
        self.warmStart = warmStart
        self.multiclass = multiclass
        self.seed = seed
    }

    /// A fitted model from what was saved of one: `classes`, `coefficients`, `intercepts` and
    /// `multiclass`.
    ///
    /// - Throws: `FormatError` where the three do not fit together
    ///   or a number is not finite.
    public init(
        classes: [Int],
        coefficients: [[Double]],
        intercepts: [Double],
        multiclass: Multiclass = .multinomial
    ) throws {
        self.init(multiclass: multiclass)
        guard classes.count >= 2, zip(classes, classes.dropFirst()).allSatisfy({ $0 < $1 }) else {
            throw FormatError.invalidParameters("two or more classes in ascending order are needed")
        }
        let outputs = classes.count == 2 ? 1 : classes.count
        guard coefficients.count == outputs, intercepts.count == outputs else {
            throw FormatError.invalidParameters(
                """
                \(classes.count) classes need \(outputs) rows of coefficients and as many \
                intercepts, not \(coefficients.count) and \(intercepts.count)
                """
            )
        }
        guard coefficients.allSatisfy({ $0.count == coefficients[0].count }) else {
            throw FormatError.invalidParameters("the rows of coefficients differ in length")
        }
        guard coefficients.allSatisfy({ $0.allSatisfy(\.isFinite) }),
            intercepts.allSatisfy(\.isFinite)
        else { throw FormatError.invalidParameters("a coefficient or intercept is not finite") }
        self.classes = classes
        self.coefficients = coefficients
        self.intercepts = intercepts
    }

    /// Whether there are coefficients to predict with.
    public var isFitted: Bool { !coefficients.isEmpty }

    /// The number of features that `predict` expects.
    public var featureCount: Int { coefficients.first?.count ?? 0 }

    /// Makes a model of scaled features one of the features as they were.
    ///
    /// - Parameter factors: What each feature was multiplied by.
    package mutating func absorb(_ factors: [Float]) {
        for output in coefficients.indices {
            for (feature, factor) in factors.enumerated() {
                coefficients[output][feature] *= Double(factor)
            }
        }
    }

    /// Sets what a fit found.
    mutating func take(
        classes: [Int],
        coefficients: [[Double]],
        intercepts: [Double],
        report: FitReport
    ) {
        self.classes = classes
        self.coefficients = coefficients
        self.intercepts = intercepts
        self.report = report
    }
}
