import CKernels
import SwiftletBase
import SwiftletPlatform
import SwiftletTensor

/// What an optimiser keeps of the parameters of one training, and its steps.
///
/// Adam, unless weight decay is added to its gradients, and AdamW move a table's row only while the
/// row's mean gradient is not negligible: a row without a gradient for `staleSteps` steps rests until
/// it gets one, and so do rows that never had one. Of a resting row only AdamW's weight decay goes on.
/// The result is that of updating every row in every step to within 1e-9 of the learning rate. All
/// other settings update every row.
package final class OptimizerState {
    package let optimizer: Optimizer
    package let parameters: ParameterSet
    /// How many steps were made.
    package internal(set) var steps = 0
    let first: Storage<Float>
    let second: Storage<Float>
    let tables: [TableState]

    /// What is kept of one table.
    final class TableState {
        let first: Storage<Float>
        let second: Storage<Float>
        /// The last step, from 1, in which a row had a gradient; 0 for none.
        let lastSteps: Buffer<Int32>
        /// A row of zeros for each thread.
        let zeros = Buffer<Float>()

        init(_ table: ParameterTable, moments: Int) {
            let count = table.rows * table.columns
            first = Storage<Float>(zeros: moments > 0 ? count : 0)
            second = Storage<Float>(zeros: moments > 1 ? count : 0)
            lastSteps = Buffer(table.rows)
            lastSteps.start.update(repeating: 0, count: table.rows)
        }
    }

    package init(_ optimizer: Optimizer, _ parameters: ParameterSet) {
        self.optimizer = optimizer
        self.parameters = parameters
        let moments = optimizer.momentCount
        let count = parameters.layout.count
        first = Storage<Float>(zeros: moments > 0 ? count : 0)
        second = Storage<Float>(zeros: moments > 1 ? count : 0)
        tables = parameters.tables.map { TableState($0, moments: moments) }
    }

    /// Makes a step with the gradients that the parameters have, and sets them back to zero.
    ///
    /// - Parameters:
    ///   - rate: The learning rate.
    ///   - maxGradientNorm: Gradients that are longer in all are scaled to this length, as PyTorch's
    ///     `clip_grad_norm_` does it.
    package func step(rate: Double, maxGradientNorm: Double? = nil) {
        steps += 1
        var factor: Float = 1
        if let maxGradientNorm {
            factor = Float(min(1, maxGradientNorm / (parameters.gradientNorm() + 1e-6)))
        }
        let rule = OptimizerRule(optimizer, step: steps, rate: rate, gradientFactor: factor)
        update(rule)
        for (table, state) in zip(parameters.tables, tables) { update(table, state, rule) }
    }

    private func update(_ rule: OptimizerRule) {
        nonisolated(unsafe) let state = self
        Threads.split(parameters.layout.count, minimumPart: 1 << 14) { _, range in
            let parameters = state.parameters
            for entry in parameters.layout.entries {
                let start = max(range.lowerBound, entry.offset)
                let end = min(range.upperBound, entry.offset + entry.count)
                if start >= end { continue }
                rule.withRate(times: entry.learningRateMultiplier).apply(
                    end - start,
                    values: parameters.values + start,
                    gradients: parameters.gradients + start,
                    first: state.first.address + start,
                    second: state.second.address + start,
                    isDecayed: entry.isDecayed
                )
            }
        }
    }

    private func update(_ table: ParameterTable, _ state: TableState, _ rule: OptimizerRule) {
        let columns = table.columns
        let zeroCount = columns * Threads.count
        state.zeros.reserve(zeroCount).update(repeating: 0, count: zeroCount)
        let lastSteps = state.lastSteps.start
        let current = Int32(clamping: steps)
        let staleSteps = Int32(clamping: staleSteps)
        let decays = staleSteps != .max && rule.keptShare != 1
        if decays { table.multiplyLater(by: rule.keptShare) }
        nonisolated(unsafe) let (optimizerState, table, state, last) = (
            self, table, state, lastSteps
        )
        Threads.split(table.rows, minimumPart: 1 + (1 << 14) / max(1, columns)) { part, range in
            for row in range {
                let start = row * columns
                var gradient = table.gradient(ofRow: row)
                if gradient == nil {
                    let rests = last[row] == 0 || current - last[row] > staleSteps
                    if rests, staleSteps != .max { continue }
                    gradient = state.zeros.start + part * columns
                } else {
                    optimizerState.wake(row, since: last[row], state, columns)
                    last[row] = current
                }
                rule.apply(
                    columns,
                    values: table.values(ofRow: row, exempt: decays),
                    gradients: gradient!,
                    first: state.first.address + start,
                    second: state.second.address + start,
                    isDecayed: true
                )
            }
        }
        table.clearGradients()
    }

    /// After how many steps without a gradient a table's row rests.
    private var staleSteps: Int {
        switch optimizer {
        case .sgd(momentum: 0, weightDecay: 0, _): 0
        case .adam(let beta1, _, _, weightDecay: 0), .adamW(let beta1, _, _, _):
            beta1 == 0 ? 0 : Int((log(1e-10) / log(Double(beta1))).rounded(.up))
        default: .max
        }
    }

    /// Lets a row's moments decay for the steps in which it rested.
    private func wake(_ row: Int, since last: Int32, _ state: TableState, _ columns: Int) {
        guard last > 0, staleSteps < .max, optimizer.momentCount == 2 else { return }
        let rested = steps - 1 - Int(last) - staleSteps
        guard rested > 0, let (beta1, beta2) = optimizer.betas else { return }
        let meanFactor = Float(pow(Double(beta1), Double(rested)))
        let squareFactor = Float(pow(Double(beta2), Double(rested)))
        let (first, second) = (
            state.first.address + row * columns, state.second.address + row * columns
        )
        for column in 0..<columns {
            first[column] *= meanFactor
            second[column] *= squareFactor
        }
    }
}

extension Optimizer {
    /// Adam's rates of decay.
    fileprivate var betas: (Float, Float)? {
        switch self {
        case .sgd: nil
        case .adam(let beta1, let beta2, _, _), .adamW(let beta1, let beta2, _, _): (beta1, beta2)
        }
    }
}

/// An optimiser's formula for one step, with everything computed that is the same for every
/// parameter.
package struct OptimizerRule {
    private let optimizer: Optimizer
    private var rate: Float
    /// Clipping's factor for the gradients.
    private let gradientFactor: Float
    /// Adam's rate over the first moment's correction, and the root of the second's.
    private var correctedRate: Float
    private let secondRoot: Float

    /// - Parameter step: The step's number, from 1.
    package init(_ optimizer: Optimizer, step: Int, rate: Double, gradientFactor: Float) {
        self.optimizer = optimizer
        self.rate = Float(rate)
        self.gradientFactor = gradientFactor
        switch optimizer {
        case .sgd:
            (correctedRate, secondRoot) = (0, 0)
        case .adam(let beta1, let beta2, _, _), .adamW(let beta1, let beta2, _, _):
            correctedRate = Float(rate / (1 - pow(Double(beta1), Double(step))))
            secondRoot = Float((1 - pow(Double(beta2), Double(step))).squareRoot())
        }
    }

    /// The rule for parameters with a learning rate that is `factor` times as high.
    func withRate(times factor: Float) -> OptimizerRule {
        var rule = self
        rule.rate *= factor
        rule.correctedRate *= factor
        return rule
    }

    /// Changes `count` parameters, and sets their gradients back to zero. `first` and `second` are
    /// what the optimiser keeps of them; those it does not keep are not touched.
    package func apply(
        _ count: Int,
        values: UnsafeMutablePointer<Float>,
        gradients: UnsafeMutablePointer<Float>,
        first: UnsafeMutablePointer<Float>,
        second: UnsafeMutablePointer<Float>,
        isDecayed: Bool,
        vectorWidth: Int = Kernels.vectorWidth
    ) {
        switch optimizer {
        case .sgd(let momentum, let weightDecay, let isNesterov):
            let decay = isDecayed ? weightDecay : 0
            for index in 0..<count {
                var step = gradients[index] * gradientFactor + decay * values[index]
                if momentum != 0 {
                    first[index] = momentum * first[index] + step
                    step = isNesterov ? step + momentum * first[index] : first[index]
                }
                values[index] -= rate * step
                gradients[index] = 0
            }
        case .adam(let beta1, let beta2, let epsilon, let weightDecay),
            .adamW(let beta1, let beta2, let epsilon, let weightDecay):
            let addedDecay = isDecayed && !decaysApart ? weightDecay : 0
            let kept = isDecayed ? keptShare : 1
            let (correctedRate, inverseRoot, gradientFactor) = (
                correctedRate, 1 / secondRoot, gradientFactor
            )
            if vectorWidth > 0 {
                var rule = swiftlet_adam_rule(
                    gradient_factor: gradientFactor,
                    added_decay: addedDecay,
                    kept: kept,
                    beta1: beta1,
                    beta2: beta2,
                    epsilon: epsilon,
                    corrected_rate: correctedRate,
                    inverse_root: inverseRoot
                )
                return swiftlet_adam_step(
                    Int32(vectorWidth),
                    count,
                    &rule,
                    values,
                    gradients,
                    first,
                    second
                )
            }
            for index in stride(from: 0, to: count, by: 8) {
                let rest = count - index
                let value = loadEight(values + index, rest)
                let gradient =
                    loadEight(gradients + index, rest) * gradientFactor + addedDecay * value
                let oldMean = loadEight(first + index, rest)
                let mean = oldMean + (1 - beta1) * (gradient - oldMean)
                let square =
                    beta2 * loadEight(second + index, rest) + (1 - beta2) * gradient * gradient
                storeEight(mean, first + index, rest)
                storeEight(square, second + index, rest)
                let root = square.squareRoot() * inverseRoot + epsilon
                storeEight(kept * value - correctedRate * mean / root, values + index, rest)
                storeEight(.zero, gradients + index, rest)
            }
        }
    }

    /// Whether weight decay stays out of the gradient.
    private var decaysApart: Bool {
        if case .adamW = optimizer { true } else { false }
    }

    /// What a step leaves of a parameter where weight decay stays out of the gradient.
    var keptShare: Float {
        if case .adamW(_, _, _, let weightDecay) = optimizer { 1 - rate * weightDecay } else { 1 }
    }
}
