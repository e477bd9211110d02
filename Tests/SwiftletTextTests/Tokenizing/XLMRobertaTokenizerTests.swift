import Foundation
import SwiftletBase
import SwiftletText
import TestSupport
import Testing

/// Against Hugging Face's tokenizers and transformers; see `Fixtures/unigram/make_tokenizer.py`.
@Suite struct XLMRobertaTokenizerTests {
    private static func whole() throws -> JSONObject {
        try JSONValue(from: Fixtures.path("unigram/tokenizer.json")).object()
    }

    /// The members with others in their place; those of `model` one by one.
    private static func changed(_ file: JSONObject, _ changes: JSONObject) throws -> JSONObject {
        var file = file
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
        return file
    }

    private static func tokenizer(_ file: JSONObject) throws -> XLMRobertaTokenizer {
        try withTemporaryDirectory { directory in
            let path = directory + "/tokenizer.json"
            try AtomicFile.write(JSONValue.object(file).encoded(), to: path)
            return try XLMRobertaTokenizer(from: path)
        }
    }

    /// The tokenizer of a directory with `rules.model` and these files.
    private static func tokenizer(beside files: JSONObject) throws -> XLMRobertaTokenizer {
        try withTemporaryDirectory { directory in
            let model = try Fixtures.bytes("unigram/rules.model")
            try AtomicFile.write(model, to: directory + "/sentencepiece.bpe.model")
            for (name, value) in zip(files.names, files.values) {
                try AtomicFile.write(value.encoded(), to: directory + "/" + name)
            }
            return try XLMRobertaTokenizer(from: directory)
        }
    }

    private static func tokenizer(
        of expectation: JSONObject,
        _ expected: JSONObject
    ) throws -> XLMRobertaTokenizer {
        if expectation["files"] != nil {
            return try tokenizer(beside: expectation.object("files"))
        }
        var file = try changed(whole(), expectation.object("changes"))
        if try expectation.string("name") == "nfkc" {
            let bounds = try expected.array("nfkc").map { value throws in try value.integer() }
            let model = try Fixtures.bytes("unigram/nfkc.model")
            let map = Data(model[bounds[0]..<bounds[1]]).base64EncodedString()
            file["normalizer"] = ["type": "Precompiled", "precompiled_charsmap": .string(map)]
        }
        return try tokenizer(file)
    }

    @Test func numbersAreThoseOfThePeers() throws {
        let expected = try JSONValue(from: Fixtures.path("unigram/tokens.json")).object()
        let texts = try expected.array("texts").map { value throws in try value.string() }
        let cases = try expected.array("cases")
        #expect(cases.count == 15)
        for value in cases {
            let expectation = try value.object()
            let name = try expectation.string("name")
            let tokenizer = try Self.tokenizer(of: expectation, expected)
            let batch = tokenizer.encode(texts)
            let ids = try expectation.array("ids")
            let decoded = try expectation.array("decoded")
            for (index, text) in texts.enumerated() {
                let ids = try ids[index].array().map { value throws in try value.integer() }
                // One text at a time, and all at once, which go through caches of other sizes.
                #expect(tokenizer.encode(text) == ids, "\(name): \(text.debugDescription)")
                #expect(batch[index].map(Int.init) == ids, "\(name), batch")
                let whole = try decoded[index].string()
                let found = tokenizer.decode(ids)
                #expect(Array(found.utf8) == Array(whole.utf8), "\(name): \(ids)")
            }
        }
    }

    @Test func longTextsLoseTheirEnds() throws {
        let tokenizer = try Self.tokenizer(Self.whole())
        let ids = tokenizer.encode("Hello, world, and others <mask> there")
        for length in 2...ids.count {
            let cut = tokenizer.encode(
                "Hello, world, and others <mask> there",
                maximumLength: length
            )
            #expect(cut == ids.prefix(length - 1) + [2])
        }
        #expect(tokenizer.unknownID == 3 && tokenizer.paddingID == 1)
        #expect(tokenizer.token(at: 4) == "<user>" && tokenizer.id(of: "<mask>") == 501)
        #expect(tokenizer.vocabularySize == 502)
    }

    @Test func whatIsNotSupportedIsRefusedByName() throws {
        let metaspace: JSONValue = ["type": "Metaspace", "replacement": "\u{2581}"]
        let first: JSONValue = [
            "type": "Metaspace", "replacement": "\u{2581}", "prepend_scheme": "first",
        ]
        let contradiction: JSONValue = [
            "type": "Metaspace", "replacement": "_", "add_prefix_space": false,
            "prepend_scheme": "always",
        ]
        let cases: [(JSONValue, String, String)] = [
            (["model": ["type": "BPE"]], "model.type", "BytePairTokenizer"),
            (["model": ["unk_id": nil]], "model.unk_id", "number"),
            (["model": ["unk_id": 9000]], "model.unk_id", "number"),
            (["model": ["vocab": [["a"]]]], "model.vocab, element 0", "score"),
            (["model": ["vocab": [["a\0", 1]]]], "model.vocab, element 0", "zero"),
            (["normalizer": ["type": "StripAccents"]], "normalizer", "Normalise"),
            (
                ["normalizer": ["type": "Precompiled", "precompiled_charsmap": "?"]],
                "normalizer.precompiled_charsmap", "where the model comes from"
            ),
            (
                ["normalizer": ["type": "Precompiled", "precompiled_charsmap": "AAAA"]],
                "normalizer.precompiled_charsmap", "where the model comes from"
            ),
            (["pre_tokenizer": ["type": "Digits"]], "pre_tokenizer", "XLM-RoBERTa"),
            (
                [
                    "pre_tokenizer": [
                        "type": "Sequence", "pretokenizers": [metaspace, ["type": "Split"]],
                    ]
                ],
                "pre_tokenizer", "XLM-RoBERTa"
            ),
            (
                [
                    "pre_tokenizer": [
                        "type": "Sequence", "pretokenizers": [["type": "WhitespaceSplit"], first],
                    ]
                ],
                "pre_tokenizer", "always"
            ),
            (["pre_tokenizer": contradiction], "pre_tokenizer", "never"),
            (
                ["added_tokens": [["id": 700, "content": "<new>", "special": true]]],
                "added_tokens", "502"
            ),
            (["decoder": nil], "decoder", "XLM-RoBERTa"),
            (
                ["decoder": ["type": "Metaspace", "replacement": "ab"]], "decoder.replacement",
                "\u{2581}"
            ),
        ]
        for (changes, place, remedy) in cases {
            let file = try Self.changed(Self.whole(), changes.object())
            let error = #expect(throws: FormatError.self) { try Self.tokenizer(file) }
            #expect(error?.place == .member(place), "\(changes)")
            #expect(error?.remedy?.contains(remedy) == true, "\(String(describing: error))")
            #expect(error?.file?.hasSuffix("/tokenizer.json") == true)
        }
    }

    @Test func directoriesThatDoNotSayWhatTheyAreAreRefused() throws {
        func error(_ files: JSONValue) -> FormatError? {
            #expect(throws: FormatError.self) {
                try Self.tokenizer(beside: files.object())
            }
        }
        #expect(error([:])?.remedy?.contains("tokenizer_class") == true)
        let other = error(["config.json": ["model_type": "mbart"]])
        #expect(other?.place == .member("model_type") && other?.problem.contains("mbart") == true)
        let none = #expect(throws: FormatError.self) {
            try withTemporaryDirectory { try XLMRobertaTokenizer(from: $0) }
        }
        #expect(none?.problem.contains("sentencepiece.bpe.model") == true)
        let model = #expect(throws: FormatError.self) {
            try XLMRobertaTokenizer(from: Fixtures.path("unigram/rules.model"))
        }
        #expect(model?.remedy?.contains("UnigramTokenizer") == true)
    }

    /// Whatever the bytes: a tokenizer that encodes, or an error that names the file.
    @Test func mutatedFilesNeverTrap() throws {
        var small = try Self.whole()
        var model = try small.object("model")
        model["vocab"] = .array(Array(try model.array("vocab").prefix(30)))
        small["model"] = .object(model)
        small["added_tokens"] = .array(Array(try small.array("added_tokens").prefix(5)))
        var read = 0
        var refused = 0
        try withTemporaryDirectory { directory in
            let path = directory + "/tokenizer.json"
            let file = JSONValue.object(small).encoded()
            Mutator.fuzz([file], seed: 77, iterations: Mutator.iterations / 8) { bytes in
                do {
                    try AtomicFile.write(bytes, to: path)
                    let tokenizer = try XLMRobertaTokenizer(from: path)
                    let ids = tokenizer.encode("A late!\r\nplane <mask>\u{301} ŵ日")
                    #expect(ids.allSatisfy { 0..<tokenizer.vocabularySize ~= $0 })
                    _ = tokenizer.decode(ids)
                    read += 1
                } catch {
                    #expect("\(error)".contains("tokenizer.json"), "\(error)")
                    refused += 1
                }
            }
        }
        #expect(read > 0 && refused > 0)
    }
}
