import SwiftletBase
import SwiftletPlatform

/// Minimises `Σ |w_j| + Σ c_i log(1 + exp(-s_i x_i · w))` as liblinear does: an outer Newton loop
/// whose quadratic model with the l1 penalty is minimised one weight at a time, then a step that
/// is halved until it decreases the objective enough.
///
/// Weights that are zero and likely to stay so are put aside until the end of a loop ("shrinking").
///
/// Reference: G.-X. Yuan, C.-H. Ho, C.-J. Lin, "An improved GLMNET for L1-regularized logistic
/// regression", Journal of Machine Learning Research 13 (2012).
package struct CoordinateDescent {
    /// Stops when the accumulated violation of optimality is at most this share of that at zero.
    package var relativeTolerance: Double
    package var maximumIterations: Int
    package var seed: UInt64
    /// How many rounds over the weights the inner loop may take.
    package var maximumRounds = 1000

    package init(relativeTolerance: Double, maximumIterations: Int, seed: UInt64) {
        self.relativeTolerance = relativeTolerance
        self.maximumIterations = maximumIterations
        self.seed = seed
    }

    /// Moves `weights` from zero to a minimum.
    ///
    /// - Parameters:
    ///   - columns: The features, and a constant where there is an intercept.
    ///   - signs: +1 or -1 for each row.
    ///   - rowWeights: The positive factor `c_i` of each row's loss.
    package func minimize(
        _ columns: FeatureColumns,
        signs: Storage<Double>,
        rowWeights: Storage<Double>,
        _ weights: Storage<Double>
    ) -> SolverOutcome {
        var random = PCG64(seed: seed)
        return columns.offsets.withUnsafeBufferPointer { offsets in
            columns.rows.withUnsafeBufferPointer { rows in
                columns.values.withUnsafeBufferPointer { values in
                    var state = CoordinateDescentState(
                        offsets: offsets.baseAddress!,
                        rows: rows.baseAddress ?? UnsafePointer(bitPattern: 4)!,
                        values: values.baseAddress ?? UnsafePointer(bitPattern: 4)!,
                        signs: signs,
                        rowWeights: rowWeights,
                        weights: weights
                    )
                    defer { extendLifetime((state, signs, rowWeights, weights)) }
                    return minimize(&state, &random)
                }
            }
        }
    }

    private func minimize(
        _ state: inout CoordinateDescentState,
        _ random: inout PCG64
    ) -> SolverOutcome {
        var innerTolerance = 1.0
        var firstViolation = 0.0
        var greatestViolation = Double.infinity
        var idleRounds = 0
        for iteration in 0..<maximumIterations {
            let violation = state.prepareModel(previousGreatest: greatestViolation)
            if iteration == 0 { firstViolation = violation.sum }
            if violation.sum <= relativeTolerance * firstViolation {
                return SolverOutcome(iteration, .gradientTolerance)
            }
            if idleRounds >= 10 { return SolverOutcome(iteration, .decreaseTolerance) }
            idleRounds += 1

            let rounds = minimizeModel(
                &state,
                &random,
                tolerance: innerTolerance * firstViolation,
                idleRounds: &idleRounds
            )
            state.searchLine()
            if rounds == 1 { innerTolerance *= 0.25 }
            greatestViolation = violation.greatest
        }
        let violation = state.prepareModel(previousGreatest: .infinity)
        let hasConverged =
            maximumIterations > 0 && violation.sum <= relativeTolerance * firstViolation
        return SolverOutcome(
            maximumIterations,
            hasConverged ? .gradientTolerance : .iterationLimit
        )
    }

    /// Minimises the quadratic model to `tolerance` and returns the number of rounds it took.
    private func minimizeModel(
        _ state: inout CoordinateDescentState,
        _ random: inout PCG64,
        tolerance: Double,
        idleRounds: inout Int
    ) -> Int {
        var rounds = 0
        var greatest = Double.infinity
        var active = state.activeCount
        while rounds < maximumRounds {
            let violation = state.round(&active, previousGreatest: greatest, &random)
            if violation.hasMoved { idleRounds = 0 }
            rounds += 1
            if violation.sum <= tolerance {
                if active == state.activeCount { break }
                active = state.activeCount
                greatest = .infinity
                continue
            }
            greatest = violation.greatest
        }
        return rounds
    }
}

/// The vectors of coordinate descent and its elementary steps.
private struct CoordinateDescentState {
    /// How far the weights are from optimal: the greatest and the sum over weights.
    struct Violation {
        var greatest = 0.0
        var sum = 0.0
        var hasMoved = false

        mutating func add(_ amount: Double) {
            greatest = max(greatest, amount)
            sum += amount
        }
    }

    /// Added to the diagonal so that a column of zeros has a curvature.
    private static let ridge = 1e-12

    private let offsets: UnsafePointer<Int>
    private let rows: UnsafePointer<Int32>
    private let values: UnsafePointer<Float>
    private let signs: UnsafeMutablePointer<Double>
    private let rowWeights: UnsafeMutablePointer<Double>
    private let weights: UnsafeMutablePointer<Double>
    private let rowCount: Int
    private let columnCount: Int

    private let buffers: [Storage<Double>]
    private let newWeights: UnsafeMutablePointer<Double>
    private let gradient: UnsafeMutablePointer<Double>
    private let diagonal: UnsafeMutablePointer<Double>
    /// The sum of each column over the rows of the negative class, times their weights.
    private let negativeSums: UnsafeMutablePointer<Double>
    /// `exp(x_i · w)` of each row, and what it becomes after a step.
    private var odds: UnsafeMutablePointer<Double>
    private var newOdds: UnsafeMutablePointer<Double>
    /// `c_i (1 - p_i)` and `c_i p_i (1 - p_i)` of each row.
    private let residuals: UnsafeMutablePointer<Double>
    private let curvatures: UnsafeMutablePointer<Double>
    /// The change of each row's margin along the step.
    private let changes: UnsafeMutablePointer<Double>
    private var norm = 0.0

    /// The columns, those in use first.
    private var order: [Int32]
    private(set) var activeCount: Int

    init(
        offsets: UnsafePointer<Int>,
        rows: UnsafePointer<Int32>,
        values: UnsafePointer<Float>,
        signs: Storage<Double>,
        rowWeights: Storage<Double>,
        weights: Storage<Double>
    ) {
        self.offsets = offsets
        self.rows = rows
        self.values = values
        self.signs = signs.address
        self.rowWeights = rowWeights.address
        self.weights = weights.address
        rowCount = signs.count
        columnCount = weights.count
        let rowCount = rowCount
        let columnCount = columnCount
        let perColumn = (0..<4).map { _ in Storage<Double>(zeros: columnCount) }
        let perRow = (0..<5).map { _ in Storage<Double>(zeros: rowCount) }
        buffers = perColumn + perRow
        newWeights = perColumn[0].address
        gradient = perColumn[1].address
        diagonal = perColumn[2].address
        negativeSums = perColumn[3].address
        odds = perRow[0].address
        newOdds = perRow[1].address
        residuals = perRow[2].address
        curvatures = perRow[3].address
        changes = perRow[4].address
        order = (0..<columnCount).map { Int32(truncatingIfNeeded: $0) }
        activeCount = columnCount

        self.weights.update(repeating: 0, count: columnCount)
        odds.update(repeating: 1, count: rowCount)
        for column in 0..<columnCount {
            for position in offsets[column]..<offsets[column + 1] {
                let row = Int(rows[position])
                if self.signs[row] < 0 {
                    negativeSums[column] += self.rowWeights[row] * Double(values[position])
                }
            }
        }
        updateRows()
    }

    private func updateRows() {
        for row in 0..<rowCount {
            let inverse = 1 / (1 + odds[row])
            residuals[row] = rowWeights[row] * inverse
            curvatures[row] = rowWeights[row] * odds[row] * inverse * inverse
        }
    }

    /// The violation of a weight whose loss has the slope `slope`, or nil where a zero may stay.
    @inline(__always)
    private func violation(_ weight: Double, _ slope: Double) -> Double? {
        if weight > 0 { return abs(slope + 1) }
        if weight < 0 { return abs(slope - 1) }
        if slope + 1 < 0 { return -(slope + 1) }
        if slope - 1 > 0 { return slope - 1 }
        return nil
    }

    /// Computes slope and curvature of each weight, and puts aside zeros that stay zero.
    mutating func prepareModel(previousGreatest: Double) -> Violation {
        var total = Violation()
        activeCount = columnCount
        let margin = previousGreatest / Double(rowCount)
        var place = 0
        while place < activeCount {
            let column = Int(order[place])
            var curvature = Self.ridge
            var sum = 0.0
            for position in offsets[column]..<offsets[column &+ 1] {
                let row = Int(rows[position])
                let value = Double(values[position])
                curvature += value * value * curvatures[row]
                sum += value * residuals[row]
            }
            let slope = negativeSums[column] - sum
            diagonal[column] = curvature
            gradient[column] = slope
            if let amount = violation(weights[column], slope) {
                total.add(amount)
            } else if weights[column] == 0 && slope + 1 > margin && slope - 1 < -margin {
                activeCount -= 1
                order.swapAt(place, activeCount)
                continue
            }
            place += 1
        }
        newWeights.update(from: weights, count: columnCount)
        changes.update(repeating: 0, count: rowCount)
        return total
    }

    /// Moves each of the first `active` weights of a random order to its minimum.
    mutating func round(
        _ active: inout Int,
        previousGreatest: Double,
        _ random: inout PCG64
    ) -> Violation {
        var total = Violation()
        let margin = previousGreatest / Double(rowCount)
        for place in 0..<active {
            order.swapAt(place, place + random.below(active - place))
        }
        var place = 0
        while place < active {
            let column = Int(order[place])
            let curvature = diagonal[column]
            let weight = newWeights[column]
            let begin = offsets[column]
            let end = offsets[column &+ 1]
            var slope = gradient[column] + (weight - weights[column]) * Self.ridge
            for position in begin..<end {
                let row = Int(rows[position])
                slope += Double(values[position]) * curvatures[row] * changes[row]
            }
            let amount = violation(weight, slope)
            if amount == nil && weight == 0 && slope + 1 > margin && slope - 1 < -margin {
                active -= 1
                order.swapAt(place, active)
                continue
            }
            place += 1

            var step: Double
            if slope + 1 < curvature * weight {
                step = -(slope + 1) / curvature
            } else if slope - 1 > curvature * weight {
                step = -(slope - 1) / curvature
            } else {
                step = -weight
            }
            if abs(step) < 1e-12 { continue }
            step = min(max(step, -10), 10)
            total.hasMoved = true
            total.add(amount ?? 0)
            newWeights[column] += step
            for position in begin..<end {
                changes[Int(rows[position])] += Double(values[position]) * step
            }
        }
        return total
    }

    /// Halves the step until it decreases the objective enough, and takes it; where twenty halvings
    /// do not suffice, the weights stay.
    mutating func searchLine() {
        var newNorm = DoubleVector.sumOfMagnitudes(newWeights, columnCount)
        var expected = newNorm - norm
        for column in 0..<columnCount {
            expected += gradient[column] * (newWeights[column] - weights[column])
        }
        var negativeSum = 0.0
        for row in 0..<rowCount where signs[row] < 0 {
            negativeSum += rowWeights[row] * changes[row]
        }
        for _ in 0..<20 {
            var change = newNorm - norm + negativeSum - 0.01 * expected
            for row in 0..<rowCount {
                let factor = exp(changes[row])
                newOdds[row] = odds[row] * factor
                change += rowWeights[row] * log((1 + newOdds[row]) / (factor + newOdds[row]))
            }
            if change <= 0 {
                norm = newNorm
                weights.update(from: newWeights, count: columnCount)
                swap(&odds, &newOdds)
                updateRows()
                return
            }
            for column in 0..<columnCount {
                newWeights[column] = (weights[column] + newWeights[column]) * 0.5
            }
            newNorm = DoubleVector.sumOfMagnitudes(newWeights, columnCount)
            expected *= 0.5
            negativeSum *= 0.5
            DoubleVector.scale(changes, by: 0.5, into: changes, rowCount)
        }
    }
}
