/// How a solver ended.
package struct SolverOutcome: Sendable {
    package var iterations: Int
    package var reason: LogisticRegression.StoppingReason
    /// The penalty of an intercept, where the solver has one.
    package var interceptPenalty = 0.0

    package init(_ iterations: Int, _ reason: LogisticRegression.StoppingReason) {
        self.iterations = iterations
        self.reason = reason
    }
}
