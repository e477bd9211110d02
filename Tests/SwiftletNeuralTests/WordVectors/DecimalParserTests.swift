import SwiftletNeural
import TestSupport
import Testing

@Suite struct DecimalParserTests {
    struct Number: Decodable {
        let text: String
        let bits: UInt32
    }

    /// What the parser reads at the start of a text, with or without room behind it.
    private func parse(_ text: String, behind: String) throws -> (bits: UInt32, length: Int) {
        let bytes = Array((text + behind).utf8)
        let parser = DecimalParser()
        var result: Float = .nan
        let length = try bytes.withUnsafeBufferPointer { bytes in
            let start = bytes.baseAddress!
            let end = try parser.parse(
                start,
                end: start + text.utf8.count,
                limit: start + bytes.count,
                into: &result
            )
            return end - start
        }
        return (result.bitPattern, length)
    }

    @Test func roundsLikeExactArithmetic() throws {
        let numbers: [Number] = try Fixtures.json("wordvectors/numbers.json")
        #expect(numbers.count > 900)
        for number in numbers {
            for behind in ["", " ", "\n", " 0.12345 -0.33333", "\tabcdefghijklm"] {
                let (bits, length) = try parse(number.text, behind: behind)
                #expect(bits == number.bits, "\(number.text)")
                #expect(length == number.text.utf8.count)
            }
        }
    }

    @Test(arguments: [
        "", "-", "+", ".", "-.", "e5", "1e", "1e+", "--1", "1.2.3", "0x10", "1,5", "abc", "12a",
        "1_000", "0.12345x", "0.5e3.2", "١",
    ])
    func refusesWhatIsNoNumber(_ text: String) {
        for behind in ["", " 0.12345 -0.33333"] {
            #expect(throws: DecimalParser.Failure.invalid) { try parse(text, behind: behind) }
        }
    }

    @Test(arguments: [
        "nan", "NaN", "-nan", "inf", "-Infinity", "1e39", "-1e99999999999999999999", "3.4028236e38",
    ])
    func refusesWhatIsNotFinite(_ text: String) {
        #expect(throws: DecimalParser.Failure.notFinite) { try parse(text, behind: " 0.123456789") }
    }
}
