import SwiftletBase
import SwiftletTensor

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

/// The last ten steps and the changes of the gradient along them, which stand for the inverse
/// Hessian.
///
/// A direction is a combination of them and the gradient, whose factors follow from their products:
/// all are read once for the products with the gradient and once for the sum, a block at a time that
/// stays in the cache, where the recursion of the textbook reads most of them four times.
///
/// Reference: W. Chen, Z. Wang, J. Zhou, "Large-scale L-BFGS using MapReduce", Advances in Neural
/// Information Processing Systems 27 (2014).
final class CorrectionMemory {
    private static let capacity = 10
    private static let blockCount = 1024
    private let count: Int
    /// The step and the change in each slot: a matrix of `2 * capacity` rows of `count` numbers.
    private let vectors: Storage<Double>
    /// The product of step and change, one for each slot, as the search found it.
    private var curvatures = [Double](repeating: 0, count: capacity)
    /// The product of each vector (step or change) with each change.
    private var productsWithChanges = [Double](repeating: 0, count: 2 * capacity * capacity)
    /// The slots from the oldest pair to the newest.
    private var order: [Int] = []
    /// The inverse Hessian before any correction is this times the identity.
    private var scale = 1.0
    /// The slot of the pair whose products are not known yet.
    private var pending: Int?

    init(_ count: Int) {
        self.count = count
        vectors = Storage<Double>(uninitialized: 2 * Self.capacity * count)
    }

    var isEmpty: Bool { order.isEmpty }

    func removeAll() {
        order.removeAll()
        pending = nil
        scale = 1
    }

    func append(
        gradient: UnsafePointer<Double>,
        oldGradient: UnsafePointer<Double>,
        direction: UnsafePointer<Double>,
        step: Double,
        curvature: Double
    ) {
        let slot = order.count < Self.capacity ? order.count : order.removeFirst()
        order.append(slot)
        pending = slot
        curvatures[slot] = curvature
        let change = vector(Self.change(slot))
        DoubleVector.scale(direction, by: step, into: vector(Self.step(slot)), count)
        DoubleVector.step(from: gradient, along: oldGradient, times: -1, into: change, count)
        scale = curvature / DoubleVector.dot(change, change, count)
    }

    /// Writes the negative product of the approximate inverse Hessian with the gradient.
    func descentDirection(
        _ gradient: UnsafePointer<Double>,
        into direction: UnsafeMutablePointer<Double>
    ) {
        let products = productsWithGradient(gradient)
        // The two loops of the recursion, on factors of the vectors.
        var factors = [Double](repeating: 0, count: 2 * Self.capacity)
        for slot in order.reversed() {
            var product = -products[Self.step(slot)]
            for newer in order {
                product += factors[Self.change(newer)] * known(Self.step(slot), newer)
            }
            factors[Self.change(slot)] = -product / curvatures[slot]
        }
        let alphas = factors
        for slot in order { factors[Self.change(slot)] *= scale }
        for slot in order {
            var product = -scale * products[Self.change(slot)]
            for other in order {
                product += factors[Self.change(other)] * known(Self.change(other), slot)
                product += factors[Self.step(other)] * known(Self.step(other), slot)
            }
            factors[Self.step(slot)] = -alphas[Self.change(slot)] - product / curvatures[slot]
        }
        combine(gradient, factors, into: direction)
    }

    /// The row of the step in a slot.
    private static func step(_ slot: Int) -> Int { 2 * slot }

    /// The row of the change in a slot.
    private static func change(_ slot: Int) -> Int { 2 * slot + 1 }

    private func vector(_ row: Int) -> UnsafeMutablePointer<Double> {
        vectors.address + row * count
    }

    /// The product of a vector with the change in a slot.
    private func known(_ row: Int, _ slot: Int) -> Double {
        productsWithChanges[row * Self.capacity + slot]
    }

    /// The products of all vectors with the gradient; those of the pending pair become known, too.
    private func productsWithGradient(_ gradient: UnsafePointer<Double>) -> [Double] {
        if isEmpty { return [] }
        let rows = 2 * order.count
        // The vectors to multiply by: the gradient, the new change, the new step.
        var factors = [gradient]
        if let pending {
            for row in [Self.change(pending), Self.step(pending)] {
                factors.append(UnsafePointer(vector(row)))
            }
        }
        nonisolated(unsafe) let (vectors, columns) = (vectors.address, factors)
        let count = count
        let parts = Threads.map(count, minimumPart: DoubleVector.minimumPart) { range in
            var sums = [Double](repeating: 0, count: rows * columns.count)
            for start in stride(from: range.lowerBound, to: range.upperBound, by: Self.blockCount) {
                for (index, column) in columns.enumerated() {
                    sums.withUnsafeMutableBufferPointer {
                        BLAS.gemv(
                            rows,
                            min(Self.blockCount, range.upperBound - start),
                            vectors + start,
                            lda: count,
                            column + start,
                            beta: 1,
                            $0.baseAddress! + index * rows
                        )
                    }
                }
            }
            return sums
        }
        extendLifetime(self)
        var sums = [Double](repeating: 0, count: rows * factors.count)
        for part in parts { for index in sums.indices { sums[index] += part[index] } }
        if let pending {
            for row in 0..<rows {
                productsWithChanges[row * Self.capacity + pending] = sums[rows + row]
            }
            for slot in order {
                let withChange = sums[rows + Self.change(slot)]
                productsWithChanges[Self.change(pending) * Self.capacity + slot] = withChange
                productsWithChanges[Self.step(pending) * Self.capacity + slot] =
                    sums[2 * rows + Self.change(slot)]
            }
            self.pending = nil
        }
        return Array(sums[..<rows])
    }

    /// Writes the sum of all vectors times their factors, and of the gradient times `-scale`.
    private func combine(
        _ gradient: UnsafePointer<Double>,
        _ factors: [Double],
        into direction: UnsafeMutablePointer<Double>
    ) {
        let (rows, scale, count) = (2 * order.count, scale, count)
        nonisolated(unsafe) let (vectors, gradient, direction) = (
            vectors.address, gradient, direction
        )
        Threads.split(count, minimumPart: DoubleVector.minimumPart) { _, range in
            for start in stride(from: range.lowerBound, to: range.upperBound, by: Self.blockCount) {
                let length = min(Self.blockCount, range.upperBound - start)
                let (target, source) = (direction + start, gradient + start)
                for position in 0..<length { target[position] = -scale * source[position] }
                factors.withUnsafeBufferPointer {
                    BLAS.gemv(
                        rows,
                        length,
                        vectors + start,
                        lda: count,
                        transpose: true,
                        $0.baseAddress!,
                        beta: 1,
                        target
                    )
                }
            }
        }
        extendLifetime(self)
    }
}
