import Foundation
import SwiftletBase
import SwiftletTensor
import SwiftletText
import SwiftletTransformers
import TestSupport
import Testing

/// Directories as they come from different programs and years.
@Suite struct ModelDirectoryTests {
    let expected: FamilyExpected

    init() throws { expected = try FamilyExpected() }

    struct Make: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let fixture: String
        let change: @Sendable (inout ModelFolder) -> Void

        init(
            _ description: String,
            _ fixture: String,
            _ change: @escaping @Sendable (inout ModelFolder) -> Void
        ) {
            (testDescription, self.fixture, self.change) = (description, fixture, change)
        }

        /// One member of the configuration; nil removes it.
        init(_ fixture: String, _ member: String, _ value: JSONValue?) {
            let text = value.map { "\($0)" } ?? "missing"
            self.init("\(fixture), \(member): \(text)", fixture) {
                $0.configuration[member] = value
            }
        }

        /// Tensors that the model has no part for.
        init(_ fixture: String, adding names: String...) {
            self.init("\(fixture), with \(names)", fixture) {
                for name in names { $0.tensors[name] = Tensor(zeros: [2, 12]) }
            }
        }
    }

    // MARK: - What is read

    private static func withoutPrefix(_ fixture: String) -> Make {
        Make("\(fixture), without a prefix", fixture) {
            $0.rename { name in
                for prefix in ["bert.", "roberta."] where name.hasPrefix(prefix) {
                    return String(name.dropFirst(prefix.count))
                }
                return name
            }
        }
    }

    private static func withOldNames(_ fixture: String) -> Make {
        Make("\(fixture), with gamma and beta", fixture) {
            $0.rename { name in
                for (new, old) in [("weight", "gamma"), ("bias", "beta")]
                where name.hasSuffix("LayerNorm." + new) {
                    return name.dropLast(new.count) + old
                }
                return name
            }
        }
    }

    static let readable: [Make] =
        FamilyExpected.families.flatMap { [withoutPrefix($0), withOldNames($0)] } + [
            Make("bert", adding: "bert.embeddings.position_ids"),
            Make(
                "roberta",
                adding: "roberta.embeddings.position_ids",
                "roberta.embeddings.token_type_ids"
            ),
            Make("bert", "label2id", ["LABEL_0": 0, "LABEL_1": 1, "LABEL_2": 2]),
            Make("roberta", "label2id", ["negative": "0", "neutral": "1", "positive": "2"]),
            Make("xlm-roberta", "label2id", ["negative": 0, "neutral": 0]),
            Make("bert", "num_labels", 3),
            Make("roberta", "id2label", ["0": 0, "1": 1, "2": "two"]),
            Make("camembert, num_labels in place of id2label", "camembert") {
                $0.configuration["id2label"] = nil
                $0.configuration["num_labels"] = 3
            },
            Make("bert", "classifier_dropout", nil),
            Make("roberta", "classifier_dropout", 0.3),
            Make("bert", "problem_type", .null),
            Make("roberta", "problem_type", "multi_label_classification"),
            Make("bert", "problem_type", "regression"),
            Make("bert", "type_vocab_size", nil),
            Make("roberta", "pad_token_id", nil),
            Make("xlm-roberta", "pad_token_id", nil),
            Make("bert", "pad_token_id", .null),
            Make("bert", "position_embedding_type", "absolute"),
            Make("camembert", "hidden_act", "gelu_python"),
            Make("roberta", "hidden_act", nil),
            Make("bert", "architectures", ["BertForMaskedLM"]),
            Make("bert", "transformers_version", "2.1.1"),
            Make("bert", "output_past", true),
        ]

    @Test(arguments: readable) func directoriesAreRead(_ make: Make) throws {
        try withTemporaryDirectory { directory in
            var folder = try ModelFolder("families/" + make.fixture)
            make.change(&folder)
            try folder.write(to: directory)
            let model = try DistilBERTForSequenceClassification(from: directory, seed: nil)
            #expect(model.ignoredTensors.isEmpty)
            expectClose(
                try model.logits(of: expected.sequences).elements,
                try expected.array(make.fixture + ".logits"),
                tolerance: 1e-5
            )
        }
    }

    /// The heads of other tasks do not count, but are named.
    static let otherHeads: [(fixture: String, tensors: [String])] = [
        ("bert", ["cls.predictions.bias", "cls.seq_relationship.weight"]),
        ("bert", ["qa_outputs.weight"]),
        ("roberta", ["lm_head.bias", "lm_head.dense.weight"]),
        ("roberta", ["roberta.pooler.dense.bias", "roberta.pooler.dense.weight"]),
        ("xlm-roberta", ["classifier.bias", "classifier.weight"]),
        ("camembert", ["lm_head.decoder.weight", "qa_outputs.bias"]),
    ]

    @Test(arguments: otherHeads.indices) func otherHeadsAreNamed(_ index: Int) throws {
        let (fixture, names) = Self.otherHeads[index]
        try withTemporaryDirectory { directory in
            var folder = try ModelFolder("families/" + fixture)
            for name in names { folder.tensors[name] = Tensor(zeros: [2, 12]) }
            try folder.write(to: directory)
            let model = try DistilBERTForSequenceClassification(from: directory, seed: nil)
            #expect(model.ignoredTensors == names)
            // A head has two layers, whose four arrays are not the encoder's.
            #expect(try DistilBERT(from: directory).ignoredTensors.count == names.count + 4)
            expectClose(
                try model.logits(of: expected.sequences).elements,
                try expected.array(fixture + ".logits"),
                tolerance: 1e-5
            )
        }
    }

    @Test func distilBERTHasOneEpsilonWhateverItsFileSays() throws {
        try withTemporaryDirectory { directory in
            var folder = try ModelFolder("distilbert/single")
            folder.configuration["layer_norm_eps"] = 0.5
            try folder.write(to: directory)
            let distilBERT = try Expected()
            let model = try DistilBERTForSequenceClassification(from: directory)
            expectClose(
                try model.logits(of: distilBERT.sequences).elements,
                try distilBERT.array("single.logits"),
                tolerance: 2e-5
            )
        }
    }

    @Test func aModelInSeveralFilesIsRead() throws {
        try withTemporaryDirectory { directory in
            let folder = try ModelFolder("families/roberta")
            try folder.writeConfiguration(to: directory)
            // Every other tensor in a file of its own.
            var places = JSONObject()
            var writers = [SafetensorsWriter(), SafetensorsWriter()]
            for (index, name) in folder.tensors.keys.sorted().enumerated() {
                writers[index % 2].add(name, folder.tensors[name]!)
                places[name] = .string("part-\(index % 2).safetensors")
            }
            for index in 0..<2 {
                try writers[index].save(to: directory + "/part-\(index).safetensors")
            }
            try AtomicFile.write(
                JSONValue.object(JSONObject([("weight_map", .object(places))])).encoded(),
                to: directory + "/model.safetensors.index.json"
            )
            let model = try DistilBERTForSequenceClassification(from: directory)
            expectClose(
                try model.logits(of: expected.sequences).elements,
                try expected.array("roberta.logits"),
                tolerance: 1e-5
            )
        }
    }

    // MARK: - What is refused

    /// A directory, and what its error names: the file, and parts of the text.
    static let refused: [(make: Make, file: String, parts: [String])] = [
        (Make("bert", "model_type", "albert"), "config.json", ["model_type", "\"camembert\""]),
        (Make("bert", "model_type", "swiftlet-int8-bert"), "config.json", ["quantization_config"]),
        (
            Make("bert", "position_embedding_type", "relative_key"), "config.json",
            ["position_embedding_type", "relative_key", "absolute"]
        ),
        (
            Make("roberta", "hidden_act", "quick_gelu"), "config.json",
            ["hidden_act", "quick_gelu", "gelu_pytorch_tanh"]
        ),
        (Make("roberta", "pad_token_id", .null), "config.json", ["pad_token_id", "null"]),
        (
            Make("camembert", "max_position_embeddings", 4), "config.json",
            ["max_position_embeddings", "pad_token_id"]
        ),
        (Make("bert", "is_decoder", true), "config.json", ["is_decoder"]),
        (Make("bert", "num_labels", 4), "config.json", ["num_labels", "id2label"]),
        (Make("bert", "id2label", ["0": "a", "2": "b"]), "config.json", ["id2label"]),
        (
            Make("bert", "id2label", ["0": "a", "1": "b"]), "model.safetensors",
            ["classifier.weight", "[3, 12]", "[2, 12]", "as many labels"]
        ),
        (
            Make("roberta, a single class", "roberta") {
                $0.configuration["id2label"] = ["0": "a"]
                $0.configuration["problem_type"] = "single_label_classification"
            }, "config.json", ["problem_type", "regression"]
        ),
        (Make("bert", "type_vocab_size", 3), "model.safetensors", ["token_type_embeddings"]),
        (
            Make("roberta", adding: "roberta.encoder.layer.2.output.dense.weight"),
            "model.safetensors", ["roberta.encoder.layer.2.output.dense.weight"]
        ),
        (
            Make("roberta", adding: "roberta.encoder.layer.0.attention.self.query.lora_A"),
            "model.safetensors", ["lora_A"]
        ),
        (
            Make("bert, without token types", "bert") {
                $0.tensors["bert.embeddings.token_type_embeddings.weight"] = nil
            }, "model.safetensors", ["token_type_embeddings"]
        ),
        (
            Make("bert, without a pooler", "bert") {
                $0.tensors["bert.pooler.dense.weight"] = nil
                $0.tensors["bert.pooler.dense.bias"] = nil
            }, "model.safetensors", ["bert.pooler.dense.weight"]
        ),
        (
            Make("xlm-roberta, without the last layer", "xlm-roberta") {
                $0.tensors["classifier.out_proj.weight"] = nil
            }, "model.safetensors", ["classifier.out_proj.weight"]
        ),
        (
            Make("a RoBERTa that calls itself BERT", "roberta") {
                $0.configuration["model_type"] = "bert"
            }, "model.safetensors", ["embeddings.word_embeddings.weight"]
        ),
    ]

    @Test(arguments: refused.indices) func badDirectoriesAreRefused(_ index: Int) throws {
        let (make, file, parts) = Self.refused[index]
        try withTemporaryDirectory { directory in
            var folder = try ModelFolder("families/" + make.fixture)
            make.change(&folder)
            try folder.write(to: directory)
            let error = #expect(throws: (any Error).self, "\(make.testDescription)") {
                try DistilBERTForSequenceClassification(from: directory, seed: nil)
            }
            let text = error.map { "\($0)" } ?? ""
            for part in [directory + "/" + file] + parts {
                #expect(text.contains(part), "\(make.testDescription): \(text)")
            }
        }
    }

    @Test(
        arguments: ["config.json", "model.safetensors", "model.safetensors.index.json"],
        [
            ("version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n", "git lfs pull"),
            ("<!DOCTYPE html>\n<html><body>Not found</body></html>", "web page"),
        ]
    )
    func pagesAndPointersAreNamed(_ name: String, _ content: (text: String, part: String)) throws {
        try withTemporaryDirectory { directory in
            try ModelFolder("families/bert").writeConfiguration(to: directory)
            try AtomicFile.write(Array(content.text.utf8), to: directory + "/" + name)
            let error = #expect(throws: (any Error).self) {
                try DistilBERTForSequenceClassification(from: directory)
            }
            let text = error.map { "\($0)" } ?? ""
            #expect(text.contains(directory + "/" + name) && text.contains(content.part), "\(text)")
        }
    }

    @Test(arguments: [
        ("pytorch_model.bin", "save_pretrained"),
        ("pytorch_model.bin.index.json", "save_pretrained"),
        ("tf_model.h5", "from_tf=True"), ("flax_model.msgpack", "from_flax=True"),
        ("model.onnx", "exported"), ("onnx/model.onnx", "exported"),
        ("adapter_model.safetensors", "merge_and_unload"),
    ])
    func otherWeightsAreNamedWithAdvice(_ name: String, _ advice: String) throws {
        try withTemporaryDirectory { directory in
            try ModelFolder("families/bert").writeConfiguration(to: directory)
            try AtomicDirectory.createDirectories(directory + "/onnx")
            try AtomicFile.write([1, 2, 3], to: directory + "/" + name)
            let error = #expect(throws: FormatError.self) {
                try DistilBERTForSequenceClassification(from: directory)
            }
            #expect(error?.file == directory + "/" + name)
            #expect(error?.remedy?.contains(advice) == true, "\(error!)")
            #expect(error?.problem.contains("expected model.safetensors") == true)
        }
    }
}

/// What make_directories.py writes beside each model.
private struct DirectoryAnswer: Decodable {
    let tokens: [[Int]]?
    let logits: [[Float]]?
    let refused: [String]?
}

extension ModelDirectoryTests {
    private static var folder: String? {
        ProcessInfo.processInfo.environment["SWIFTLET_FAMILY_DIRECTORIES"]
    }

    /// The directories of `make_directories.py`, which are too many to keep.
    @Test(.enabled(if: folder != nil)) func directoriesOfTransformersAreRead() throws {
        let folder = try #require(Self.folder)
        let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
        #expect(names.count >= 30)
        for name in names {
            let path = folder + "/" + name
            let data = try Data(contentsOf: URL(fileURLWithPath: path + "/expected.json"))
            let answer = try JSONDecoder().decode(DirectoryAnswer.self, from: data)
            do {
                let model = try DistilBERTForSequenceClassification(from: path, seed: nil)
                let logits = try model.logits(of: TokenSequences(answer.tokens ?? []))
                expectClose(
                    logits.elements,
                    (answer.logits ?? []).flatMap(\.self),
                    tolerance: 2e-5,
                    name
                )
                #expect(answer.refused == nil, "\(name) was read")
            } catch {
                let parts = try #require(answer.refused, "\(name): \(error)")
                for part in [path + "/"] + parts {
                    #expect("\(error)".contains(part), "\(name): \(error)")
                }
            }
        }
    }
}
