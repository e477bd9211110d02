import SwiftletBase

extension LogisticRegression {
    /// The algorithms. The raw values are scikit-learn's names.
    public enum Solver: String, Sendable, CaseIterable, Codable {
        /// Limited-memory BFGS; penalty none or l2. Stops when no component of the gradient of the
        /// mean loss plus penalty exceeds the tolerance.
        case lbfgs
        /// Newton's method with conjugate gradients; penalty none or l2. Stops as lbfgs does.
        case newtonCG = "newton-cg"
        /// Coordinate descent for l1, a trust region Newton method for l2; two classes, or more by
        /// `Multiclass.oneVersusRest`. Penalises the intercept. Stops when the gradient (l1: the violation of optimality) has fallen to
        /// the tolerance times the rarer class's share of what it was at zero.
        case liblinear
        /// Stochastic average gradient; all penalties. Stops when a pass over the rows changed no
        /// weight by more than the tolerance times the greatest weight. Features should be scaled
        /// alike.
        case saga
    }

    /// The form of a model of three or more classes. Of two, both forms are the same.
    public enum Multiclass: String, Sendable, CaseIterable, Codable {
        /// One model of all classes: the softmax of their margins.
        case multinomial
        /// A model of two classes for each class versus all others, as scikit-learn's
        /// `OneVsRestClassifier` has it: the sigmoids of their margins, divided by their sum.
        /// Balanced class weights balance each model's two sides.
        case oneVersusRest = "one-versus-rest"
    }

    /// The penalty that is added to the losses.
    public enum Penalty: Sendable, Equatable, CustomStringConvertible {
        case none
        /// The sum of absolute weights, which makes many of them zero.
        case l1
        /// Half the sum of squared weights.
        case l2
        /// `l1Ratio` (0 to 1) times l1 and the rest times l2.
        case elasticNet(l1Ratio: Double)

        /// The penalty of a name: `none`, `l1`, `l2` or `elasticnet`, which needs `l1Ratio`.
        ///
        /// - Throws: `SettingError` for another name, and for
        ///   `elasticnet` without `l1Ratio`.
        public init(name: String, l1Ratio: Double? = nil) throws(SettingError) {
            switch name {
            case "none": self = .none
            case "l1": self = .l1
            case "l2": self = .l2
            case "elasticnet":
                guard let l1Ratio else {
                    throw SettingError(
                        name: "l1Ratio",
                        value: "none",
                        expected: "a number from 0 to 1, which the penalty elasticnet needs"
                    )
                }
                self = .elasticNet(l1Ratio: l1Ratio)
            default:
                throw SettingError(
                    name: "penalty",
                    value: name,
                    expected: "none, l1, l2 or elasticnet"
                )
            }
        }

        /// The name without the ratio.
        public var name: String {
            switch self {
            case .none: "none"
            case .l1: "l1"
            case .l2: "l2"
            case .elasticNet: "elasticnet"
            }
        }

        public var description: String {
            if case .elasticNet(let ratio) = self { "elasticnet (l1Ratio \(ratio))" } else { name }
        }
    }

    /// Weights of whole classes, by which the rows' weights are multiplied.
    public enum ClassWeights: Sendable, Equatable, Codable {
        case none
        /// Each class counts as much as any other: `rows / (classes * rows of the class)`, where
        /// rows count with their sample weights.
        case balanced
        /// A weight for each label; 1 for a label without one.
        case given([Int: Double])
    }

    /// Throws unless solver, penalty and numbers go together.
    func validateSettings() throws(SettingError) {
        let penalty = effectivePenalty
        switch (solver, penalty) {
        case (.lbfgs, .l1), (.lbfgs, .elasticNet), (.newtonCG, .l1), (.newtonCG, .elasticNet):
            throw SettingError.penaltyNotSupported(
                solver: solver,
                penalty: penalty,
                supported: "none, l2"
            )
        case (.liblinear, .none), (.liblinear, .elasticNet):
            throw SettingError.penaltyNotSupported(
                solver: solver,
                penalty: penalty,
                supported: "l1, l2"
            )
        default: break
        }
        if case .elasticNet(let ratio) = penalty, !(ratio >= 0 && ratio <= 1) {
            throw SettingError(
                name: "l1Ratio",
                value: "\(ratio)",
                expected: "a number from 0 to 1"
            )
        }
        if !(C > 0) {
            throw SettingError(name: "C", value: "\(C)", expected: "a positive number")
        }
        if !(tolerance > 0 && tolerance.isFinite) {
            throw SettingError(
                name: "tolerance",
                value: "\(tolerance)",
                expected: "a positive number"
            )
        }
        if maximumIterations < 0 {
            throw SettingError(
                name: "maximumIterations",
                value: "\(maximumIterations)",
                expected: "a number that is not negative"
            )
        }
        if solver == .liblinear && !(interceptScaling > 0 && interceptScaling.isFinite) {
            throw SettingError(
                name: "interceptScaling",
                value: "\(interceptScaling)",
                expected: "a positive number"
            )
        }
    }

    /// The penalty, or none where `C` is infinite.
    var effectivePenalty: Penalty { C == .infinity ? .none : penalty }
}
