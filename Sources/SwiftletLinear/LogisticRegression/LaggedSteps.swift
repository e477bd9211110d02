import SwiftletBase

/// What the draws of one pass owe to every weight, so that a weight is brought up to date only
/// when a row that has its column is drawn.
///
/// Draw `d` moves each weight by a gradient step (a factor for the sum of gradients) and then, with
/// an l1 penalty, towards zero by a proximal step. Both are kept as running totals.
package struct LaggedSteps {
    /// The totals up to and with each draw.
    private let gradientTotals: Storage<Double>
    private let proximalTotals: Storage<Double>
    package let hasProximalStep: Bool

    package init(draws: Int, hasProximalStep: Bool) {
        gradientTotals = Storage<Double>(zeros: draws)
        proximalTotals = Storage<Double>(zeros: hasProximalStep ? draws : 0)
        self.hasProximalStep = hasProximalStep
    }

    /// Notes the steps of a draw, which follows the one before.
    @inline(__always)
    package func record(_ draw: Int, gradientStep: Double, proximalStep: Double) {
        gradientTotals.address[draw] = gradientTotal(draw) + gradientStep
        if hasProximalStep {
            proximalTotals.address[draw] = proximalTotal(draw) + proximalStep
        }
    }

    /// Counts from zero again after the first `draws` draws.
    package func restart(after draws: Int) {
        gradientTotals.address[draws - 1] = 0
        if hasProximalStep { proximalTotals.address[draws - 1] = 0 }
    }

    /// The total of the gradient steps of the first `draws` draws.
    @inline(__always)
    package func gradientTotal(_ draws: Int) -> Double {
        draws == 0 ? 0 : gradientTotals.address[draws &- 1]
    }

    @inline(__always)
    private func proximalTotal(_ draws: Int) -> Double {
        draws == 0 ? 0 : proximalTotals.address[draws &- 1]
    }

    /// A weight after the gradient and proximal steps of the draws from `begin` to before `end`,
    /// where the sum of gradients was `sum` all the time.
    ///
    /// A weight that moves towards zero, crosses it and moves on needs three sums and a search for
    /// the crossing rather than a loop over the draws.
    package func settled(_ weight: Double, sum: Double, from begin: Int, until end: Int) -> Double {
        if begin >= end { return weight }
        let gradient = gradientTotal(end) - gradientTotal(begin)
        let penalty = proximalTotal(end) - proximalTotal(begin)
        let pull = abs(sum)
        if pull * gradient < penalty {
            // The penalty outweighs the gradient: the order of the steps hardly matters.
            return shrunk(weight - gradient * sum, by: penalty)
        }
        // The penalty grows against the gradient from draw to draw, so the last draw has the
        // greatest.
        let lastGradient = gradientTotal(end) - gradientTotal(end - 1)
        let lastPenalty = proximalTotal(end) - proximalTotal(end - 1)
        guard pull * lastGradient >= lastPenalty else {
            return stepped(weight, sum, from: begin, until: end)
        }
        let direction: Double = sum > 0 ? -1 : 1
        var weight = weight
        var next = begin
        if weight * direction < 0 {
            // Towards zero: gradient and penalty pull alike.
            let start = pull * gradientTotal(begin) + proximalTotal(begin)
            func distance(_ draws: Int) -> Double {
                pull * gradientTotal(draws) + proximalTotal(draws) - start
            }
            if distance(end) < abs(weight) { return weight + direction * distance(end) }
            var low = begin
            var high = end - 1
            while low < high {
                let middle = (low + high) / 2
                if distance(middle + 1) >= abs(weight) { high = middle } else { low = middle + 1 }
            }
            weight += direction * distance(low)
            weight = stepped(weight, sum, from: low, until: low + 1)
            next = low + 1
        }
        // Away from zero: the gradient pulls, the penalty holds.
        let rest = gradientTotal(end) - gradientTotal(next)
        let hold = proximalTotal(end) - proximalTotal(next)
        return weight + direction * (pull * rest - hold)
    }

    /// The same one draw after the other.
    package func stepped(
        _ weight: Double,
        _ sum: Double,
        from begin: Int,
        until end: Int
    ) -> Double {
        var weight = weight
        for draw in begin..<end {
            let step = gradientTotal(draw + 1) - gradientTotal(draw)
            let penalty = proximalTotal(draw + 1) - proximalTotal(draw)
            weight = shrunk(weight - step * sum, by: penalty)
        }
        return weight
    }

    @inline(__always)
    private func shrunk(_ weight: Double, by amount: Double) -> Double {
        weight > amount ? weight - amount : weight < -amount ? weight + amount : 0
    }
}
