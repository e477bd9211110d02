import SwiftletBase
import SwiftletText
import TestSupport
import Testing

/// Against Hugging Face's tokenizers and transformers; see `Fixtures/bytepair/make_bytepair.py`.
@Suite struct BytePairTokensTests {
    struct Expected: Decodable {
        let texts: [String]
        let cases: [Case]

        struct Case: Decodable {
            let name: String
            let isDirectory: Bool?
            let ids: [[Int]]
            let decoded: [String]?
            let cut: [[Int]]?
        }
    }

    @Test func numbersAreThoseOfThePeer() throws {
        let expected = try Fixtures.json("bytepair/tokens.json", as: Expected.self)
        #expect(expected.cases.count == 13)
        for expectation in expected.cases {
            let tokenizer =
                try expectation.isDirectory ?? false
                ? BytePairTokenizer(from: Fixtures.path("bytepair/" + expectation.name))
                : BytePairFixture.tokenizer(changedAs: expectation.name)
            // One text at a time, and all at once, which go through caches of other sizes.
            let batch = tokenizer.encode(expected.texts)
            for (index, text) in expected.texts.enumerated() {
                let ids = expectation.ids[index]
                #expect(
                    tokenizer.encode(text) == ids,
                    "\(expectation.name): \(text.debugDescription)"
                )
                #expect(batch[index].map(Int.init) == ids, "\(expectation.name), batch")
            }
            let cut = expectation.cut.map { _ in
                tokenizer.encode(expected.texts, maximumLength: 9)
            }
            for (index, ids) in (expectation.cut ?? []).enumerated() {
                #expect(cut?[index].map(Int.init) == ids)
            }
            for (ids, text) in zip(expectation.ids, expectation.decoded ?? []) {
                let decoded = tokenizer.decode(ids)
                #expect(Array(decoded.utf8) == Array(text.utf8), "\(expectation.name)")
            }
        }
        #expect(expected.cases.contains { $0.decoded != nil && $0.cut != nil })
    }

    @Test func tokensAndNumbersBelongTogether() throws {
        let tokenizer = try BytePairFixture.tokenizer()
        #expect(tokenizer.id(of: "<mask>") == 4)
        #expect(tokenizer.token(at: 4) == "<mask>")
        let blank = try #require(tokenizer.id(of: "Ġ"))
        #expect(tokenizer.token(at: blank) == "Ġ")
        #expect(tokenizer.id(of: "no such token") == nil)
        #expect(tokenizer.token(at: -1) == nil)
        #expect(tokenizer.token(at: tokenizer.vocabularySize) == nil)
        #expect(tokenizer.token(at: tokenizer.vocabularySize - 1) == "éé")
        // Composed and decomposed letters are other tokens.
        #expect(tokenizer.id(of: "e\u{301}e\u{301}") == nil)
        #expect(tokenizer.unknownID == nil)
        #expect(tokenizer.maximumLength == nil)
        let saved = try BytePairTokenizer(from: Fixtures.path("bytepair/decoder"))
        #expect(saved.maximumLength == 512)
        #expect(saved.addsPrefixSpace)
        #expect(saved.paddingID == 1)
        #expect(saved.classificationID == 0)
        #expect(saved.separatorID == 2)
        #expect(saved.maskID == 4)
        let gpt2 = try BytePairTokenizer(from: Fixtures.path("bytepair/gpt2"))
        #expect(gpt2.paddingID == nil)
        #expect(gpt2.specialTokens.separator == "<|endoftext|>")
    }

    @Test func aLongWordTakesLinearTime() throws {
        // A quadratic pass would take minutes.
        let tokenizer = try BytePairFixture.tokenizer()
        for letter in ["a", "the", "ü", "!", " ", "\u{301}"] {
            let text = String(repeating: letter, count: 200_000)
            let ids = tokenizer.encode(text)
            let short = tokenizer.encode(String(repeating: letter, count: 2_000))
            #expect(ids.count > 50 * short.count)
            // Not in the macro, which would look for the difference of long arrays.
            let isWhole = tokenizer.decode(ids).utf8.elementsEqual(text.utf8)
            #expect(isWhole, "\(letter.debugDescription)")
        }
    }

    @Test func inspectionCountsUnknownTokens() throws {
        let tokenizer = try BytePairFixture.tokenizer(changedAs: "unknown")
        let inspections = ModelTokenizer(tokenizer).inspect(["aZ", "a a"], maximumLength: 3)
        #expect(inspections[0].tokenCount == 2)
        #expect(inspections[0].unknownTokenCount == 1)
        #expect(inspections[0].isTruncated)
        #expect(inspections[1].unknownTokenCount == 0)
    }
}

/// The tokenizers of `Fixtures/bytepair`.
enum BytePairFixture {
    /// The whole `tokenizer.json`, with the parts of a case of `tokens.json` put in.
    static func file(changedAs name: String = "whole") throws -> JSONObject {
        var file = try JSONValue(from: Fixtures.path("bytepair/tokenizer.json")).object()
        let cases = try JSONValue(from: Fixtures.path("bytepair/tokens.json")).object()
        for value in try cases.array("cases") {
            let object = try value.object()
            guard try object.string("name") == name else { continue }
            let changes = try object.object("changes")
            for (member, value) in zip(changes.names, changes.values) {
                guard member == "model" else {
                    file[member] = value
                    continue
                }
                var model = try file.object("model")
                let parts = try value.object()
                for (part, value) in zip(parts.names, parts.values) { model[part] = value }
                file["model"] = .object(model)
            }
        }
        return file
    }

    static func tokenizer(changedAs name: String = "whole") throws -> BytePairTokenizer {
        try tokenizer(file(changedAs: name))
    }

    /// The tokenizer of a `tokenizer.json` with these members.
    static func tokenizer(_ file: JSONObject) throws -> BytePairTokenizer {
        try withTemporaryDirectory { directory in
            let path = directory + "/tokenizer.json"
            try AtomicFile.write(JSONValue.object(file).encoded(), to: path)
            return try BytePairTokenizer(from: path)
        }
    }
}
