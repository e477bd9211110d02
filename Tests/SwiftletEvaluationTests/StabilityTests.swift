import SwiftletEvaluation
import TestSupport
import Testing

@Suite struct StabilityTests {
    /// What `Fixtures/evaluation/make_stability.py` wrote with scipy.
    struct Case: Decodable {
        let expected, actual: [Int]
        let index: Double
    }

    @Test func theIndexEqualsThatOfScipysEntropies() throws {
        for expected in try Fixtures.json("evaluation/stability.json", as: [Case].self) {
            let index = populationStabilityIndex(
                expected: expected.expected,
                actual: expected.actual
            )
            #expect(abs(index - expected.index) < 1e-9 * max(1, expected.index))
            let reversed = populationStabilityIndex(
                expected: expected.actual,
                actual: expected.expected
            )
            #expect(abs(index - reversed) < 1e-9 * max(1, index))
        }
    }

    @Test func whereNothingWasCountedNothingHasMoved() {
        #expect(populationStabilityIndex(expected: [0, 0], actual: [1, 2]) == 0)
        #expect(populationStabilityIndex(expected: [1, 2], actual: [0, 0]) == 0)
        #expect(populationStabilityIndex(expected: [], actual: []) == 0)
        let most = [Int](repeating: .max, count: 3)
        #expect(populationStabilityIndex(expected: most, actual: most) == 0)
    }
}
