import SwiftletBase

/// Newton's method whose steps are found by conjugate gradients, with a line search.
///
/// Same tolerances, inner stopping rule and search as scikit-learn's `newton-cg`: conjugate
/// gradients end when the residual's absolute sum is at most `min(0.5, √s) s` with `s` that of the
/// gradient, or after 200 steps, or where the curvature vanishes.
///
/// Reference: J. Nocedal and S. J. Wright, "Numerical Optimization", chapter 7.
package struct NewtonConjugateGradient {
    /// Stops when no component of the gradient is greater than this.
    package var gradientTolerance: Double
    package var maximumIterations: Int
    package var maximumInnerIterations = 200

    package init(gradientTolerance: Double, maximumIterations: Int) {
        self.gradientTolerance = gradientTolerance
        self.maximumIterations = maximumIterations
    }

    /// Moves `weights` to a minimum of `objective`.
    package func minimize(
        _ objective: some SmoothObjective,
        _ weights: Storage<Double>
    ) -> SolverOutcome {
        let count = objective.parameterCount
        let vectors = (0..<6).map { _ in Storage<Double>(zeros: count) }
        defer { extendLifetime(vectors) }
        let direction = vectors[0].address
        let inner = Inner(
            residual: vectors[1].address,
            conjugate: vectors[2].address,
            product: vectors[3].address
        )
        let gradient = vectors[4].address
        let trial = vectors[5].address
        let curvature = Storage<Double>(zeros: objective.curvatureCount)
        defer { extendLifetime(curvature) }
        let point = weights.address

        var value = objective.evaluate(at: point, gradient: gradient, curvature: curvature.address)
        var previousValue: Double?
        var iterations = 0
        while iterations < maximumIterations {
            if DoubleVector.greatestMagnitude(gradient, count) <= gradientTolerance {
                return SolverOutcome(iterations, .gradientTolerance, value: value)
            }
            solve(objective, gradient, curvature.address, into: direction, inner)

            let slope = DoubleVector.dot(gradient, direction, count)
            let gradientSum = DoubleVector.sumOfMagnitudes(gradient, count)
            var firstStep = 1.0
            if let previousValue, slope != 0 {
                firstStep = min(1, 1.01 * 2 * (value - previousValue) / slope)
                if firstStep < 0 { firstStep = 1 }
            }
            func evaluate(_ step: Double) -> Double {
                DoubleVector.step(from: point, along: direction, times: step, into: trial, count)
                return objective.evaluate(
                    at: trial,
                    gradient: gradient,
                    curvature: curvature.address
                )
            }
            var search = MoreThuenteSearch(
                firstStep: firstStep,
                value: value,
                slope: slope,
                tolerances: .init(
                    decrease: 1e-4,
                    curvature: 0.9,
                    bracket: 1e-14,
                    leastStep: 1e-8,
                    greatestStep: 50
                )
            )
            var newValue = value
            var evaluations = 0
            while search.state == .evaluating && evaluations < 100 {
                newValue = evaluate(search.step)
                evaluations += 1
                search.advance(
                    value: newValue,
                    slope: DoubleVector.dot(gradient, direction, count)
                )
            }
            if search.state != .converged {
                // Close to the minimum, the value's rounding hides its decrease; then the gradient
                // has the word.
                newValue = evaluate(1)
                let isFlat = abs(newValue - value) <= abs(value * 16 * Double.ulpOfOne)
                guard isFlat && DoubleVector.sumOfMagnitudes(gradient, count) < gradientSum else {
                    return SolverOutcome(iterations, .lineSearchFailed, value: value)
                }
            }
            previousValue = value
            value = newValue
            point.update(from: trial, count: count)
            iterations += 1
        }
        let hasConverged = DoubleVector.greatestMagnitude(gradient, count) <= gradientTolerance
        return SolverOutcome(
            iterations,
            hasConverged ? .gradientTolerance : .iterationLimit,
            value: value
        )
    }

    /// The vectors of the inner solver.
    private struct Inner {
        let residual: UnsafeMutablePointer<Double>
        let conjugate: UnsafeMutablePointer<Double>
        let product: UnsafeMutablePointer<Double>
    }

    /// Writes the solution of Hessian times `direction` = −`gradient`, as exact as it pays.
    private func solve(
        _ objective: some SmoothObjective,
        _ gradient: UnsafePointer<Double>,
        _ curvature: UnsafePointer<Double>,
        into direction: UnsafeMutablePointer<Double>,
        _ inner: Inner
    ) {
        let count = objective.parameterCount
        let (residual, conjugate, product) = (inner.residual, inner.conjugate, inner.product)
        let sum = DoubleVector.sumOfMagnitudes(gradient, count)
        let tolerance = min(0.5, sum.squareRoot()) * sum
        let epsilon = 16 * Double.ulpOfOne

        direction.update(repeating: 0, count: count)
        residual.update(from: gradient, count: count)
        DoubleVector.scale(gradient, by: -1, into: conjugate, count)
        var square = DoubleVector.dot(residual, residual, count)
        var conjugateSquare = square
        for iteration in 0...maximumInnerIterations {
            if DoubleVector.sumOfMagnitudes(residual, count) <= tolerance { return }
            objective.hessianProduct(curvature: curvature, vector: conjugate, into: product)
            let bend = DoubleVector.dot(conjugate, product, count)
            if 0 <= bend && bend <= epsilon * conjugateSquare { return }
            if bend < 0 {
                if iteration == 0 {
                    DoubleVector.add(conjugate, times: square / bend, to: direction, count)
                }
                return
            }
            let length = square / bend
            DoubleVector.add(conjugate, times: length, to: direction, count)
            DoubleVector.add(product, times: length, to: residual, count)
            let newSquare = DoubleVector.dot(residual, residual, count)
            let ratio = newSquare / square
            DoubleVector.scale(conjugate, by: ratio, into: conjugate, count)
            DoubleVector.add(residual, times: -1, to: conjugate, count)
            conjugateSquare = newSquare + ratio * ratio * conjugateSquare
            square = newSquare
        }
    }
}
