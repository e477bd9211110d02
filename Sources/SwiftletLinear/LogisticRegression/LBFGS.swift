import SwiftletBase

/// Limited-memory BFGS for a smooth function without bounds.
///
/// It follows L-BFGS-B 3.0, the code behind `scipy.optimize.minimize(method="L-BFGS-B")`, so that
/// the iterates are the same up to rounding: ten correction pairs, a first step of at most unit
/// length, the Moré–Thuente search, pairs of too little curvature skipped, and a fresh start with
/// the steepest descent when a search fails. A search works on margins alone: an iteration takes one
/// product with the features and one with their transpose, however often the search evaluates.
///
/// References: D. C. Liu and J. Nocedal, "On the limited memory BFGS method for large scale
/// optimization", Mathematical Programming 45 (1989); C. Zhu, R. H. Byrd, P. Lu, J. Nocedal,
/// "Algorithm 778: L-BFGS-B", ACM Transactions on Mathematical Software 23 (1997).
package struct LBFGS {
    /// Stops when no component of the gradient is greater than this.
    package var gradientTolerance: Double
    package var maximumIterations: Int
    /// Stops when the value falls by no more than this times `max(|value|, 1)`.
    package var decreaseTolerance = 64 * Double.ulpOfOne
    /// How many times the function may be evaluated in one search.
    package var maximumEvaluations = 50

    package init(gradientTolerance: Double, maximumIterations: Int) {
        self.gradientTolerance = gradientTolerance
        self.maximumIterations = maximumIterations
    }

    /// Moves `weights` to a minimum of `objective`.
    package func minimize(
        _ objective: some SmoothObjective,
        _ weights: Storage<Double>
    ) -> SolverOutcome {
        if maximumIterations == 0 { return SolverOutcome(0, .iterationLimit) }
        let (count, marginCount) = (objective.parameterCount, objective.marginCount)
        let penalty = objective.penalty
        let point = weights.address
        let vectors = (0..<3).map { _ in Storage<Double>(zeros: count) }
        var gradient = vectors[0].address
        var oldGradient = vectors[1].address
        let direction = vectors[2].address
        let marginVectors = (0..<3).map { _ in Storage<Double>(uninitialized: marginCount) }
        let margins = marginVectors[0].address
        let directionMargins = marginVectors[1].address
        // The margins at a trial step, then the derivatives by them.
        let trial = marginVectors[2].address
        defer {
            extendLifetime(vectors)
            extendLifetime(marginVectors)
            extendLifetime(weights)
        }

        objective.margins(of: point, into: margins)
        trial.update(from: margins, count: marginCount)
        var value = objective.losses(at: trial, curvature: nil) + penalty.product(point, point) / 2
        objective.gradient(at: point, derivatives: trial, into: gradient)
        if DoubleVector.greatestMagnitude(gradient, count) <= gradientTolerance {
            return SolverOutcome(0, .gradientTolerance, value: value)
        }

        let memory = CorrectionMemory(count)
        var iterations = 0
        while true {
            memory.descentDirection(gradient, into: direction)
            objective.margins(of: direction, into: directionMargins)
            let squares = penalty.product(point, point)
            let mixed = penalty.product(point, direction)
            let directionSquares = penalty.product(direction, direction)
            let firstStep =
                iterations == 0 ? min(1 / DoubleVector.norm(direction, count), 1e10) : 1
            let oldValue = value
            let oldSlope = DoubleVector.dot(gradient, direction, count)
            var slope = oldSlope

            var search = MoreThuenteSearch(
                firstStep: firstStep,
                value: value,
                slope: slope,
                tolerances: .init(
                    decrease: 1e-3,
                    curvature: 0.9,
                    bracket: 0.1,
                    leastStep: 0,
                    greatestStep: 1e10
                )
            )
            var evaluations = 0
            var step = search.step
            while search.state == .evaluating && evaluations < maximumEvaluations {
                step = search.step
                DoubleVector.step(
                    from: margins,
                    along: directionMargins,
                    times: step,
                    into: trial,
                    marginCount
                )
                value =
                    objective.losses(at: trial, curvature: nil)
                    + (squares + step * (2 * mixed + step * directionSquares)) / 2
                slope =
                    DoubleVector.dot(trial, directionMargins, marginCount)
                    + (mixed + step * directionSquares)
                evaluations += 1
                search.advance(value: value, slope: slope)
            }

            if search.state == .failed || search.state == .evaluating {
                value = oldValue
                if memory.isEmpty {
                    return SolverOutcome(iterations, .lineSearchFailed, value: value)
                }
                memory.removeAll()
                continue
            }

            DoubleVector.add(direction, times: step, to: point, count)
            DoubleVector.add(directionMargins, times: step, to: margins, marginCount)
            swap(&gradient, &oldGradient)
            objective.gradient(at: point, derivatives: trial, into: gradient)
            iterations += 1
            if DoubleVector.greatestMagnitude(gradient, count) <= gradientTolerance {
                return SolverOutcome(iterations, .gradientTolerance, value: value)
            }
            if oldValue - value <= decreaseTolerance * max(abs(oldValue), abs(value), 1) {
                return SolverOutcome(iterations, .decreaseTolerance, value: value)
            }
            if iterations >= maximumIterations {
                return SolverOutcome(iterations, .iterationLimit, value: value)
            }

            let curvature = (slope - oldSlope) * step
            if curvature > Double.ulpOfOne * (-oldSlope * step) {
                memory.append(
                    gradient: gradient,
                    oldGradient: oldGradient,
                    direction: direction,
                    step: step,
                    curvature: curvature
                )
            }
        }
    }
}
