import SwiftletLinear
import TestSupport
import Testing

/// Every character that Unicode 14 assigns, cut and changed as by scikit-learn 1.9 on Python 3.11.
@Suite struct CharacterTests {
    struct Characters: Decodable {
        struct Block: Decodable {
            let first: UInt32
            let last: UInt32
            let words: String
            let spaces: String
            let unaccented: String
            let ascii: String
        }
        let assigned: [[UInt32]]
        let blocks: [Block]
    }

    @Test func everyCharacterIsTreatedAsInPython() throws {
        let fixture = try Fixtures.json(
            "vectorizers/characters.json",
            as: Characters.self
        )
        #expect(fixture.blocks.count > 80)
        for block in fixture.blocks {
            let texts = fixture.assigned.flatMap { range in
                (max(
                    range[0],
                    block.first
                )..<max(range[0], block.first, min(range[1], block.last) + 1))
                .map { code in
                    let character = Character(Unicode.Scalar(code)!)
                    return "x\(character)y \(character)"
                }
            }
            typealias Settings = CountVectorizer.Settings
            let settings: [(String, Settings)] = [
                (block.words, Settings(tokenPattern: .words(minimumLength: 1))),
                (block.spaces, Settings(tokenPattern: .whitespaceSeparated)),
                (
                    block.unaccented,
                    Settings(tokenPattern: .whitespaceSeparated, accents: .unicode)
                ),
                (
                    block.ascii,
                    Settings(
                        tokenPattern: .whitespaceSeparated,
                        lowercase: false,
                        accents: .ascii
                    )
                ),
            ]
            for (expected, settings) in settings {
                var vectorizer = CountVectorizer(settings)
                try vectorizer.fit(texts)
                #expect(
                    checksum(vectorizer.vocabulary) == expected,
                    "block \(String(block.first, radix: 16)), \(settings)"
                )
            }
        }
    }

    /// FNV-1a, 64 bits, of the terms with a line feed between two.
    private func checksum(_ terms: Vocabulary) -> String {
        var value: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in terms.joined(separator: "\n").utf8 {
            value = (value ^ UInt64(byte)) &* 0x100_0000_01B3
        }
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
