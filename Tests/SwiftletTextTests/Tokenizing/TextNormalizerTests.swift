import SwiftletBase
import SwiftletText
import TestSupport
import Testing

/// Against Hugging Face's tokenizers; see `Fixtures/normalizers/make_normalizers.py`.
@Suite struct TextNormalizerTests {
    private struct Case {
        let name: String
        let normalizer: JSONValue
        let members: JSONObject
    }

    private let texts: [String]
    private let cases: [Case]

    init() throws {
        let path = Fixtures.path("normalizers/normalizers.json")
        let root = try JSONValue(from: path).object()
        texts = try root.array("texts").map { try $0.string() }
        cases = try root.array("cases").map { value in
            let members = try value.object()
            return Case(
                name: try members.string("name"),
                normalizer: try members.value("normalizer"),
                members: members
            )
        }
    }

    @Test func everyCharacterBecomesWhatThePeerMakesOfIt() throws {
        #expect(cases.count == 7)
        for item in cases {
            let normalizer = try TextNormalizer(item.normalizer)
            for (block, expected) in try item.members.array("characters").enumerated() {
                var check = CRC32()
                for code in block << 12..<(block + 1) << 12 {
                    guard let scalar = Unicode.Scalar(UInt32(code)) else { continue }
                    let bytes = normalizer.normalized(Array(String(scalar).utf8))
                    bytes.withUnsafeBufferPointer { check.add($0) }
                }
                let found = Int(check.value)
                #expect(try found == expected.integer(), "\(item.name), block \(block)")
            }
        }
    }

    @Test func textsBecomeWhatThePeerMakesOfThem() throws {
        for item in cases {
            let normalizer = try TextNormalizer(item.normalizer)
            for (text, expected) in zip(texts, try item.members.array("texts")) {
                let found = String(
                    decoding: normalizer.normalized(Array(text.utf8)),
                    as: UTF8.self
                )
                #expect(
                    Array(found.unicodeScalars) == Array(try expected.string().unicodeScalars),
                    "\(item.name): \(text.unicodeScalars.map(\.value))"
                )
            }
        }
    }

    /// The numbers of the texts with a fixture's tokenizer and another normalizer.
    private func expectNumbers<T: Tokenizer & Loadable>(_ type: T.Type, _ fixture: String) throws {
        for item in cases {
            var file = try JSONValue(from: Fixtures.path(fixture + "/tokenizer.json")).object()
            file["normalizer"] = item.normalizer
            try withTemporaryDirectory { directory in
                let path = directory + "/tokenizer.json"
                try AtomicFile.write(JSONValue.object(file).encoded(), to: path)
                let tokenizer = try T(from: path)
                for (text, expected) in zip(texts, try item.members.array(fixture)) {
                    #expect(
                        try tokenizer.encode(text) == expected.array().map { try $0.integer() },
                        "\(item.name): \(text.unicodeScalars.map(\.value))"
                    )
                }
            }
        }
    }

    @Test func unigramNumbersAreThoseOfThePeer() throws {
        try expectNumbers(XLMRobertaTokenizer.self, "unigram")
    }

    @Test func bytePairNumbersAreThoseOfThePeer() throws {
        try expectNumbers(BytePairTokenizer.self, "bytepair")
    }

    @Test func normalizersThatAreNotSupportedAreNamed() {
        let error = #expect(throws: FormatError.self) {
            try TextNormalizer(["type": "Sequence", "normalizers": [["type": "ByteLevel"]]])
        }
        #expect(error?.problem.contains("ByteLevel") == true)
        #expect(error?.problem.contains("NFKC") == true)
    }
}
