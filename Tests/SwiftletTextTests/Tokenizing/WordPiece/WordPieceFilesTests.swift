import Foundation
import SwiftletBase
import SwiftletText
import TestSupport
import Testing

@Suite struct WordPieceFilesTests {
    private let texts = ["The flight was delayed by 2 hours!", "Café <USER> [MASK] 中文", ""]

    /// Writes a new file, which the system need not bring to the disk at once.
    private func write(_ bytes: [UInt8], to path: String) throws {
        try? FileManager.default.removeItem(atPath: path)
        try Data(bytes).write(to: URL(fileURLWithPath: path))
    }

    private func problem(_ body: () throws -> Void) -> String? {
        do {
            try body()
            return nil
        } catch {
            return (error as? FormatError)?.problem
        }
    }

    @Test(arguments: ["cased", "added"])
    func whatIsSavedLoadsAsItWas(_ name: String) throws {
        let tokenizer = try WordPieceTokenizer(from: Fixtures.path("wordpiece/\(name)"))
        try withTemporaryDirectory { directory in
            try tokenizer.save(to: directory + "/tokenizer")
            let again = try WordPieceTokenizer(from: directory + "/tokenizer")
            #expect(again.settings == tokenizer.settings)
            #expect(again.specialTokens == tokenizer.specialTokens)
            #expect(again.addedTokens == tokenizer.addedTokens)
            #expect(again.vocabularySize == tokenizer.vocabularySize)
            #expect(again.encode(texts) == tokenizer.encode(texts))
            #expect(again.encoding(of: "a", pair: "b") == tokenizer.encoding(of: "a", pair: "b"))
            let lines = try FileReader.bytes(of: directory + "/tokenizer/vocab.txt")
            if name != "added" {
                #expect(lines == (try Fixtures.bytes("wordpiece/\(name)/vocab.txt")))
            }
        }
    }

    @Test func tokensAndTheirNumbers() throws {
        let tokenizer = try WordPieceTokenizer(from: Fixtures.path("wordpiece/uncased"))
        let lines = try Fixtures.text("wordpiece/uncased/vocab.txt").split(separator: "\n")
        #expect(tokenizer.vocabularySize == lines.count)
        for (id, line) in lines.enumerated() {
            #expect(tokenizer.id(of: String(line)) == id)
            #expect(tokenizer.token(at: id) == String(line))
        }
        #expect(tokenizer.id(of: "") == nil)
        #expect(tokenizer.id(of: "flightflight") == nil)
        #expect(tokenizer.token(at: -1) == nil)
        #expect(tokenizer.token(at: lines.count) == nil)
        #expect(tokenizer.paddingID == 0)
        #expect(tokenizer.unknownID == 1)
        #expect(tokenizer.classificationID == 2)
        #expect(tokenizer.separatorID == 3)
        #expect(tokenizer.maskID == 4)
    }

    @Test func ofTwoEqualTokensTheLaterOneCounts() throws {
        let tokenizer = try WordPieceTokenizer(
            vocabulary: ["[UNK]", "[CLS]", "[SEP]", "a", "b", "a", ""]
        )
        #expect(tokenizer.encode("a b c") == [1, 5, 4, 0, 2])
        #expect(tokenizer.token(at: 3) == nil)
        #expect(tokenizer.decode([3, 5]) == "a")
        #expect(tokenizer.id(of: "") == 6)
    }

    @Test func aVocabularyWithoutWhatIsNeededIsRefused() throws {
        #expect(
            problem { _ = try WordPieceTokenizer(vocabulary: ["[CLS]", "[SEP]", "a"]) }
                == "\(WordPieceProblem.missingToken("[UNK]"))"
        )
        #expect(
            problem { _ = try WordPieceTokenizer(vocabulary: ["[UNK]", "[SEP]"]) }
                == "\(WordPieceProblem.missingToken("[CLS]"))"
        )
        #expect(
            problem { _ = try WordPieceTokenizer(vocabulary: []) }
                == "the vocabulary holds no token"
        )
    }

    @Test func filesThatAreNotThereOrNotUTF8AreNamed() throws {
        try withTemporaryDirectory { directory in
            #expect(
                throws: FormatError(
                    file: directory,
                    problem: "there is neither tokenizer.json nor vocab.txt"
                )
            ) { try WordPieceTokenizer(from: directory) }
            try write(Array("a\nb\n".utf8) + [0xFF, 0x0A], to: directory + "/vocab.txt")
            #expect(
                throws: FormatError(
                    file: directory + "/vocab.txt",
                    place: .line(3),
                    problem: "the line is not UTF-8"
                )
            ) {
                try WordPieceTokenizer(from: directory)
            }
        }
    }

    /// Changes a member of `tokenizer.json`, and returns why the result is refused.
    private func refusal(_ path: [String], _ value: JSONValue?) throws -> String? {
        let whole = try JSONValue(parsing: Fixtures.bytes("wordpiece/uncased/tokenizer.json"))
        return try withTemporaryDirectory { directory in
            let changed = try changing(whole, path[...], value)
            try write(changed.encoded(), to: directory + "/tokenizer.json")
            return problem { _ = try WordPieceTokenizer(from: directory) }
        }
    }

    private func changing(
        _ whole: JSONValue,
        _ path: ArraySlice<String>,
        _ value: JSONValue?
    ) throws -> JSONValue {
        var object = try whole.object()
        let name = try #require(path.first)
        object[name] =
            path.count == 1
            ? value : try changing(try object.value(name), path.dropFirst(), value)
        return .object(object)
    }

    @Test func partsOfAnotherKindAreNamed() throws {
        func check(_ path: [String], _ value: JSONValue, _ problem: WordPieceProblem) throws {
            #expect(try refusal(path, value) == "\(problem)")
        }
        try check(
            ["normalizer", "type"],
            "NFKC",
            .unsupported(part: "the normalizer", found: "NFKC", expected: "BertNormalizer")
        )
        try check(
            ["pre_tokenizer"],
            .null,
            .unsupported(part: "the pre-tokenizer", found: "missing", expected: "BertPreTokenizer")
        )
        try check(
            ["model", "type"],
            "BPE",
            .unsupported(part: "the model", found: "BPE", expected: "WordPiece")
        )
        try check(
            ["decoder", "type"],
            "Metaspace",
            .unsupported(part: "the decoder", found: "Metaspace", expected: "WordPiece")
        )
        try check(
            ["post_processor", "type"],
            "ByteLevel",
            .unsupported(
                part: "the post-processor",
                found: "ByteLevel",
                expected: "TemplateProcessing or BertProcessing"
            )
        )
        try check(["model", "unk_token"], "<unk>", .missingToken("<unk>"))
        try check(
            ["model", "vocab", "[UNK]"],
            .integer(1 << 40),
            .invalidID(token: "[UNK]", id: 1 << 40)
        )
        try check(["model", "vocab", "[UNK]"], 0, .repeatedID(0))
    }

    @Test func bertProcessingIsBERTsTemplate() throws {
        let whole = try JSONValue(parsing: Fixtures.bytes("wordpiece/uncased/tokenizer.json"))
        let changed = try changing(
            whole,
            ["post_processor"],
            ["type": "BertProcessing", "sep": ["[SEP]", 3], "cls": ["[CLS]", 2]]
        )
        let plain = try changing(whole, ["post_processor"], .null)
        let tokenizer = try WordPieceTokenizer(from: Fixtures.path("wordpiece/uncased"))
        try withTemporaryDirectory { directory in
            try write(changed.encoded(), to: directory + "/tokenizer.json")
            let bert = try WordPieceTokenizer(from: directory)
            #expect(bert.encoding(of: "a b", pair: "c") == tokenizer.encoding(of: "a b", pair: "c"))
            try write(plain.encoded(), to: directory + "/tokenizer.json")
            let none = try WordPieceTokenizer(from: directory)
            #expect(none.encode(texts) == tokenizer.encode(texts, addingSpecialTokens: false))
        }
    }

    @Test func brokenFilesAreRefusedOrRead() throws {
        try withTemporaryDirectory { directory in
            for (name, iterations) in [
                ("uncased/tokenizer.json", 400), ("added/tokenizer.json", 400),
                ("uncased/vocab.txt", 200), ("uncased/tokenizer_config.json", 200),
            ] {
                let file = name.split(separator: "/").last!
                let path = directory + "/\(file)"
                if file == "tokenizer_config.json" {
                    try write(
                        Fixtures.bytes("wordpiece/uncased/vocab.txt"),
                        to: directory + "/vocab.txt"
                    )
                }
                var read = 0
                try Mutator.fuzz(
                    [Fixtures.bytes("wordpiece/" + name)],
                    seed: 9,
                    iterations: iterations
                ) {
                    try write($0, to: path)
                    if let tokenizer = try? WordPieceTokenizer(from: directory) {
                        read += 1
                        let encoding = tokenizer.encoding(of: texts[0] + texts[1], pair: texts[1])
                        #expect(encoding.ids.allSatisfy { $0 < tokenizer.vocabularySize })
                        _ = tokenizer.decode(encoding.ids)
                    }
                }
                #expect(read > 0, Comment(rawValue: name))
                try FileManager.default.removeItem(atPath: path)
            }
        }
    }
}
