import SwiftletBase
import SwiftletText
import TestSupport
import Testing

/// Against transformers; see `Fixtures/tokenizer-rules/make_cases.py`.
@Suite struct TokenizerRulesTests {
    private func write(_ item: JSONObject, to directory: String) throws {
        let source = try item.string("source")
        let name = try #require(source.split(separator: "/").last)
        let changes = try item.object("changes")
        var bytes = try Fixtures.bytes(source)
        if changes.count > 0 {
            var whole = try JSONValue(parsing: bytes).object()
            for (member, value) in zip(changes.names, changes.values) { whole[member] = value }
            bytes = JSONValue.object(whole).encoded()
        }
        try AtomicFile.write(bytes, to: directory + "/" + name)
        let files = try item.object("files")
        for (name, value) in zip(files.names, files.values) {
            try AtomicFile.write(value.encoded(), to: directory + "/" + name)
        }
    }

    @Test func numbersAreThoseOfTransformers() throws {
        let root = try JSONValue(from: Fixtures.path("tokenizer-rules/cases.json")).object()
        let texts = try root.array("texts").map { value throws in try value.string() }
        let cases = try root.array("cases")
        #expect(cases.count == 83)
        for value in cases {
            let item = try value.object()
            let name = try item.string("name")
            let length = item["length"] == .null ? nil : try item.integer("length")
            let expected = try item.array("ids").map { value throws in
                try value.array().map { value throws in try value.integer() }
            }
            try withTemporaryDirectory { directory in
                try write(item, to: directory)
                let tokenizer = try ModelTokenizer(from: directory).tokenizer
                let batch = tokenizer.encode(texts, maximumLength: length)
                for (index, text) in texts.enumerated() {
                    let ids = tokenizer.encode(text, maximumLength: length)
                    #expect(ids == expected[index], "\(name): \(text)")
                    #expect(batch[index].map(Int.init) == expected[index], "\(name), batch")
                }
                guard let wordPiece = tokenizer as? WordPieceTokenizer else { return }
                let encodings = texts.map { wordPiece.encoding(of: $0, maximumLength: length) }
                #expect(encodings.map(\.ids) == expected, "\(name), one by one")
                try wordPiece.save(to: directory + "/saved")
                let saved = try WordPieceTokenizer(from: directory + "/saved")
                #expect(
                    texts.map { saved.encode($0, maximumLength: length) } == expected,
                    "\(name), saved"
                )
            }
        }
    }

    /// The error that a directory with these files is refused with.
    private func refusal(_ source: String, _ files: JSONObject) throws -> FormatError {
        try withTemporaryDirectory { directory in
            let name = try #require(source.split(separator: "/").last)
            try AtomicFile.write(Fixtures.bytes(source), to: directory + "/" + name)
            for (name, value) in zip(files.names, files.values) {
                try AtomicFile.write(value.encoded(), to: directory + "/" + name)
            }
            return try #require(throws: FormatError.self) { try ModelTokenizer(from: directory) }
        }
    }

    @Test func classesThatAreBuiltInAnotherWayAreRefused() throws {
        let wordPiece = "wordpiece/cased/tokenizer.json"
        let vocabulary = "wordpiece/cased/vocab.txt"
        let code: JSONValue = ["AutoTokenizer": ["own.OwnTokenizer", nil]]
        let cases: [(source: String, name: String, code: JSONValue)] = [
            (wordPiece, "MPNetTokenizer", nil), (wordPiece, "BertJapaneseTokenizer", nil),
            (wordPiece, "RoFormerTokenizerFast", nil), (wordPiece, "OwnTokenizer", code),
            ("unigram/tokenizer.json", "AlbertTokenizer", nil),
            ("unigram/tokenizer.json", "T5TokenizerFast", nil),
            ("bytepair/tokenizer.json", "DebertaTokenizer", nil),
            (vocabulary, "BertJapaneseTokenizer", nil), (vocabulary, "RoFormerTokenizer", nil),
            (vocabulary, "BertweetTokenizer", nil), (vocabulary, "OwnTokenizer", nil),
            (vocabulary, "OwnTokenizer", code), (vocabulary, "RobertaTokenizer", nil),
        ]
        for (source, name, code) in cases {
            let settings: JSONValue = ["tokenizer_class": .string(name), "auto_map": code]
            let error = try refusal(source, JSONObject([("tokenizer_config.json", settings)]))
            #expect(error.place == .member("tokenizer_class"), "\(error)")
            #expect(error.problem.contains(name), "\(error)")
            #expect(error.file?.hasSuffix("/tokenizer_config.json") == true)
            #expect(error.remedy != nil)
        }
        // The model's file says it too, of a class or of a model.
        for (member, name) in [
            ("tokenizer_class", "BertweetTokenizer"), ("model_type", "roformer"),
        ] {
            let config = JSONObject([(member, .string(name))])
            let error = try refusal(vocabulary, JSONObject([("config.json", .object(config))]))
            #expect(error.place == .member(member) && error.problem.contains(name), "\(error)")
        }
        let wrong: JSONValue = ["truncation_side": "up"]
        let side = try refusal(wordPiece, JSONObject([("tokenizer_config.json", wrong)]))
        #expect(side.place == .member("truncation_side"))
    }

    @Test func pairsLoseTheirBeginnings() throws {
        var settings = WordPieceSettings()
        settings.truncatesStart = true
        let tokenizer = try WordPieceTokenizer(
            vocabulary: ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "a", "b", "c", "d", "e"],
            settings: settings
        )
        // As transformers 5.23 does: BertTokenizer(vocab=…, truncation_side="left")
        // ("a b c d", "e a", truncation=True, max_length=7).
        let long = tokenizer.encoding(of: "a b c d", pair: "e a", maximumLength: 7)
        #expect(long.ids == [2, 7, 8, 3, 9, 5, 3])
        #expect(long.offsets[1] == 4..<5)
        let short = tokenizer.encoding(of: "a b c d", pair: "e a", maximumLength: 5)
        #expect(short.ids == [2, 8, 3, 5, 3])
    }
}
