import SwiftletBase

/// Newton's method within a region that grows and shrinks with how well the quadratic model
/// predicts the value: liblinear's solver of the primal problem with the l2 penalty.
///
/// Reference: C.-J. Lin, R. C. Weng, S. S. Keerthi, "Trust region Newton method for large-scale
/// logistic regression", Journal of Machine Learning Research 9 (2008).
package struct TrustRegionNewton {
    /// Stops when the gradient's length is at most this share of that at the start.
    package var relativeTolerance: Double
    package var maximumIterations: Int

    package init(relativeTolerance: Double, maximumIterations: Int) {
        self.relativeTolerance = relativeTolerance
        self.maximumIterations = maximumIterations
    }

    /// Moves `weights` from zero to a minimum of `objective`.
    package func minimize(
        _ objective: some SmoothObjective,
        _ weights: Storage<Double>
    ) -> SolverOutcome {
        let count = objective.parameterCount
        let vectors = (0..<7).map { _ in Storage<Double>(zeros: count) }
        defer { extendLifetime(vectors) }
        let work = Work(vectors)
        var curvature = Storage<Double>(zeros: objective.curvatureCount)
        var newCurvature = Storage<Double>(zeros: objective.curvatureCount)
        var gradient = vectors[0]
        var newGradient = vectors[1]
        let trial = vectors[2].address
        let point = weights.address
        point.update(repeating: 0, count: count)

        var value = objective.evaluate(
            at: point,
            gradient: gradient.address,
            curvature: curvature.address
        )
        let firstNorm = DoubleVector.norm(gradient.address, count)
        var radius = firstNorm
        if firstNorm <= relativeTolerance * firstNorm {
            return SolverOutcome(0, .gradientTolerance)
        }
        var iterations = 0
        while iterations < maximumIterations {
            solve(objective, gradient.address, curvature.address, radius, work)
            DoubleVector.step(from: point, along: work.step, times: 1, into: trial, count)
            let slope = DoubleVector.dot(gradient.address, work.step, count)
            let predicted =
                -0.5 * (slope - DoubleVector.dot(work.step, work.residual, count))
            let newValue = objective.evaluate(
                at: trial,
                gradient: newGradient.address,
                curvature: newCurvature.address
            )
            let actual = value - newValue
            let length = DoubleVector.norm(work.step, count)
            if iterations == 0 { radius = min(radius, length) }
            radius = Self.newRadius(
                radius,
                length: length,
                actual: actual,
                predicted: predicted,
                slope: slope
            )
            if actual > 1e-4 * predicted {
                iterations += 1
                point.update(from: trial, count: count)
                value = newValue
                swap(&gradient, &newGradient)
                swap(&curvature, &newCurvature)
                if DoubleVector.norm(gradient.address, count) <= relativeTolerance * firstNorm {
                    return SolverOutcome(iterations, .gradientTolerance)
                }
            }
            if value < -1e32 || !(radius > 0) {
                return SolverOutcome(iterations, .lineSearchFailed)
            }
            if abs(actual) <= 0 && predicted <= 0 {
                return SolverOutcome(iterations, .decreaseTolerance)
            }
            if abs(actual) <= 1e-12 * abs(value) && abs(predicted) <= 1e-12 * abs(value) {
                return SolverOutcome(iterations, .decreaseTolerance)
            }
        }
        return SolverOutcome(iterations, .iterationLimit)
    }

    /// The radius after a step whose value changed by `actual` where `predicted` was expected.
    private static func newRadius(
        _ radius: Double,
        length: Double,
        actual: Double,
        predicted: Double,
        slope: Double
    ) -> Double {
        let excess = -actual - slope
        let stretch = excess <= 0 ? 4 : max(0.25, -0.5 * (slope / excess))
        if actual < 1e-4 * predicted {
            return min(max(stretch, 0.25) * length, 0.5 * radius)
        } else if actual < 0.25 * predicted {
            return max(0.25 * radius, min(stretch * length, 0.5 * radius))
        } else if actual < 0.75 * predicted {
            return max(0.25 * radius, min(stretch * length, 4 * radius))
        }
        return max(radius, min(stretch * length, 4 * radius))
    }

    /// The vectors of the inner solver.
    private struct Work {
        let step: UnsafeMutablePointer<Double>
        let residual: UnsafeMutablePointer<Double>
        let conjugate: UnsafeMutablePointer<Double>
        let product: UnsafeMutablePointer<Double>

        init(_ vectors: [Storage<Double>]) {
            step = vectors[3].address
            residual = vectors[4].address
            conjugate = vectors[5].address
            product = vectors[6].address
        }
    }

    /// Conjugate gradients for the Newton step, cut off at the region's boundary.
    private func solve(
        _ objective: some SmoothObjective,
        _ gradient: UnsafePointer<Double>,
        _ curvature: UnsafePointer<Double>,
        _ radius: Double,
        _ work: Work
    ) {
        let count = objective.parameterCount
        let (step, residual, conjugate) = (work.step, work.residual, work.conjugate)
        step.update(repeating: 0, count: count)
        DoubleVector.scale(gradient, by: -1, into: residual, count)
        conjugate.update(from: residual, count: count)
        let tolerance = 0.1 * DoubleVector.norm(gradient, count)
        var square = DoubleVector.dot(residual, residual, count)
        while DoubleVector.norm(residual, count) > tolerance {
            objective.hessianProduct(
                curvature: curvature,
                vector: conjugate,
                into: work.product
            )
            var length = square / DoubleVector.dot(conjugate, work.product, count)
            DoubleVector.add(conjugate, times: length, to: step, count)
            if DoubleVector.norm(step, count) > radius {
                // Back to where the boundary is crossed.
                DoubleVector.add(conjugate, times: -length, to: step, count)
                let along = DoubleVector.dot(step, conjugate, count)
                let stepSquare = DoubleVector.dot(step, step, count)
                let conjugateSquare = DoubleVector.dot(conjugate, conjugate, count)
                let rest = radius * radius - stepSquare
                let root = (along * along + conjugateSquare * rest).squareRoot()
                length = along >= 0 ? rest / (along + root) : (root - along) / conjugateSquare
                DoubleVector.add(conjugate, times: length, to: step, count)
                DoubleVector.add(work.product, times: -length, to: residual, count)
                return
            }
            DoubleVector.add(work.product, times: -length, to: residual, count)
            let newSquare = DoubleVector.dot(residual, residual, count)
            DoubleVector.scale(conjugate, by: newSquare / square, into: conjugate, count)
            DoubleVector.add(residual, times: 1, to: conjugate, count)
            square = newSquare
        }
    }
}
