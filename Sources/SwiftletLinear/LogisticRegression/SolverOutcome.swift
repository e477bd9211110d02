/// How a solver ended.
package struct SolverOutcome: Sendable {
    package var iterations: Int
    package var reason: LogisticRegression.StoppingReason
    /// The least value found of the function that the solver minimises, where it knows it.
    package var value: Double?
    /// The penalty of an intercept, where the solver has one.
    package var interceptPenalty = 0.0

    package init(
        _ iterations: Int,
        _ reason: LogisticRegression.StoppingReason,
        value: Double? = nil
    ) {
        self.iterations = iterations
        self.reason = reason
        self.value = value
    }
}
