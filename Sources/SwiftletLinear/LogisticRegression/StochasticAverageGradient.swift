import SwiftletBase

/// SAGA: each step moves along the gradient of one row drawn at random, corrected by the average
/// of the gradients last seen of all rows; an l1 penalty is applied as a proximal step.
///
/// As in scikit-learn's `saga`: the step size comes from the longest row, the l2 penalty shrinks
/// one common factor of all weights, a column's share of the average is applied only when a row
/// that has it is drawn, and the solver stops when in one pass over the rows no weight changed by
/// more than `tolerance` times the greatest weight. The rows are drawn by random numbers of our
/// own, so the iterates differ from scikit-learn's while the minimum is the same.
///
/// Reference: A. Defazio, F. Bach, S. Lacoste-Julien, "SAGA: a fast incremental gradient method
/// with support for non-strongly convex composite objectives", NIPS 2014.
package struct StochasticAverageGradient {
    package var tolerance: Double
    package var maximumIterations: Int
    /// The factors of the squared and the absolute weights, for the mean loss over rows.
    package var l2: Double
    package var l1: Double
    package var fitsIntercept: Bool
    /// Slows the intercept down where features are sparse and therefore seldom updated.
    package var interceptDecay: Double
    package var seed: UInt64

    package init(
        tolerance: Double,
        maximumIterations: Int,
        l2: Double,
        l1: Double,
        fitsIntercept: Bool,
        interceptDecay: Double,
        seed: UInt64
    ) {
        self.tolerance = tolerance
        self.maximumIterations = maximumIterations
        self.l2 = l2
        self.l1 = l1
        self.fitsIntercept = fitsIntercept
        self.interceptDecay = interceptDecay
        self.seed = seed
    }

    /// Moves `weights` (of `outputs` numbers a column, the intercepts last) to a minimum.
    ///
    /// - Parameters:
    ///   - targets: The class of each row. With one output, the second class is the positive one.
    ///   - rowWeights: The factor of each row's loss.
    /// - Throws: `TrainingDataError` where a weight leaves the range of numbers.
    package func minimize(
        _ rows: some FeatureRows,
        outputs: Int,
        targets: [Int32],
        rowWeights: Storage<Double>,
        _ weights: Storage<Double>
    ) throws -> SolverOutcome {
        if maximumIterations == 0 { return SolverOutcome(0, .iterationLimit) }
        let state = State(
            rows,
            outputs: outputs,
            targets: targets,
            rowWeights: rowWeights,
            weights: weights,
            settings: self
        )
        defer { extendLifetime(state) }
        var random = PCG64(seed: seed)
        for iteration in 1...maximumIterations {
            // With the number of outputs known, the compiler leaves the loop over them out.
            let isFinite = outputs == 1 ? state.pass(1, &random) : state.pass(outputs, &random)
            if !isFinite { throw TrainingDataError.overflow(iteration: iteration) }
            if state.greatestRelativeChange() <= tolerance {
                return SolverOutcome(iteration, .weightChange)
            }
        }
        return SolverOutcome(maximumIterations, .iterationLimit)
    }

    /// The vectors of a run.
    private final class State<Rows: FeatureRows> {
        private let rows: Rows
        private let outputs: Int
        private let targets: [Int32]
        private let rowWeights: Storage<Double>
        private let weights: Storage<Double>
        private let settings: StochasticAverageGradient
        private let step: Double

        /// For each column: the total of gradient steps that it has had, the draw up to which it
        /// has had them, then weight and sum of gradients for each output. They are needed
        /// together, and so stand together.
        private let columns: Storage<Double>
        private let stride: Int
        private let previousWeights: Storage<Double>
        /// The gradients last seen of each row.
        private let rowGradients: Storage<Double>
        private let interceptSums: Storage<Double>
        private let gradients: Storage<Double>
        private let owed: LaggedSteps
        private var isSeen: [Bool]
        private var seenCount = 0
        /// The common factor of all weights.
        private var scale = 1.0

        init(
            _ rows: Rows,
            outputs: Int,
            targets: [Int32],
            rowWeights: Storage<Double>,
            weights: Storage<Double>,
            settings: StochasticAverageGradient
        ) {
            self.rows = rows
            self.outputs = outputs
            self.targets = targets
            self.rowWeights = rowWeights
            self.weights = weights
            self.settings = settings
            let lipschitz =
                0.25 * (rows.greatestSquaredNorm() + (settings.fitsIntercept ? 1 : 0))
                + settings.l2
            let strong = min(2 * Double(rows.rowCount) * settings.l2, lipschitz)
            step = 1 / (2 * lipschitz + strong)
            stride = 2 + 2 * outputs
            columns = Storage<Double>(zeros: rows.columnCount * stride)
            previousWeights = Storage<Double>(zeros: rows.columnCount * outputs)
            rowGradients = Storage<Double>(zeros: rows.rowCount * outputs)
            interceptSums = Storage<Double>(zeros: outputs)
            gradients = Storage<Double>(zeros: outputs)
            owed = LaggedSteps(draws: rows.rowCount, hasProximalStep: settings.l1 > 0)
            isSeen = Array(repeating: false, count: rows.rowCount)
            for column in 0..<rows.columnCount {
                for output in 0..<outputs {
                    columns.address[column * stride + 2 + 2 * output] =
                        weights.address[column * outputs + output]
                }
            }
        }

        /// Draws as many rows as there are and steps along the gradient of each. False where a
        /// weight is no longer finite.
        @inline(__always)
        func pass(_ outputs: Int, _ random: inout PCG64) -> Bool {
            defer { extendLifetime(self) }
            let rows = rows
            let count = rows.rowCount
            let columns = columns.address
            let stride = 2 &+ 2 &* outputs
            let gradient = gradients.address
            let intercepts = weights.address + rows.columnCount * outputs
            let fitsIntercept = settings.fitsIntercept
            let owed = owed
            let step = step
            let shrinkage = 1 - step * settings.l2

            for draw in 0..<count {
                let row = random.below(count)
                if !isSeen[row] {
                    isSeen[row] = true
                    seenCount += 1
                }
                let seen = Double(seenCount)
                let oldGradient = rowGradients.address + row &* outputs
                for output in 0..<outputs { gradient[output] = 0 }
                let total = owed.gradientTotal(draw)
                rows.forEach(row) { column, value in
                    let record = columns + column &* stride
                    Self.settle(record, outputs, owed, total, until: draw)
                    for output in 0..<outputs {
                        gradient[output] += value * record[2 &+ 2 &* output]
                    }
                }
                for output in 0..<outputs {
                    gradient[output] *= scale
                    if fitsIntercept { gradient[output] += intercepts[output] }
                }
                Self.derive(gradient, outputs, Int(targets[row]), rowWeights.address[row])
                scale *= shrinkage

                let correction = step * (1 - 1 / seen)
                let weightCorrection = correction / scale
                for output in 0..<outputs {
                    let newGradient = gradient[output]
                    gradient[output] = newGradient - oldGradient[output]
                    oldGradient[output] = newGradient
                }
                rows.forEach(row) { column, value in
                    let record = columns + column &* stride
                    for output in 0..<outputs {
                        let change = value * gradient[output]
                        record[2 &+ 2 &* output] -= change * weightCorrection
                        record[3 &+ 2 &* output] += change
                    }
                }
                if fitsIntercept {
                    for output in 0..<outputs {
                        interceptSums.address[output] += gradient[output]
                        let average = interceptSums.address[output] / seen
                        intercepts[output] -=
                            step * average * settings.interceptDecay
                            + gradient[output] * correction
                        if !intercepts[output].isFinite { return false }
                    }
                }
                owed.record(
                    draw,
                    gradientStep: step / (scale * seen),
                    proximalStep: step * settings.l1 / scale
                )
                if scale < 1e-9 && !settleAll(until: draw + 1) { return false }
            }
            return settleAll(until: count)
        }

        /// Brings a column's weights up to date with the first `draws` draws.
        @inline(__always)
        private static func settle(
            _ record: UnsafeMutablePointer<Double>,
            _ outputs: Int,
            _ owed: LaggedSteps,
            _ total: Double,
            until draws: Int
        ) {
            if owed.hasProximalStep {
                let begin = Int(record[1])
                for output in 0..<outputs {
                    record[2 &+ 2 &* output] = owed.settled(
                        record[2 &+ 2 &* output],
                        sum: record[3 &+ 2 &* output],
                        from: begin,
                        until: draws
                    )
                }
                record[1] = Double(draws)
            } else {
                let amount = total - record[0]
                for output in 0..<outputs {
                    record[2 &+ 2 &* output] -= amount * record[3 &+ 2 &* output]
                }
                record[0] = total
            }
        }

        /// Brings every weight up to date, applies the common factor to it and counts what is owed
        /// from zero again. False where a weight is no longer finite.
        private func settleAll(until draws: Int) -> Bool {
            var isFinite = true
            let total = owed.gradientTotal(draws)
            // The next pass begins with draw 0; what follows within this one, with the next draw.
            let nextDraw = draws == rows.rowCount ? 0 : draws
            for column in 0..<rows.columnCount {
                let record = columns.address + column * stride
                Self.settle(record, outputs, owed, total, until: draws)
                record[0] = 0
                record[1] = Double(nextDraw)
                for output in 0..<outputs {
                    let weight = record[2 + 2 * output] * scale
                    record[2 + 2 * output] = weight
                    weights.address[column * outputs + output] = weight
                    if !weight.isFinite { isFinite = false }
                }
            }
            owed.restart(after: draws)
            scale = 1
            return isFinite
        }

        /// The greatest change of a weight since the last call, relative to the greatest weight.
        func greatestRelativeChange() -> Double {
            var greatestWeight = 0.0
            var greatestChange = 0.0
            for place in 0..<previousWeights.count {
                let weight = weights.address[place]
                greatestWeight = max(greatestWeight, abs(weight))
                greatestChange = max(
                    greatestChange,
                    abs(weight - previousWeights.address[place])
                )
                previousWeights.address[place] = weight
            }
            if greatestWeight == 0 { return greatestChange == 0 ? 0 : .infinity }
            return greatestChange / greatestWeight
        }

        /// Replaces the margins of a row by the derivative of its weighted loss.
        @inline(__always)
        private static func derive(
            _ margins: UnsafeMutablePointer<Double>,
            _ outputs: Int,
            _ target: Int,
            _ weight: Double
        ) {
            if outputs == 1 {
                margins[0] = weight * (sigmoid(margins[0]) - Double(target))
            } else {
                _ = softmax(margins, outputs)
                margins[target] -= 1
                for output in 0..<outputs { margins[output] *= weight }
            }
        }
    }
}
