import Foundation
import SwiftletBase
import SwiftletTensor
import SwiftletTransformers
import TestSupport
import Testing

@Suite struct BadCheckpointTests {
    /// The members of a fixture's configuration, changed, and what the error must name.
    private func expectError(
        _ name: String = "single",
        naming part: String,
        _ change: (inout JSONObject) -> Void
    ) throws {
        var members = try JSONValue(from: Fixtures.path("distilbert/\(name)/config.json"))
            .object()
        change(&members)
        try withTemporaryDirectory { directory in
            let path = directory + "/config.json"
            try AtomicFile.write(JSONValue.object(members).encoded(), to: path)
            let error = #expect(throws: FormatError.self) {
                try DistilBERTConfiguration(from: path)
            }
            #expect(error?.file == path)
            #expect(error?.problem.contains("\"\(part)\"") == true, "\(error!)")
        }
    }

    @Test func badConfigurationsNameTheMember() throws {
        for (member, value) in [
            ("model_type", "albert"), ("model_type", nil), ("dim", 0), ("dim", "24"), ("dim", nil),
            ("vocab_size", -1), ("n_layers", 9_223_372_036_854_775_807), ("n_heads", 5),
            ("hidden_dim", 1.5), ("activation", "mish"), ("dropout", 1), ("dropout", -0.5),
            ("attention_dropout", "x"), ("seq_classif_dropout", 2), ("pad_token_id", 60),
            ("problem_type", "ranking"), ("num_labels", 2), ("id2label", ["0": "a", "2": "b"]),
            ("id2label", []),
            ("max_position_embeddings", 0), ("model_type", "swiftlet-int8-bert"),
        ] as [(String, JSONValue?)] {
            try expectError(naming: member) { $0[member] = value }
        }
        try expectError(naming: "id2label") { $0["id2label"] = .object(JSONObject()) }
        try expectError(naming: "problem_type") {
            $0["id2label"] = ["0": "a"]
            $0["problem_type"] = "single_label_classification"
        }
        for (member, value) in [
            ("hidden_act", "gelu_10"), ("hidden_size", 25),
            ("position_embedding_type", "relative"),
            ("is_decoder", true), ("layer_norm_eps", 0), ("type_vocab_size", 0),
        ] as [(String, JSONValue?)] {
            let part = member == "hidden_size" ? "num_attention_heads" : member
            try expectError("bert", naming: part) { $0[member] = value }
        }
    }

    /// Loads a fixture's model after a change of its tensors.
    private func error(
        _ name: String = "single",
        _ change: (inout [String: Tensor]) -> Void
    ) throws -> FormatError? {
        try withTemporaryDirectory { directory in
            try copyModel(name, to: directory)
            let path = directory + "/model.safetensors"
            let file = try SafetensorsFile(from: path)
            var tensors: [String: Tensor] = [:]
            for tensor in file.tensorNames { tensors[tensor] = try file.tensor(tensor) }
            change(&tensors)
            var writer = SafetensorsWriter()
            for (tensor, value) in tensors { writer.add(tensor, value) }
            try writer.save(to: path)
            let error = #expect(throws: FormatError.self) {
                try DistilBERTForSequenceClassification(from: directory)
            }
            #expect(error?.file == path)
            return error
        }
    }

    @Test func badTensorsAreNamed() throws {
        let bias = "distilbert.transformer.layer.1.ffn.lin2.bias"
        let missing = try error { $0[bias] = nil }
        #expect(missing?.problem == "there is no such tensor" && missing?.place == .tensor(bias))
        let words = "distilbert.embeddings.word_embeddings.weight"
        let wrong = try error { $0[words] = Tensor(zeros: [24, 60]) }
        #expect(wrong?.problem.hasPrefix("its shape is ") == true && wrong?.place == .tensor(words))
        let head = try error { $0["classifier.bias"] = nil }
        #expect(
            head?.problem.hasPrefix("there is no such tensor") == true
                && head?.place == .tensor("classifier.bias")
        )
        let extra = try error { $0["distilbert.transformer.layer.2.x"] = Tensor(zeros: [1]) }
        #expect(extra?.problem == "the model has no place for it")
        for value in [Float.nan, .infinity] {
            let last = try error { $0[words]![59, 23] = value }
            #expect(
                last?.problem == "it holds NaN or infinity, expected finite numbers"
                    && last?.place == .tensor(words)
            )
        }
        let types = "embeddings.token_type_embeddings.weight"
        let noTypes = try error("bert") { $0[types] = Tensor(zeros: [0, 24]) }
        #expect(
            noTypes?.problem.hasPrefix("its shape is ") == true && noTypes?.place == .tensor(types)
        )
        let pooled = try error("bert") { $0["classifier.weight"] = Tensor(zeros: [2, 24]) }
        #expect(
            pooled?.problem
                == "there is no such tensor, so the model has no classifier"
                && pooled?.place == .tensor("classifier.bias")
        )
    }

    @Test func uselessTensorsAreIgnored() throws {
        try withTemporaryDirectory { directory in
            try copyModel("single", to: directory)
            let path = directory + "/model.safetensors"
            let file = try SafetensorsFile(from: path)
            var writer = SafetensorsWriter()
            for tensor in file.tensorNames { writer.add(tensor, try file.tensor(tensor)) }
            writer.add("distilbert.embeddings.position_ids", [0, 1], shape: [1, 2])
            writer.add("vocab_projector.bias", Tensor(zeros: [60]))
            try writer.save(to: path)
            #expect(throws: Never.self) { try DistilBERTForSequenceClassification(from: directory) }
        }
    }

    @Test func badIndexesAreErrors() throws {
        func error(_ map: JSONValue) throws -> (any Error)? {
            try withTemporaryDirectory { directory in
                for name in ["config.json", "model-00001-of-00003.safetensors"] {
                    let bytes = try Fixtures.bytes("distilbert/sharded/" + name)
                    try AtomicFile.write(bytes, to: directory + "/" + name)
                }
                let index: JSONValue = ["weight_map": map]
                try AtomicFile.write(
                    index.encoded(),
                    to: directory + "/model.safetensors.index.json"
                )
                do {
                    _ = try DistilBERT(from: directory)
                    return nil
                } catch { return error }
            }
        }
        let words = "distilbert.embeddings.word_embeddings.weight"
        func map(_ name: JSONValue) -> JSONValue { .object(JSONObject([(words, name)])) }
        #expect(try error("x") is FormatError)
        for name in ["../model.safetensors", "", 3] as [JSONValue] {
            #expect(
                (try error(map(name)) as? FormatError)?.problem.hasSuffix(
                    "expected the name of a file beside the index"
                ) == true
            )
        }
        #expect((try error(map("none.safetensors")) as? FileError)?.reason == .missing)
        let place: JSONValue = "model-00001-of-00003.safetensors"
        #expect(
            (try error(.object(JSONObject([("x", place)]))) as? FormatError)?.problem
                == "there is no such tensor"
        )
        #expect(
            (try error(map(place)) as? FormatError)?.place
                == .tensor("distilbert.embeddings.position_embeddings.weight")
        )
    }

    @Test func missingFilesAreNamed() throws {
        try withTemporaryDirectory { directory in
            let configuration = #expect(throws: FileError.self) { try DistilBERT(from: directory) }
            #expect(configuration?.path == directory + "/config.json")
            try AtomicFile.write(
                Fixtures.bytes("distilbert/single/config.json"),
                to: directory + "/config.json"
            )
            let weights = #expect(throws: FileError.self) { try DistilBERT(from: directory) }
            #expect(weights?.path == directory + "/model.safetensors")
        }
    }

    @Test func mutatedConfigurationsAreReadOrErrors() throws {
        try withTemporaryDirectory { directory in
            let path = directory + "/config.json"
            let inputs = try ["single", "bert"].map {
                try Fixtures.bytes("distilbert/\($0)/config.json")
            }
            try AtomicFile.write(
                Fixtures.bytes("distilbert/single/model.safetensors"),
                to: directory + "/model.safetensors"
            )
            try Mutator.fuzz(inputs, seed: 5, iterations: min(Mutator.iterations, 1_000)) { bytes in
                try Data(bytes).write(to: URL(fileURLWithPath: path))
                do {
                    _ = try DistilBERTForSequenceClassification(from: directory)
                } catch {
                    #expect(error is FormatError, "\(error)")
                }
            }
        }
    }
}
