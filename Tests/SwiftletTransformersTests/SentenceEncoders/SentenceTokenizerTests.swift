import Foundation
import SwiftletBase
import SwiftletTensor
import SwiftletText
import SwiftletTransformers
import TestSupport
import Testing

/// Encoders with any tokenizer; the cases of `Fixtures/sentence-bert/make_tokenizers.py`.
@Suite struct SentenceTokenizerTests {
    private struct Case {
        let name: String
        let model: String
        let copies: JSONObject
        let files: JSONObject
        let length: Int
        let tokens: [[Int]]
        /// nil for a text that is too long for the peer.
        let embeddings: [[Float]?]

        init(_ value: JSONValue) throws {
            let members = try value.object()
            name = try members.string("name")
            model = try members.string("model")
            copies = try members.object("copies")
            files = try members.object("files")
            length = try members.integer("length")
            tokens = try members.array("tokens").map { try $0.array().map { try $0.integer() } }
            embeddings = try members.array("embeddings").map {
                $0 == .null ? nil : try $0.array().map { Float(try $0.double()) }
            }
        }

        /// Writes the directory that the case is of.
        func write(to directory: String) throws {
            try AtomicDirectory.createDirectories(directory)
            for name in ["config.json", "model.safetensors"] {
                try AtomicFile.write(
                    Fixtures.bytes(model + "/" + name),
                    to: directory + "/" + name
                )
            }
            for (name, source) in zip(copies.names, copies.values) {
                try AtomicFile.write(
                    Fixtures.bytes(source.string()),
                    to: directory + "/" + name
                )
            }
            for (path, value) in zip(files.names, files.values) {
                try writeFile(value.encoded(), to: directory + "/" + path)
            }
        }
    }

    private let texts: [String]
    private let cases: [Case]

    init() throws {
        let path = Fixtures.path("sentence-bert/tokenizers/cases.json")
        let root = try JSONValue(from: path).object()
        texts = try root.array("texts").map { try $0.string() }
        cases = try root.array("cases").map { try Case($0) }
    }

    /// Calls `body` with the directory of a case.
    private func withCase(_ name: String, _ body: (String) throws -> Void) throws {
        let item = try #require(cases.first { $0.name == name })
        try withTemporaryDirectory { directory in
            try item.write(to: directory + "/encoder")
            try body(directory + "/encoder")
        }
    }

    @Test func embeddingsAreThoseOfSentenceTransformers() throws {
        #expect(cases.count == 14)
        for item in cases {
            try withTemporaryDirectory { directory in
                try item.write(to: directory)
                let encoder = try #require(
                    try SentenceEncoders.load(from: directory) as? TransformerSentenceEncoder
                )
                #expect(encoder.maximumLength == item.length, "\(item.name)")
                let found = rows(try encoder.embed(texts))
                let small = rows(try encoder.quantized().embed(texts))
                for (text, expected) in item.embeddings.enumerated() {
                    let tokens = encoder.tokenizer.encode(
                        texts[text],
                        maximumLength: encoder.maximumLength
                    )
                    guard let expected else {
                        #expect(tokens.count == encoder.maximumLength, "\(item.name)")
                        continue
                    }
                    if encoder.defaultPrompt == nil {
                        #expect(tokens == item.tokens[text], "\(item.name), text \(text)")
                    }
                    expectClose(found[text], expected, tolerance: 1e-5, item.name)
                    #expect(cosine(found[text], expected) > 0.999_999, "\(item.name)")
                    #expect(cosine(small[text], expected) > 0.99, "\(item.name), int8")
                }
            }
        }
    }

    @Test func whatIsSavedLoadsToTheSame() throws {
        for item in cases {
            try withTemporaryDirectory { directory in
                try item.write(to: directory + "/original")
                let encoder = try TransformerSentenceEncoder(from: directory + "/original")
                for (name, original) in [("floats", encoder), ("int8", try encoder.quantized())] {
                    try original.save(to: directory + "/" + name)
                    let loaded = try TransformerSentenceEncoder(from: directory + "/" + name)
                    #expect(loaded.identity == original.identity, "\(item.name), \(name)")
                    #expect(
                        try loaded.embed(texts) == original.embed(texts),
                        "\(item.name), \(name)"
                    )
                    #expect(loaded.inspect(texts) == original.inspect(texts))
                }
            }
        }
    }

    @Test func identitiesDifferWhereTokensDo() throws {
        var known: [String: (name: String, embeddings: [[Float]])] = [:]
        for item in cases {
            try withTemporaryDirectory { directory in
                try item.write(to: directory)
                let encoder = try TransformerSentenceEncoder(from: directory)
                let embeddings = rows(try encoder.embed(texts))
                if let other = known[encoder.identity] {
                    #expect(other.embeddings == embeddings, "\(item.name) is not \(other.name)")
                }
                known[encoder.identity] = (item.name, embeddings)
            }
        }
        #expect(known.count > 9)
    }

    @Test func inspectionCountsTokensAndUnknownOnes() throws {
        try withCase("xlm-roberta") { directory in
            let encoder = try TransformerSentenceEncoder(from: directory)
            let inspections = encoder.inspect(texts)
            for (text, inspection) in zip(texts, inspections) {
                let ids = encoder.tokenizer.encode(text).dropFirst().dropLast()
                #expect(inspection.tokenCount == ids.count)
                #expect(inspection.unknownTokenCount == ids.filter { $0 == 3 }.count)
                #expect(inspection.maximumTokenCount == 10)
            }
            #expect(inspections.contains { $0.unknownTokenCount > 0 })
        }
    }

    @Test func directoriesWithoutATokenizerAreRefused() throws {
        try withCase("roberta") { directory in
            try FileManager.default.removeItem(atPath: directory + "/merges.txt")
            let error = #expect(throws: FormatError.self) {
                try TransformerSentenceEncoder(from: directory)
            }
            #expect(error?.file == directory)
            #expect(error?.problem.contains("tokenizer.json") == true)
        }
        try withCase("xlm-roberta") { directory in
            var file = try JSONValue(from: directory + "/tokenizer.json").object()
            var model = try file.object("model")
            model["type"] = "WordLevel"
            file["model"] = .object(model)
            try AtomicFile.write(
                JSONValue.object(file).encoded(),
                to: directory + "/tokenizer.json"
            )
            let error = #expect(throws: FormatError.self) {
                try TransformerSentenceEncoder(from: directory)
            }
            #expect(error?.problem.contains("WordLevel") == true)
        }
    }

    @Test func aModelWithFewerRowsThanTokensIsRefused() throws {
        try withCase("roberta") { directory in
            let tokens: JSONValue = ["<gap>": 642, "<more>": 643, "<and more>": 644]
            try AtomicFile.write(tokens.encoded(), to: directory + "/added_tokens.json")
            var settings = try JSONValue(from: directory + "/tokenizer_config.json").object()
            settings["added_tokens_decoder"] = nil
            try AtomicFile.write(
                JSONValue.object(settings).encoded(),
                to: directory + "/tokenizer_config.json"
            )
            let error = #expect(throws: FormatError.self) {
                try TransformerSentenceEncoder(from: directory)
            }
            #expect(error?.file == directory + "/config.json")
            #expect(error?.problem.contains("645 tokens") == true)
        }
    }
}
