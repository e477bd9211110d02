/// A twice differentiable function of a weight vector, which lbfgs and the Newton solvers minimise.
package protocol SmoothObjective {
    /// The length of the weight vector.
    var parameterCount: Int { get }
    /// How many numbers describe the second derivative at a point.
    var curvatureCount: Int { get }

    /// The value at `weights`; also writes the gradient and, where asked, what
    /// `hessianProduct` needs to know of this point.
    func evaluate(
        at weights: UnsafePointer<Double>,
        gradient: UnsafeMutablePointer<Double>,
        curvature: UnsafeMutablePointer<Double>?
    ) -> Double

    /// Writes the product of the Hessian at the point of `curvature` with `vector`.
    func hessianProduct(
        curvature: UnsafePointer<Double>,
        vector: UnsafePointer<Double>,
        into product: UnsafeMutablePointer<Double>
    )
}

/// The column of a constant that stands behind the features.
package struct InterceptColumn: Sendable {
    /// The constant: 1, or the intercept scaling of liblinear.
    package var value: Double
    /// Whether the l2 penalty includes the intercept's weight, as it does in liblinear.
    package var isPenalized: Bool

    package init(value: Double, isPenalized: Bool) {
        self.value = value
        self.isPenalized = isPenalized
    }
}

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
