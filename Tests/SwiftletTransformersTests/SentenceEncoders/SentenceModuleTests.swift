import Foundation
import SwiftletBase
import SwiftletTensor
import SwiftletTransformers
import TestSupport
import Testing

/// The cases of `Fixtures/sentence-bert/make_modules.py`.
@Suite struct SentenceModuleTests {
    private struct Case {
        let name: String
        let folder: String
        let files: JSONObject
        let numbers: JSONObject
        let prompt: SentencePrompt
        let length: Int
        let embeddings: [[Float]]

        init(_ value: JSONValue) throws {
            let members = try value.object()
            name = try members.string("name")
            folder = try members.string("folder")
            files = try members.object("files")
            numbers = try members.object("numbers")
            let options = try members.object("options")
            prompt =
                if options["prompt_name"] != nil {
                    .named(try options.string("prompt_name"))
                } else if options["prompt"] != nil {
                    .text(try options.string("prompt"))
                } else {
                    .standard
                }
            length = try members.integer("length")
            embeddings = try members.array("embeddings").map {
                try $0.array().map { Float(try $0.double()) }
            }
        }

        /// Writes the directory that the case is of.
        func write(to directory: String) throws {
            let transformer = directory + "/" + folder
            try AtomicDirectory.createDirectories(transformer)
            for name in [
                "config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json",
            ] {
                let bytes = try Fixtures.bytes("sentence-bert/tiny/" + name)
                try AtomicFile.write(bytes, to: transformer + "/" + name)
            }
            for (path, value) in zip(files.names, files.values) {
                try writeFile(value.encoded(), to: directory + "/" + path)
            }
            for (path, source) in zip(numbers.names, numbers.values) {
                let bytes = try Fixtures.bytes("sentence-bert/modules/" + source.string())
                try writeFile(bytes, to: directory + "/" + path)
            }
        }
    }

    private let texts: [String]
    private let cases: [Case]

    init() throws {
        let path = Fixtures.path("sentence-bert/modules/cases.json")
        let root = try JSONValue(from: path).object()
        texts = try root.array("texts").map { try $0.string() }
        cases = try root.array("cases").map { try Case($0) }
    }

    /// Calls `body` with the directory of a case.
    private func withCase(_ name: String, _ body: (String) throws -> Void) throws {
        let item = try #require(cases.first { $0.name == name })
        try withTemporaryDirectory { directory in
            try item.write(to: directory)
            try body(directory)
        }
    }

    // MARK: - Embeddings

    @Test func embeddingsAreThoseOfSentenceTransformers() throws {
        #expect(cases.count > 50)
        for item in cases {
            try withTemporaryDirectory { directory in
                try item.write(to: directory)
                let encoder = try #require(
                    try SentenceEncoders.load(from: directory) as? TransformerSentenceEncoder
                )
                #expect(encoder.maximumLength == item.length, "\(item.name)")
                let found = rows(try encoder.embed(texts, prompt: item.prompt))
                for (found, expected) in zip(found, item.embeddings) {
                    expectClose(found, expected, tolerance: 1e-5, item.name)
                    #expect(cosine(found, expected) > 0.999_999, "\(item.name)")
                }
                #expect(encoder.dimension == item.embeddings[0].count, "\(item.name)")
                #expect(try encoder.embed([]).shape == [0, encoder.dimension])
            }
        }
    }

    @Test func eightBitsGiveNearlyTheSame() throws {
        for item in cases {
            try withTemporaryDirectory { directory in
                try item.write(to: directory)
                let encoder = try TransformerSentenceEncoder(from: directory).quantized()
                let found = rows(try encoder.embed(texts, prompt: item.prompt))
                for (found, expected) in zip(found, item.embeddings) {
                    #expect(cosine(found, expected) > 0.99, "\(item.name)")
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
                    #expect(loaded.prompts == original.prompts)
                    #expect(loaded.defaultPrompt == original.defaultPrompt)
                    #expect(loaded.similarity == original.similarity)
                    #expect(
                        try loaded.embed(texts, prompt: item.prompt)
                            == original.embed(texts, prompt: item.prompt),
                        "\(item.name), \(name)"
                    )
                }
            }
        }
    }

    // MARK: - Identities

    @Test func identitiesDifferWhereEmbeddingsDo() throws {
        var embeddings: [String: (name: String, numbers: [[Float]])] = [:]
        for item in cases {
            try withTemporaryDirectory { directory in
                try item.write(to: directory)
                let encoder = try TransformerSentenceEncoder(from: directory)
                let numbers = rows(try encoder.embed(texts))
                if let known = embeddings[encoder.identity] {
                    #expect(known.numbers == numbers, "\(item.name) is not \(known.name)")
                }
                embeddings[encoder.identity] = (item.name, numbers)
            }
        }
        #expect(embeddings.count > 30)
    }

    /// Embeddings are kept in files under it, and classifiers are saved with it.
    @Test func theIdentityOfMeansOfLengthOneStays() throws {
        let encoder = try TransformerSentenceEncoder(from: Fixtures.path("sentence-bert/tiny"))
        #expect(encoder.earliestIdentity == "bert-24-float32-665e7413d3e44b7b")
        #expect(encoder.answers(to: encoder.earliestIdentity))
        #expect(encoder.answers(to: encoder.identity))
        #expect(!encoder.answers(to: "bert-24-float32-665e7413d3e44b7c"))
        try withTemporaryDirectory { directory in
            // Encoders of 8 bits were saved without a list of modules, and gave this.
            let small = try encoder.quantized()
            try small.save(to: directory)
            for name in ["modules.json", "config_sentence_transformers.json"] {
                try FileManager.default.removeItem(atPath: directory + "/" + name)
            }
            let loaded = try TransformerSentenceEncoder(from: directory)
            #expect(loaded.identity == small.identity)
            #expect(try loaded.embed(texts) == small.embed(texts))
        }
        try withTemporaryDirectory { directory in
            // Lower case that the tokenizer writes anyway.
            try encoder.save(to: directory)
            let path = directory + "/sentence_bert_config.json"
            try AtomicFile.write(Array("{\"do_lower_case\":true}".utf8), to: path)
            let lowercase = try TransformerSentenceEncoder(from: directory)
            #expect(lowercase.identity == encoder.identity)
        }
    }

    // MARK: - Prompts and settings

    @Test func promptsThatAreNotThereAreRefused() throws {
        try withCase("default prompt") { directory in
            let encoder = try SentenceEncoders.load(from: directory)
            #expect(encoder.prompts["passage"] == "passage ")
            let error = #expect(throws: SettingError.self) {
                try encoder.embed(texts, prompt: .named("title"))
            }
            #expect(error?.name == "prompt" && error?.value == "\"title\"")
            #expect("\(error!)".contains("\"passage\", \"query\""))
        }
        let other = try SentenceEncoders.load(from: Fixtures.path("use/tiny"))
        #expect(throws: SettingError.self) {
            try other.embed(texts, prompt: .named("query"))
        }
        let prompted = texts.map { "the " + $0 }
        #expect(try other.embed(texts, prompt: .text("the ")) == other.embed(prompted))
    }

    @Test func inspectionSeesThePrompt() throws {
        try withCase("default prompt") { directory in
            let encoder = try TransformerSentenceEncoder(from: directory)
            let prompt = try #require(encoder.prompts["query"])
            let plain = try TransformerSentenceEncoder(from: Fixtures.path("sentence-bert/tiny"))
            let prompted = texts.map { prompt + $0 }
            #expect(encoder.inspect(texts) == plain.inspect(prompted))
        }
    }

    @Test func similarityIsRead() throws {
        try withCase("dot product") { directory in
            let encoder = try TransformerSentenceEncoder(from: directory)
            #expect(encoder.similarity == .dot)
        }
        try withCase("version 2") { directory in
            let encoder = try TransformerSentenceEncoder(from: directory)
            #expect(encoder.similarity == nil)
        }
    }

    // MARK: - Refusals

    private struct Refusal: Sendable, CustomTestStringConvertible {
        /// The case whose file is changed.
        let name: String
        let file: String
        let original: String
        let altered: String
        /// What the error must say.
        let words: [String]

        var testDescription: String { "\(file): \(altered)" }
    }

    private static let refusals: [Refusal] =
        [
            ("models.Pooling", "models.CNN", ["module 1", "models.CNN", "Normalize"]),
            ("models.Pooling", "models.Normalize", ["second module", "models.Normalize"]),
            ("models.Dense", "models.LSTM", ["module 2", "models.LSTM"]),
            ("models.Dense", "models.Pooling", ["module 2", "models.Pooling", "after"]),
            ("models.Dense", "models.Transformer", ["module 2", "models.Transformer"]),
            ("models.Transformer", "models.WordEmbeddings", ["module 0", "models.WordEmbeddings"]),
            ("models.Transformer", "models.Dense", ["first module", "models.Dense"]),
            ("sentence_transformers.models.Dense", "my.Dense", ["module 2", "my.Dense"]),
            ("2_Dense", "../2_Dense", ["module 2", "../2_Dense"]),
            ("2_Dense", "/etc", ["module 2", "/etc"]),
            ("\"path\"", "\"place\"", ["module 0", "path"]),
        ].map {
            Refusal(
                name: "version 4, a Dense",
                file: "modules.json",
                original: $0,
                altered: $1,
                words: $2
            )
        }
        + [
            (
                "\"pooling_mode_mean_tokens\":true", "\"pooling_mode\":\"median\"",
                ["pooling_mode", "median"]
            ),
            (
                "\"pooling_mode_mean_tokens\":true", "\"pooling_mode\":[]",
                ["pooling_mode", "empty"]
            ),
            (
                "\"pooling_mode_mean_tokens\":true", "\"pooling_mode\":7",
                ["pooling_mode", "a string is expected"]
            ),
            (
                "\"pooling_mode_mean_tokens\":true", "\"pooling_mode_all\":true",
                ["pooling_mode_all"]
            ),
            (
                "\"pooling_mode_mean_tokens\":true", "\"pooling_mode_mean_tokens\":3",
                ["mean_tokens", "a Boolean is expected"]
            ),
            ("dimension\":24", "dimension\":25", ["word_embedding_dimension", "25", "24"]),
            ("word_embedding_dimension", "dimension", ["word_embedding_dimension"]),
        ].map {
            Refusal(
                name: "version 4, a Dense",
                file: "1_Pooling/config.json",
                original: $0,
                altered: $1,
                words: $2
            )
        }
        + [
            ("24", "23", ["in_features", "23", "24"]),
            ("11", "12", ["linear.weight", "[11, 24]", "[12, 24]"]),
            ("true", "false", ["linear.bias"]),
            (
                "activation.Tanh", "activation.Hardtanh",
                ["activation_function", "Hardtanh", "ReLU"]
            ),
            ("torch.nn", "mine.nn", ["activation_function", "mine.nn"]),
            ("\"bias\"", "\"use_residual\":true,\"bias\"", ["use_residual"]),
            (
                "\"bias\"", "\"module_input_name\":\"token_embeddings\",\"bias\"",
                ["module_input_name"]
            ),
        ].map {
            Refusal(
                name: "version 4, a Dense",
                file: "2_Dense/config.json",
                original: $0,
                altered: $1,
                words: $2
            )
        }
        + [
            ("24", "25", ["dimension", "25"])
        ].map {
            Refusal(
                name: "layer norm",
                file: "2_LayerNorm/config.json",
                original: $0,
                altered: $1,
                words: $2
            )
        }
        + [
            ("9", "33", ["max_seq_length", "33", "write 32"]),
            ("9", "1", ["max_seq_length", "room"]),
            ("9", "\"9\"", ["max_seq_length"]),
            ("false", "0", ["do_lower_case"]),
            (
                "9", "9,\"transformer_task\":\"fill-mask\"",
                ["transformer_task", "feature-extraction"]
            ),
            ("9", "9,\"module_output_name\":\"scores\"", ["module_output_name"]),
            ("9", "9,\"tokenizer_args\":{\"use_fast\":false}", ["tokenizer_args", "remove"]),
            (
                "9",
                "9,\"modality_config\":{\"text\":{\"method\":\"forward\","
                    + "\"method_output_name\":\"logits\"}}",
                ["modality_config", "logits"]
            ),
        ].map {
            Refusal(
                name: "version 2",
                file: "sentence_bert_config.json",
                original: $0,
                altered: $1,
                words: $2
            )
        }
        + [
            ("\"query\",", "\"title\",", ["default_prompt_name", "title"]),
            ("\"passage \"", "7", ["prompts.passage"]),
            ("\"cosine\"", "\"maxsim\"", ["similarity_fn_name", "maxsim", "manhattan"]),
            ("\"cosine\"", "\"dot\",\"truncate_dim\":0", ["truncate_dim", "0"]),
            ("\"SentenceTransformer\"", "\"CrossEncoder\"", ["model_type", "CrossEncoder"]),
        ].map {
            Refusal(
                name: "default prompt",
                file: "config_sentence_transformers.json",
                original: $0,
                altered: $1,
                words: $2
            )
        }

    @Test(arguments: refusals)
    private func whatIsNotKnownIsRefused(refusal: Refusal) throws {
        try withCase(refusal.name) { directory in
            let path = directory + "/" + refusal.file
            let text = try String(contentsOfFile: path, encoding: .utf8)
            let range = try #require(text.range(of: refusal.original))
            let altered = text.replacingCharacters(in: range, with: refusal.altered)
            try AtomicFile.write(Array(altered.utf8), to: path)
            let error = #expect(throws: (any Error).self) {
                try SentenceEncoders.load(from: directory)
            }
            let message = "\(error!)"
            // What a weight is wrong about is in the weights' file.
            let file = refusal.words[0].hasPrefix("linear.") ? "2_Dense/" : refusal.file
            #expect(message.contains(directory + "/" + file), "\(message)")
            // The name of the directory may hold any number.
            let rest = message.replacingOccurrences(of: directory, with: "")
            for words in refusal.words { #expect(rest.contains(words), "\(message)") }
        }
    }

    @Test func filesThatAreMissingAreRefused() throws {
        for file in ["1_Pooling/config.json", "2_Dense/config.json", "2_Dense/model.safetensors"] {
            try withCase("version 4, a Dense") { directory in
                try FileManager.default.removeItem(atPath: directory + "/" + file)
                let error = #expect(throws: FileError.self) {
                    try SentenceEncoders.load(from: directory)
                }
                #expect(error?.path == directory + "/" + file)
            }
        }
        try withCase("version 4, a Dense") { directory in
            let folder = directory + "/2_Dense/"
            try FileManager.default.moveItem(
                atPath: folder + "model.safetensors",
                toPath: folder + "pytorch_model.bin"
            )
            let error = #expect(throws: (any Error).self) {
                try SentenceEncoders.load(from: directory)
            }
            #expect("\(error!)".contains(folder + "pytorch_model.bin"))
            #expect("\(error!)".contains("Save the encoder"))
        }
    }

    /// A long run: `SWIFTLET_FUZZ_ITERATIONS=100000 swift test -c release --filter SentenceModule`
    @Test func mutatedFilesAreReadOrRefused() throws {
        for (name, files) in [
            ("chain", ["modules.json", "1_Pooling/config.json", "3_Dense/config.json"]),
            ("chain", ["3_Dense/model.safetensors", "4_LayerNorm/config.json"]),
            ("default prompt", ["config_sentence_transformers.json"]),
            ("do_lower_case as version 6 saves it", ["sentence_bert_config.json"]),
        ] {
            for file in files {
                try withCase(name) { directory in
                    let path = directory + "/" + file
                    let original = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
                    try Mutator.fuzz([original], seed: 9, iterations: 100) { bytes in
                        try AtomicFile.write(bytes, to: path)
                        guard let encoder = try? SentenceEncoders.load(from: directory) else {
                            return
                        }
                        #expect(try encoder.embed(["a b", ""]).shape == [2, encoder.dimension])
                    }
                }
            }
        }
    }
}
