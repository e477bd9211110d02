import SwiftletBase
import SwiftletLinear
import Testing

@Suite struct LaggedStepsTests {
    /// The sums and the search against one step after the other.
    @Test func settlingAtOnceIsSteppingThrough() {
        var random = PCG64(seed: 9)
        var crossings = 0
        for round in 0..<4000 {
            let draws = 1 + random.below(60)
            let steps = LaggedSteps(draws: draws, hasProximalStep: true)
            let l1 = random.uniform()
            for draw in 0..<draws {
                // As in a pass: the more rows were seen, the smaller the gradient's step.
                let scale = 0.01 / (1 - 0.001 * Double(draw))
                steps.record(
                    draw,
                    gradientStep: scale / Double(10 + draw / 20),
                    proximalStep: scale * l1
                )
            }
            let begin = random.below(draws)
            let weight = (random.uniform() - 0.5) * (round % 2 == 0 ? 1 : 0.01)
            // Strong enough to outweigh the penalty at every draw, so that order matters.
            let sum = (random.below(2) == 0 ? -1.0 : 1) * (13 * l1 + 10 * random.uniform())
            let expected = steps.stepped(weight, sum, from: begin, until: draws)
            let found = steps.settled(weight, sum: sum, from: begin, until: draws)
            #expect(abs(found - expected) < 1e-13)
            if weight * expected < 0 { crossings += 1 }
        }
        #expect(crossings > 500)
    }
}
