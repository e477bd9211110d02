import SwiftletLinear
import TestSupport
import Testing

/// The places that NumPy's portable `argsort` gives to equally frequent terms.
@Suite struct LargestFrequenciesTests {
    struct Case: Decodable {
        let frequencies: [UInt32]
        let count: Int
        let kept: [Int]
    }

    @Test func tiesFallAsInNumPy() throws {
        let cases = try Fixtures.json("vectorizers/ties.json", as: [Case].self)
        #expect(cases.count > 30)
        for (number, expected) in cases.enumerated() {
            let isKept = LargestFrequencies.select(expected.count, of: expected.frequencies)
            let kept = isKept.indices.filter { isKept[$0] }
            #expect(kept == expected.kept, "case \(number)")
        }
    }
}
