import SwiftletText
import TestSupport
import Testing

/// What becomes of every character, against Hugging Face's tokenizers.
@Suite struct BERTCharactersTests {
    static let settings: [String: WordPieceSettings] = {
        let uncased = WordPieceSettings()
        var cased = uncased
        cased.lowercases = false
        var accents = cased
        accents.stripsAccents = true
        var raw = uncased
        raw.cleansText = false
        raw.separatesChineseCharacters = false
        raw.stripsAccents = false
        return ["uncased": uncased, "cased": cased, "raw": raw, "accents": accents]
    }()

    @Test(arguments: ["uncased", "cased", "raw", "accents"])
    func everyCharacterBecomesWhatThePeerMakesOfIt(_ name: String) throws {
        let expected = try #require(
            Fixtures.json("wordpiece/characters.json", as: [String: [String]].self)[name]
        )
        #expect(expected.count == 0x110000 / 1024)
        let tokenizer = try WordPieceTokenizer(
            vocabulary: ["[UNK]", "[CLS]", "[SEP]"],
            settings: Self.settings[name]!
        )
        var wrong: [String] = []
        for (block, digest) in expected.enumerated() {
            var scalars = String.UnicodeScalarView()
            for code in UInt32(block * 1024)..<UInt32(block * 1024 + 1024) {
                guard let scalar = Unicode.Scalar(code) else { continue }
                scalars.append("a")
                scalars.append(scalar)
                scalars.append("b")
                scalars.append(" ")
            }
            let text = String(scalars)
            var hash: UInt64 = 0xCBF2_9CE4_8422_2325
            for byte in Array((tokenizer.normalized(text) + "\n" + tokenizer.words(of: text)).utf8)
            {
                hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3
            }
            let found = String(hash, radix: 16)
            if String(repeating: "0", count: 16 - found.count) + found != digest {
                wrong.append(String(block * 1024, radix: 16))
            }
        }
        #expect(wrong == [])
    }
}
