import SwiftletBase
import SwiftletText
import TestSupport
import Testing

@Suite struct BytePairFilesTests {
    /// The error of a `tokenizer.json` with a member changed.
    private func refusal(
        _ path: [String],
        _ value: JSONValue?
    ) throws -> FormatError? {
        var file = try BytePairFixture.file()
        if path.count == 1 {
            file[path[0]] = value
        } else {
            var part = try file.object(path[0])
            part[path[1]] = value
            file[path[0]] = .object(part)
        }
        let changed = file
        return #expect(throws: FormatError.self) {
            try BytePairFixture.tokenizer(changed)
        }
    }

    @Test func whatIsNotSupportedIsRefusedByName() throws {
        let cases: [([String], JSONValue?, String, String)] = [
            (["model", "type"], "WordPiece", "model.type", "WordPieceTokenizer"),
            (["model", "dropout"], 0.1, "model.dropout", "null"),
            (["model", "end_of_word_suffix"], "</w>", "model.end_of_word_suffix", "RoBERTa"),
            (
                ["model", "continuing_subword_prefix"], "##",
                "model.continuing_subword_prefix", "RoBERTa"
            ),
            (["normalizer"], ["type": "StripAccents"], "normalizer", "Normalise"),
            (
                ["normalizer"],
                ["type": "Replace", "pattern": ["Regex": "a+"], "content": ""],
                "normalizer", "Replace a text"
            ),
            (["pre_tokenizer"], ["type": "Metaspace"], "pre_tokenizer", "RoBERTa"),
            (["pre_tokenizer"], nil, "pre_tokenizer", "RoBERTa"),
            (
                ["pre_tokenizer"],
                ["type": "Sequence", "pretokenizers": [["type": "Split"], ["type": "ByteLevel"]]],
                "pre_tokenizer", "RoBERTa"
            ),
            (["decoder"], .null, "decoder", "RoBERTa"),
            (["model", "merges"], ["a b c"], "model.merges, element 0", "one blank"),
            (["model", "merges"], [["a", "b", "c"]], "model.merges, element 0", "two tokens"),
            (["model", "merges"], [["a", "☃"]], "model.merges, element 0", "same model"),
            (["model", "vocab"], ["a": "b"], "model.vocab", "integer"),
        ]
        for (path, value, place, remedy) in cases {
            let error = try refusal(path, value)
            #expect(error?.place == .member(place))
            #expect(error?.remedy?.contains(remedy) == true, "\(String(describing: error))")
            #expect(error?.file?.hasSuffix("/tokenizer.json") == true)
        }
        let sequence = try refusal(
            ["pre_tokenizer"],
            ["type": "Sequence", "pretokenizers": [["type": "Digits"], ["type": "ByteLevel"]]]
        )
        #expect(sequence?.problem.contains("Digits") == true)
        // A byte that is missing cannot fall back to bytes.
        var file = try BytePairFixture.file(changedAs: "dropped")
        var model = try file.object("model")
        model["byte_fallback"] = true
        file["model"] = .object(model)
        let changed = file
        let error = #expect(throws: FormatError.self) {
            try BytePairFixture.tokenizer(changed)
        }
        #expect(error?.place == .member("model.byte_fallback"))
    }

    @Test func tokensAndNumbersAreChecked() throws {
        let vocabulary = try BytePairFixture.file().object("model").object("vocab")
        func changed(_ token: String, _ id: Int) -> JSONValue {
            var vocabulary = vocabulary
            vocabulary[token] = .integer(id)
            return .object(vocabulary)
        }
        for (token, id) in [("x y", 4), ("x y", -1), ("x y", 1 << 22), ("x y", .max)] {
            #expect(try refusal(["model", "vocab"], changed(token, id)) != nil)
        }
        let other: JSONValue = [["id": 999, "content": "<s>", "special": true]]
        #expect(try refusal(["added_tokens"], other)?.problem.contains("999") == true)
        let far: JSONValue = [
            "type": "RobertaProcessing", "cls": ["<s>", 4_000_000], "sep": ["</s>", 2],
        ]
        #expect(try refusal(["post_processor"], far)?.place == .member("post_processor"))
    }

    /// A copy of a directory of the fixtures with a file replaced, or removed.
    private func directory(
        _ name: String,
        _ file: String,
        _ content: String?
    ) throws -> Result<BytePairTokenizer, any Error> {
        try withTemporaryDirectory { directory in
            for each in [
                "vocab.json", "merges.txt", "config.json", "special_tokens_map.json",
                "tokenizer_config.json", "added_tokens.json",
            ] {
                let path = Fixtures.path("bytepair/\(name)/\(each)")
                if each != file, FileReader.exists(path) {
                    try AtomicFile.write(FileReader.bytes(of: path), to: directory + "/" + each)
                }
            }
            if let content {
                try AtomicFile.write(Array(content.utf8), to: directory + "/" + file)
            }
            return Result { try BytePairTokenizer(from: directory) }
        }
    }

    @Test func directoriesThatLackSomethingAreRefused() throws {
        func error(_ file: String, _ content: String?) throws -> any Error {
            let result = try directory("twitter", file, content)
            return try #require(throws: (any Error).self) { try result.get() }
        }
        let none = try #require(try error("vocab.json", nil) as? FormatError)
        #expect(none.problem.contains("neither tokenizer.json nor vocab.json"))
        let noMerges = try #require(try error("merges.txt", nil) as? FileError)
        #expect(noMerges.path.hasSuffix("/merges.txt"))
        let line = try #require(
            try error("merges.txt", "#version: 0.2\nt h\nt h e\n") as? FormatError
        )
        #expect(line.place == .line(3))
        #expect(line.file?.hasSuffix("/merges.txt") == true)
        let family = try #require(
            try error("config.json", "{\"model_type\": \"clip\"}") as? FormatError
        )
        #expect(family.place == .member("model_type"))
        #expect(family.problem.contains("clip"))
        let id = try #require(
            try error("added_tokens.json", "{\"<new>\": 9999}") as? FormatError
        )
        #expect(id.file?.hasSuffix("/added_tokens.json") == true)
        #expect(id.problem.contains("9999"))
        // Without a word on the family its tokens say it.
        let unnamed = try directory("twitter", "config.json", nil).get()
        #expect(unnamed.encode("") == [0, 2])
        // Windows' line ends, and none at the end.
        let merges = try Fixtures.text("bytepair/twitter/merges.txt")
        let other = merges.split(separator: "\n").joined(separator: "\r\n")
        let tokenizer = try directory("twitter", "merges.txt", other).get()
        let whole = try BytePairTokenizer(from: Fixtures.path("bytepair/twitter"))
        #expect(tokenizer.encode("The gate changed.") == whole.encode("The gate changed."))
    }

    @Test func theConfigurationSaysWhetherABlankGoesFirst() throws {
        let text = "{\"tokenizer_class\": \"RobertaTokenizer\", \"add_prefix_space\": true}"
        for (content, prefix) in [(text, true), ("{\"add_prefix_space\": true}", false)] {
            let tokenizer = try withTemporaryDirectory { directory in
                let file = try FileReader.bytes(of: Fixtures.path("bytepair/tokenizer.json"))
                try AtomicFile.write(file, to: directory + "/tokenizer.json")
                let path = directory + "/tokenizer_config.json"
                try AtomicFile.write(Array(content.utf8), to: path)
                return try BytePairTokenizer(from: directory)
            }
            #expect(tokenizer.addsPrefixSpace == prefix)
        }
    }

    @Test func mutatedFilesAreReadOrRefused() throws {
        let texts = ["Don't <mask> fly\u{301} 😀  x", "é\n<gap> New York"]
        let file = try Fixtures.bytes("bytepair/tokenizer.json")
        var read = 0
        func use(_ tokenizer: BytePairTokenizer?) {
            guard let tokenizer else { return }
            read += 1
            for text in texts { _ = tokenizer.decode(tokenizer.encode(text)) }
        }
        try withTemporaryDirectory { directory in
            let path = directory + "/tokenizer.json"
            Mutator.fuzz([file], seed: 51) { bytes in
                guard let value = try? JSONValue(parsing: bytes) else { return }
                let parts = try? BytePairParts(tokenizerFile: value)
                use(parts.flatMap { try? BytePairTokenizer($0) })
            }
            try AtomicFile.write(file, to: path)
            use(try BytePairTokenizer(from: path))
        }
        let merges = try Fixtures.bytes("bytepair/twitter/merges.txt")
        let vocabulary = try JSONValue(
            parsing: Fixtures.bytes("bytepair/twitter/vocab.json")
        ).object()
        Mutator.fuzz([merges], seed: 52) { bytes in
            guard let list = try? MergeList(lines: bytes) else { return }
            var parts = BytePairParts()
            try? parts.readVocabulary(vocabulary, place: nil)
            parts.merges = list
            use(try? BytePairTokenizer(parts))
        }
        #expect(read > 1)
    }

    @Test func mutatedDirectoriesAreReadOrRefused() throws {
        var read = 0
        try withTemporaryDirectory { directory in
            let names = ["vocab.json", "merges.txt"]
            for name in names {
                let bytes = try Fixtures.bytes("bytepair/gpt2/" + name)
                try AtomicFile.write(bytes, to: directory + "/" + name)
            }
            for name in [
                "vocab.json", "config.json", "tokenizer_config.json", "special_tokens_map.json",
                "added_tokens.json",
            ] {
                let bytes = try Fixtures.bytes("bytepair/gpt2/" + name)
                try Mutator.fuzz([bytes], seed: 53, iterations: Mutator.iterations / 10) { bytes in
                    try AtomicFile.write(bytes, to: directory + "/" + name)
                    guard let tokenizer = try? BytePairTokenizer(from: directory) else { return }
                    read += 1
                    _ = tokenizer.encode("a <user> b")
                }
                try AtomicFile.write(bytes, to: directory + "/" + name)
            }
            _ = try BytePairTokenizer(from: directory)
        }
        #expect(read > 0)
    }
}
