import SwiftletBase
import SwiftletText
import TestSupport
import Testing

/// Against transformers; see `Fixtures/wordpiece/make_directories.py`.
@Suite struct WordPieceDirectoryTests {
    /// Writes the directory of a case.
    private func write(_ item: JSONObject, to directory: String) throws {
        let source = "wordpiece/" + (try item.string("source"))
        if item["changes"] == nil {
            let lines = try Fixtures.bytes(source + "/vocab.txt")
            try AtomicFile.write(lines, to: directory + "/vocab.txt")
        } else {
            var whole = try JSONValue(from: Fixtures.path(source + "/tokenizer.json")).object()
            let changes = try item.object("changes")
            for (name, value) in zip(changes.names, changes.values) {
                guard name == "model" else {
                    whole[name] = value
                    continue
                }
                var model = try whole.object("model")
                let members = try value.object()
                for (name, value) in zip(members.names, members.values) { model[name] = value }
                whole["model"] = .object(model)
            }
            try AtomicFile.write(
                JSONValue.object(whole).encoded(),
                to: directory + "/tokenizer.json"
            )
        }
        let files = try item.object("files")
        for (name, value) in zip(files.names, files.values) {
            try AtomicFile.write(value.encoded(), to: directory + "/" + name)
        }
    }

    @Test func numbersAreThoseOfTransformers() throws {
        let root = try JSONValue(from: Fixtures.path("wordpiece/directories.json")).object()
        let texts = try root.array("texts").map { value throws in try value.string() }
        let cases = try root.array("cases")
        #expect(cases.count == 60)
        for value in cases {
            let item = try value.object()
            let name = try item.string("name")
            let expected = try item.array("ids").map { value throws in
                try value.array().map { value throws in try value.integer() }
            }
            try withTemporaryDirectory { directory in
                try write(item, to: directory)
                let tokenizer = try WordPieceTokenizer(from: directory)
                let model = try ModelTokenizer(from: directory)
                #expect(texts.map { tokenizer.encode($0) } == expected, "\(name)")
                // What is saved is the same, and so it is for transformers, whose class is named.
                try tokenizer.save(to: directory + "/saved")
                let saved = try WordPieceTokenizer(from: directory + "/saved")
                #expect(texts.map { saved.encode($0) } == expected, "\(name), saved")
                #expect(try ModelTokenizer(saved).identity == model.identity, "\(name)")
            }
        }
    }

    @Test func identitiesDifferWhereSettingsDo() throws {
        var identities: Set<UInt64> = []
        let cased = Fixtures.path("wordpiece/cased")
        let lines = try Fixtures.text("wordpiece/cased/vocab.txt").split(separator: "\n")
        let tokens = lines.map(String.init)
        let changes: [(inout WordPieceSettings) -> Void] = [
            { _ in }, { $0.lowercases = false }, { $0.stripsAccents = false },
            { $0.separatesChineseCharacters = false }, { $0.cleansText = false },
            { $0.maximumWordLength = 20 },
        ]
        for change in changes {
            var settings = WordPieceSettings()
            change(&settings)
            let tokenizer = try WordPieceTokenizer(vocabulary: tokens, settings: settings)
            identities.insert(try ModelTokenizer(tokenizer).identity)
        }
        let other = try WordPieceTokenizer(vocabulary: tokens + ["[USER]"])
        identities.insert(try ModelTokenizer(other).identity)
        #expect(identities.count == changes.count + 1)
        // A maximum length changes no number.
        var settings = WordPieceSettings()
        settings.lowercases = false
        settings.modelMaximumLength = 9
        let shorter = try WordPieceTokenizer(from: cased + "/vocab.txt", settings: settings)
        #expect(identities.contains(try ModelTokenizer(shorter).identity))
    }

    @Test func aNumberThatIsNotTheNextIsRefused() throws {
        try withTemporaryDirectory { directory in
            let lines = try Fixtures.bytes("wordpiece/cased/vocab.txt")
            try AtomicFile.write(lines, to: directory + "/vocab.txt")
            let path = directory + "/added_tokens.json"
            try AtomicFile.write(Array("{\"<url>\": 900}".utf8), to: path)
            let error = #expect(throws: FormatError.self) {
                try WordPieceTokenizer(from: directory)
            }
            #expect(error?.file == path)
            #expect(error?.problem.contains("900") == true)
        }
    }
}
