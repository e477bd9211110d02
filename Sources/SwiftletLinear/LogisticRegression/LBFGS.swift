import SwiftletBase

/// Limited-memory BFGS for a smooth function without bounds.
///
/// It follows L-BFGS-B 3.0, the code behind `scipy.optimize.minimize(method="L-BFGS-B")`, so that
/// the iterates are the same up to rounding: ten correction pairs, a first step of at most unit
/// length, the Moré–Thuente search, pairs of too little curvature skipped, and a fresh start with
/// the steepest descent when a search fails.
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
        let count = objective.parameterCount
        var point = weights.address
        var value = 0.0
        let vectors = (0..<4).map { _ in Storage<Double>(zeros: count) }
        var gradient = vectors[0].address
        var oldPoint = vectors[1].address
        var oldGradient = vectors[2].address
        let direction = vectors[3].address
        // Old and new point change places after each step; the result must end in `weights`.
        defer {
            if point != weights.address { weights.address.update(from: point, count: count) }
            extendLifetime(vectors)
        }

        var memory = CorrectionMemory(count)
        var iterations = 0
        if maximumIterations == 0 { return SolverOutcome(0, .iterationLimit) }
        value = objective.evaluate(at: point, gradient: gradient, curvature: nil)
        if DoubleVector.greatestMagnitude(gradient, count) <= gradientTolerance {
            return SolverOutcome(0, .gradientTolerance, value: value)
        }

        while true {
            memory.descentDirection(gradient, into: direction)
            let firstStep =
                iterations == 0 ? min(1 / DoubleVector.norm(direction, count), 1e10) : 1
            let oldValue = value
            let oldSlope = DoubleVector.dot(gradient, direction, count)
            var slope = oldSlope
            swap(&point, &oldPoint)
            swap(&gradient, &oldGradient)

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
                DoubleVector.step(from: oldPoint, along: direction, times: step, into: point, count)
                value = objective.evaluate(at: point, gradient: gradient, curvature: nil)
                evaluations += 1
                slope = DoubleVector.dot(gradient, direction, count)
                search.advance(value: value, slope: slope)
            }

            if search.state == .failed || search.state == .evaluating {
                swap(&point, &oldPoint)
                swap(&gradient, &oldGradient)
                value = oldValue
                if memory.isEmpty {
                    return SolverOutcome(iterations, .lineSearchFailed, value: value)
                }
                memory.removeAll()
                continue
            }

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

/// The last ten steps and the changes of the gradient along them, which stand for the inverse
/// Hessian.
private struct CorrectionMemory {
    private static let capacity = 10
    private let count: Int
    private let steps: [Storage<Double>]
    private let changes: [Storage<Double>]
    /// The product of step and change, one for each pair.
    private var curvatures: [Double]
    /// The pairs from the oldest to the newest.
    private var order: [Int] = []
    /// The inverse Hessian before any correction is this times the identity.
    private var scale = 1.0

    init(_ count: Int) {
        self.count = count
        steps = (0..<Self.capacity).map { _ in Storage<Double>(zeros: count) }
        changes = (0..<Self.capacity).map { _ in Storage<Double>(zeros: count) }
        curvatures = Array(repeating: 0, count: Self.capacity)
    }

    var isEmpty: Bool { order.isEmpty }

    mutating func removeAll() {
        order.removeAll()
        scale = 1
    }

    mutating func append(
        gradient: UnsafePointer<Double>,
        oldGradient: UnsafePointer<Double>,
        direction: UnsafePointer<Double>,
        step: Double,
        curvature: Double
    ) {
        let slot = order.count < Self.capacity ? order.count : order.removeFirst()
        order.append(slot)
        let change = changes[slot].address
        defer { extendLifetime(self) }
        DoubleVector.step(from: gradient, along: oldGradient, times: -1, into: change, count)
        DoubleVector.scale(direction, by: step, into: steps[slot].address, count)
        curvatures[slot] = curvature
        scale = curvature / DoubleVector.dot(change, change, count)
    }

    /// Writes the negative product of the approximate inverse Hessian with the gradient.
    func descentDirection(
        _ gradient: UnsafePointer<Double>,
        into direction: UnsafeMutablePointer<Double>
    ) {
        DoubleVector.scale(gradient, by: -1, into: direction, count)
        defer { extendLifetime(self) }
        var factors: [Double] = []
        for slot in order.reversed() {
            let factor =
                DoubleVector.dot(steps[slot].address, direction, count) / curvatures[slot]
            factors.append(factor)
            DoubleVector.add(changes[slot].address, times: -factor, to: direction, count)
        }
        if scale != 1 { DoubleVector.scale(direction, by: scale, into: direction, count) }
        for slot in order {
            let factor =
                DoubleVector.dot(changes[slot].address, direction, count) / curvatures[slot]
            DoubleVector.add(
                steps[slot].address,
                times: factors.removeLast() - factor,
                to: direction,
                count
            )
        }
    }
}
