import SwiftletBase

/// A sum of losses, each a twice differentiable function of margins that are linear in a weight
/// vector, plus a quadratic penalty: what lbfgs and the Newton solvers minimise.
///
/// Along a line the margins are known once those of its start and direction are, so that a line
/// search needs no look at the features.
package protocol SmoothObjective {
    /// The length of the weight vector.
    var parameterCount: Int { get }
    /// How many margins there are.
    var marginCount: Int { get }
    /// How many numbers describe the second derivative at a point.
    var curvatureCount: Int { get }
    var penalty: QuadraticPenalty { get }

    /// Writes the margins that weights give.
    func margins(of weights: UnsafePointer<Double>, into margins: UnsafeMutablePointer<Double>)

    /// The sum of the losses at margins, which are replaced by the derivatives by them; also writes,
    /// where asked, what `bend` needs to know of this point.
    func losses(
        at margins: UnsafeMutablePointer<Double>,
        curvature: UnsafeMutablePointer<Double>?
    ) -> Double

    /// Replaces the margins of a direction by how much the derivatives by the margins change along it.
    func bend(_ margins: UnsafeMutablePointer<Double>, curvature: UnsafePointer<Double>)

    /// Writes the derivatives by the weights, without the penalty's, from those by the margins.
    func weightDerivatives(
        of derivatives: UnsafePointer<Double>,
        into gradient: UnsafeMutablePointer<Double>
    )
}

extension SmoothObjective {
    /// The value at `weights`; also writes the gradient and, where asked, what `hessianProduct` needs
    /// to know of this point.
    package func evaluate(
        at weights: UnsafePointer<Double>,
        gradient: UnsafeMutablePointer<Double>,
        curvature: UnsafeMutablePointer<Double>?
    ) -> Double {
        let margins = Storage<Double>(uninitialized: marginCount)
        defer { extendLifetime(margins) }
        self.margins(of: weights, into: margins.address)
        let loss = losses(at: margins.address, curvature: curvature)
        self.gradient(at: weights, derivatives: margins.address, into: gradient)
        return loss + penalty.product(weights, weights) / 2
    }

    /// Writes the gradient at `weights` from the derivatives by their margins.
    func gradient(
        at weights: UnsafePointer<Double>,
        derivatives: UnsafePointer<Double>,
        into gradient: UnsafeMutablePointer<Double>
    ) {
        weightDerivatives(of: derivatives, into: gradient)
        penalty.addDerivatives(at: weights, to: gradient)
    }

    /// Writes the product of the Hessian at the point of `curvature` with `vector`.
    package func hessianProduct(
        curvature: UnsafePointer<Double>,
        vector: UnsafePointer<Double>,
        into product: UnsafeMutablePointer<Double>
    ) {
        let margins = Storage<Double>(uninitialized: marginCount)
        defer { extendLifetime(margins) }
        self.margins(of: vector, into: margins.address)
        bend(margins.address, curvature: curvature)
        gradient(at: vector, derivatives: margins.address, into: product)
    }
}

/// Half of `l2` times the squares of the first `count` weights.
package struct QuadraticPenalty: Sendable {
    package var l2: Double
    package var count: Int

    /// The product of two vectors that is twice the penalty where they are the same.
    func product(_ left: UnsafePointer<Double>, _ right: UnsafePointer<Double>) -> Double {
        l2 == 0 ? 0 : l2 * DoubleVector.dot(left, right, count)
    }

    func addDerivatives(
        at weights: UnsafePointer<Double>,
        to gradient: UnsafeMutablePointer<Double>
    ) {
        if l2 != 0 { DoubleVector.add(weights, times: l2, to: gradient, count) }
    }
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
