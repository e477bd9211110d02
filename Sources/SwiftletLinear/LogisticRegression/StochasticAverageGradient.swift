import SwiftletTensor

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

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
    /// - Throws: `LogisticRegressionError.overflow` where a weight leaves the range of numbers.
    package func minimize(
        _ rows: some FeatureRows,
        outputs: Int,
        targets: [Int32],
        rowWeights: DoubleBuffer,
        _ weights: DoubleBuffer
    ) throws(LogisticRegressionError) -> SolverOutcome {
        if maximumIterations == 0 { return SolverOutcome(0, .iterationLimit) }
        let count = rows.rowCount
        let lipschitz = 0.25 * (rows.greatestSquaredNorm() + (fitsIntercept ? 1 : 0)) + l2
        let step = 1 / (2 * lipschitz + min(2 * Double(count) * l2, lipschitz))
        var state = State(rows.columnCount, outputs, rowCount: count, hasProximalStep: l1 > 0)
        let intercepts = weights.address + rows.columnCount * outputs
        let rowGradients = DoubleBuffer(count * outputs)
        var isSeen = [Bool](repeating: false, count: count)
        var seenCount = 0
        let interceptSums = DoubleBuffer(outputs)
        let gradients = DoubleBuffer(outputs)
        let gradient = gradients.address
        let previous = DoubleBuffer(rows.columnCount * outputs)
        var random = PCG64(seed: seed)
        defer { extendLifetime((rowGradients, interceptSums, gradients, previous, weights)) }
        defer { extendLifetime(state) }

        for iteration in 1...maximumIterations {
            for draw in 0..<count {
                let row = random.below(count)
                if !isSeen[row] {
                    isSeen[row] = true
                    seenCount += 1
                }
                let seen = Double(seenCount)
                let oldGradient = rowGradients.address + row * outputs
                if draw > 0 {
                    rows.forEach(row) { column, _ in
                        state.catchUp(column, weights.address, until: draw)
                    }
                }
                rows.dots(row, weights.address, outputs, into: gradient)
                for output in 0..<outputs {
                    gradient[output] *= state.scale
                    if fitsIntercept { gradient[output] += intercepts[output] }
                }
                Self.derive(gradient, outputs, Int(targets[row]), rowWeights.address[row])
                state.scale *= 1 - step * l2

                let correction = step * (1 - 1 / seen)
                let weightCorrection = correction / state.scale
                let gradientSums = state.gradientSums
                rows.forEach(row) { column, value in
                    let place = column &* outputs
                    for output in 0..<outputs {
                        let change = value * (gradient[output] - oldGradient[output])
                        weights.address[place &+ output] -= change * weightCorrection
                        gradientSums[place &+ output] += change
                    }
                }
                if fitsIntercept {
                    for output in 0..<outputs {
                        let change = gradient[output] - oldGradient[output]
                        interceptSums.address[output] += change
                        intercepts[output] -=
                            step * interceptSums.address[output] / seen * interceptDecay
                            + change * correction
                        if !intercepts[output].isFinite {
                            throw .overflow(iteration: iteration)
                        }
                    }
                }
                oldGradient.update(from: gradient, count: outputs)
                state.record(
                    draw,
                    gradientStep: step / (state.scale * seen),
                    proximalStep: step * l1 / state.scale
                )
                if state.scale < 1e-9 {
                    guard state.settle(weights.address, until: draw + 1) else {
                        throw .overflow(iteration: iteration)
                    }
                }
            }
            guard state.settle(weights.address, until: count) else {
                throw .overflow(iteration: iteration)
            }
            var greatestWeight = 0.0
            var greatestChange = 0.0
            for place in 0..<rows.columnCount * outputs {
                let weight = weights.address[place]
                greatestWeight = max(greatestWeight, abs(weight))
                greatestChange = max(greatestChange, abs(weight - previous.address[place]))
                previous.address[place] = weight
            }
            let hasConverged =
                greatestWeight != 0
                ? greatestChange / greatestWeight <= tolerance : greatestChange == 0
            if hasConverged { return SolverOutcome(iteration, .weightChange) }
        }
        return SolverOutcome(maximumIterations, .iterationLimit)
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

    /// What is owed to columns whose rows were not drawn for a while.
    private struct State {
        /// The common factor of all weights.
        var scale = 1.0
        /// The sum over rows of the gradients last seen.
        let gradientSums: UnsafeMutablePointer<Double>
        private let sums: DoubleBuffer
        private let outputs: Int
        private let columnCount: Int
        private let rowCount: Int
        private let hasProximalStep: Bool
        /// The total steps up to and with each draw of this pass.
        private let gradientSteps: DoubleBuffer
        private let proximalSteps: DoubleBuffer
        /// How many draws of this pass each column has been brought up to.
        private var settled: [Int32]

        init(_ columnCount: Int, _ outputs: Int, rowCount: Int, hasProximalStep: Bool) {
            self.columnCount = columnCount
            self.outputs = outputs
            self.rowCount = rowCount
            self.hasProximalStep = hasProximalStep
            sums = DoubleBuffer(columnCount * outputs)
            gradientSums = sums.address
            gradientSteps = DoubleBuffer(rowCount)
            proximalSteps = DoubleBuffer(hasProximalStep ? rowCount : 0)
            settled = Array(repeating: 0, count: columnCount)
        }

        /// Notes the steps that a draw owes to every column.
        @inline(__always)
        mutating func record(_ draw: Int, gradientStep: Double, proximalStep: Double) {
            gradientSteps.address[draw] = total(gradientSteps.address, draw) + gradientStep
            if hasProximalStep {
                proximalSteps.address[draw] = total(proximalSteps.address, draw) + proximalStep
            }
        }

        /// The total of the steps of the first `draws` draws.
        @inline(__always)
        private func total(_ steps: UnsafePointer<Double>, _ draws: Int) -> Double {
            draws == 0 ? 0 : steps[draws - 1]
        }

        /// Applies to a column's weights what the first `draws` draws owe to them.
        @inline(__always)
        mutating func catchUp(
            _ column: Int,
            _ weights: UnsafeMutablePointer<Double>,
            until draws: Int
        ) {
            let begin = Int(settled[column])
            settled[column] = Int32(truncatingIfNeeded: draws)
            let gradientStep =
                total(gradientSteps.address, draws) - total(gradientSteps.address, begin)
            for place in column &* outputs..<(column &+ 1) &* outputs {
                let sum = gradientSums[place]
                guard hasProximalStep else {
                    weights[place] -= gradientStep * sum
                    continue
                }
                let proximalStep =
                    total(proximalSteps.address, draws) - total(proximalSteps.address, begin)
                if abs(sum * gradientStep) < proximalStep {
                    // The penalty outweighs the gradient: the order of the steps does not matter.
                    weights[place] = shrink(weights[place] - gradientStep * sum, proximalStep)
                } else {
                    for draw in (begin..<max(draws, begin)).reversed() {
                        let step =
                            total(gradientSteps.address, draw + 1)
                            - total(gradientSteps.address, draw)
                        let penalty =
                            total(proximalSteps.address, draw + 1)
                            - total(proximalSteps.address, draw)
                        weights[place] = shrink(weights[place] - step * sum, penalty)
                    }
                }
            }
        }

        /// Brings every weight up to date and applies the common factor to it. False where a
        /// weight is no longer finite.
        mutating func settle(_ weights: UnsafeMutablePointer<Double>, until draws: Int) -> Bool {
            var isFinite = true
            for column in 0..<columnCount {
                catchUp(column, weights, until: draws)
                settled[column] = draws == rowCount ? 0 : Int32(truncatingIfNeeded: draws)
                for place in column * outputs..<(column + 1) * outputs {
                    weights[place] *= scale
                    if !weights[place].isFinite { isFinite = false }
                }
            }
            // What follows within this pass counts from here.
            gradientSteps.address[draws - 1] = 0
            if hasProximalStep { proximalSteps.address[draws - 1] = 0 }
            scale = 1
            return isFinite
        }

        @inline(__always)
        private func shrink(_ weight: Double, _ amount: Double) -> Double {
            weight > amount ? weight - amount : weight < -amount ? weight + amount : 0
        }
    }
}
