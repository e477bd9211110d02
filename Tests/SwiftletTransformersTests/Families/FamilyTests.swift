import Foundation
import SwiftletBase
import SwiftletNeural
import SwiftletTensor
import SwiftletText
import SwiftletTransformers
import TestSupport
import Testing

/// BERT, RoBERTa, XLM-RoBERTa and CamemBERT as classifiers.
@Suite struct FamilyTests {
    let expected: FamilyExpected

    init() throws { expected = try FamilyExpected() }

    @Test(arguments: FamilyExpected.families, [1, 2])
    func logitsEqualTransformers(_ family: String, _ threads: Int) throws {
        let model = try expected.model(family)
        #expect(model.configuration.family.rawValue == family)
        #expect(model.configuration.labels == ["negative", "neutral", "positive"])
        let logits = try Threads.withCount(threads) { try model.logits(of: expected.sequences) }
        expectClose(logits.elements, try expected.array(family + ".logits"), tolerance: 1e-5)
    }

    @Test(
        arguments: FamilyExpected.families,
        ["gelu_new", "gelu_pytorch_tanh", "relu", "tanh", "silu"]
    )
    func activationsEqualTransformers(_ family: String, _ activation: String) throws {
        try withTemporaryDirectory { directory in
            var folder = try ModelFolder("families/" + family)
            folder.configuration["hidden_act"] = .string(activation)
            try folder.write(to: directory)
            let model = try DistilBERTForSequenceClassification(from: directory)
            #expect(model.configuration.activation.rawValue == activation)
            expectClose(
                try model.logits(of: expected.sequences).elements,
                try expected.array("\(family).\(activation).logits"),
                tolerance: 1e-5
            )
        }
    }

    @Test(arguments: FamilyExpected.families)
    func aPaddingTokenWithinATextStandsAtItsOwnPosition(_ family: String) throws {
        let model = try expected.model(family)
        let padding = try #require(model.configuration.paddingToken)
        let sequences = TokenSequences([
            [4, padding, 7, 9], [padding, 5], [8, 6, padding, padding, 4],
        ])
        expectClose(
            try model.logits(of: sequences).elements,
            try expected.array(family + ".placed.logits"),
            tolerance: 1e-5
        )
    }

    @Test(arguments: FamilyExpected.families)
    func theLongestTextHasAsManyTokensAsPositions(_ family: String) throws {
        let model = try expected.model(family)
        #expect(model.configuration.maximumPositions == 14)
        #expect(throws: TokenError(sequence: 0, problem: .tooLong(length: 15, limit: 14))) {
            try model.logits(of: TokenSequences([[Int](repeating: 5, count: 15)]))
        }
        let cut = TokenSequences([[Int](repeating: 5, count: 14)])
        let long = TokenSequences([[Int](repeating: 5, count: 20)])
        #expect(try model.logits(of: long, long: .truncated) == model.logits(of: cut))
    }

    @Test(arguments: FamilyExpected.families)
    func aSavedModelIsTheSame(_ family: String) throws {
        let model = try expected.model(family)
        try withTemporaryDirectory { directory in
            try model.save(to: directory + "/model")
            let loaded = try DistilBERTForSequenceClassification(from: directory + "/model")
            #expect(loaded.configuration == model.configuration)
            #expect(
                try loaded.logits(of: expected.sequences) == model.logits(of: expected.sequences)
            )
            let original = try ModelFolder("families/" + family)
            let saved = try SafetensorsFile(from: directory + "/model/model.safetensors")
            #expect(saved.tensorNames == original.tensors.keys.sorted())
            for (name, tensor) in original.tensors {
                #expect(try saved.tensor(name) == tensor, "\(name)")
            }
            let members = try JSONValue(from: directory + "/model/config.json").object()
            for name in [
                "model_type", "architectures", "max_position_embeddings", "type_vocab_size",
                "pad_token_id", "layer_norm_eps", "hidden_act",
            ] {
                let (found, wanted) = (members[name], original.configuration[name])
                #expect(found == wanted, "\(name)")
            }
        }
    }

    @Test(arguments: FamilyExpected.families)
    func eightBitsGiveTheSameLabels(_ family: String) throws {
        let model = try expected.model(family)
        let small = try model.quantized()
        var generator = PCG64(seed: 7)
        let many = TokenSequences(
            (0..<1000).map { _ in (0..<1 + generator.below(14)).map { _ in generator.below(32) } }
        )
        let (exact, rounded) = (try model.logits(of: many), try small.logits(of: many))
        let same = zip(exact.rowArgmax(), rounded.rowArgmax()).count { $0 == $1 }
        #expect(same >= 990, "\(same) of 1000")
        try withTemporaryDirectory { directory in
            try small.save(to: directory + "/model")
            let path = directory + "/model/config.json"
            let type = try JSONValue(from: path).object().string("model_type")
            #expect(type == "swiftlet-int8-" + family)
            let note = try FileReader.bytes(of: directory + "/model/README.md")
            #expect(String(decoding: note, as: UTF8.self).contains("Swiftlet"))
            let loaded = try DistilBERTForSequenceClassification(from: directory + "/model")
            #expect(loaded.isQuantized && loaded.configuration == small.configuration)
            #expect(try loaded.logits(of: many) == rounded)
            try loaded.save(to: directory + "/again")
            for file in ["config.json", "model-int8.safetensors"] {
                #expect(
                    try FileReader.bytes(of: directory + "/model/" + file)
                        == FileReader.bytes(of: directory + "/again/" + file)
                )
            }
        }
    }

    @Test(arguments: FamilyExpected.families)
    func weightsOf16BitsAreQuantizedAsTheirFloats(_ family: String) throws {
        let expected = try FamilyExpected()
        let half = try expected.model(family).bfloat16()
        try withTemporaryDirectory { directory in
            try half.save(to: directory)
            var folder = try JSONValue(from: directory + "/config.json").object()
            folder["products_dtype"] = nil
            try AtomicFile.write(
                JSONValue.object(folder).encoded(),
                to: directory + "/config.json"
            )
            let floats = try DistilBERTForSequenceClassification(from: directory)
            #expect(half.configuration.usesBFloat16 && !floats.configuration.usesBFloat16)
            let logits = try [half, floats].map {
                try $0.quantized().logits(of: expected.sequences)
            }
            #expect(logits[0] == logits[1])
        }
    }

    @Test(arguments: FamilyExpected.families)
    func otherLabelsGetALastLayerOfTheirOwn(_ family: String) throws {
        let path = Fixtures.path("families/" + family)
        let old = try FamilyExpected().model(family)
        let last = family == "bert" ? "classifier" : "classifier.out_proj"
        let first = family == "bert" ? "bert.pooler.dense" : "classifier.dense"
        let labels = (0..<7).map { "\($0)" }
        #expect(old.configuration.labels.count != 7 && old.ignoredTensors.isEmpty)
        let model = try DistilBERTForSequenceClassification(from: path, labels: labels)
        #expect(Set(model.ignoredTensors) == [last + ".weight", last + ".bias"])
        try withTemporaryDirectory { directory in
            try model.save(to: directory)
            let saved = try SafetensorsFile(from: directory + "/model.safetensors")
            let read = try SafetensorsFile(from: path + "/model.safetensors")
            #expect(try saved.shape(of: last + ".weight")[0] == 7)
            #expect(try saved.tensor(first + ".weight") == read.tensor(first + ".weight"))
        }
        let error = #expect(throws: FormatError.self) {
            try DistilBERTForSequenceClassification(from: path, labels: labels, seed: nil)
        }
        #expect(error?.problem.contains("the labels ask for [7") == true)
    }

    @Test(arguments: FamilyExpected.families)
    func encodersGetAHead(_ family: String) throws {
        let head =
            family == "bert"
            ? ["bert.pooler.dense", "classifier"] : ["classifier.dense", "classifier.out_proj"]
        try withTemporaryDirectory { directory in
            var folder = try ModelFolder("families/" + family)
            for layer in head {
                folder.tensors[layer + ".weight"] = nil
                folder.tensors[layer + ".bias"] = nil
            }
            folder.tensors["lm_head.bias"] = Tensor(zeros: [32])
            try folder.write(to: directory)
            let labels = (0..<12).map { "\($0)" }
            let model = try DistilBERTForSequenceClassification(from: directory, labels: labels)
            #expect(model.ignoredTensors == ["lm_head.bias"])
            try model.save(to: directory + "/saved")
            let saved = try SafetensorsFile(from: directory + "/saved/model.safetensors")
            for layer in head {
                let drawn = try saved.tensor(layer + ".weight", shape: [12, 12]).elements
                let deviation = (drawn.reduce(0) { $0 + $1 * $1 } / 144).squareRoot()
                #expect(abs(deviation - 0.02) < 0.005)
                #expect(try saved.tensor(layer + ".bias").elements.allSatisfy { $0 == 0 })
            }
            let missing = #expect(throws: FormatError.self) {
                try DistilBERTForSequenceClassification(from: directory, seed: nil)
            }
            #expect(missing?.problem.hasPrefix("there is no such tensor") == true)
        }
    }

    @Test func aDrawnModelHasEmptyPaddingRows() throws {
        var configuration = DistilBERTConfiguration()
        configuration.family = .roberta
        configuration.vocabularySize = 20
        configuration.maximumPositions = 6
        configuration.tokenTypeCount = 1
        configuration.hiddenSize = 8
        configuration.headCount = 2
        configuration.intermediateSize = 8
        configuration.paddingToken = 1
        let model = DistilBERTForSequenceClassification(configuration, seed: 1)
        try withTemporaryDirectory { directory in
            try model.save(to: directory + "/model")
            let saved = try SafetensorsFile(from: directory + "/model/model.safetensors")
            for (name, rows) in [("word", 20), ("position", 8)] {
                let table = try saved.tensor(
                    "roberta.embeddings.\(name)_embeddings.weight",
                    shape: [rows, 8]
                )
                for row in 0..<rows {
                    let isEmpty = (0..<8).allSatisfy { table[row, $0] == 0 }
                    #expect(isEmpty == (row == 1))
                }
            }
        }
    }

    /// What a regression gives are numbers, by `num_labels` or by `problem_type`.
    @Test func regressionsAreRead() throws {
        try withTemporaryDirectory { directory in
            var folder = try ModelFolder("families/roberta")
            for name in ["classifier.out_proj.weight", "classifier.out_proj.bias"] {
                let tensor = folder.tensors[name]!
                let count = tensor.count / 3
                folder.tensors[name] = Tensor(
                    Array(tensor.elements.prefix(count)),
                    shape: [1] + tensor.shape.dropFirst()
                )
            }
            folder.configuration["id2label"] = nil
            folder.configuration["num_labels"] = 1
            try folder.write(to: directory)
            let model = try DistilBERTForSequenceClassification(from: directory)
            #expect(model.configuration.problemType == .regression)
            #expect(model.configuration.labels == ["LABEL_0"])
            let all = try expected.array("roberta.logits")
            expectClose(
                try model.logits(of: expected.sequences).elements,
                stride(from: 0, to: all.count, by: 3).map { all[$0] },
                tolerance: 1e-5
            )
            try model.save(to: directory + "/saved")
            let saved = try DistilBERTConfiguration(from: directory + "/saved/config.json")
            #expect(saved == model.configuration)
        }
    }

    /// Models for `make_families.py --check`, which loads them with Transformers.
    @Test(
        .enabled(if: ProcessInfo.processInfo.environment["SWIFTLET_SAVED_FAMILIES"] != nil),
        arguments: FamilyExpected.families
    )
    func savedModelsForTransformers(_ family: String) throws {
        let folder = try #require(ProcessInfo.processInfo.environment["SWIFTLET_SAVED_FAMILIES"])
        func write(_ name: String, _ model: DistilBERTForSequenceClassification) throws {
            let path = folder + "/" + name
            try model.save(to: path)
            guard !model.isQuantized else { return }
            var writer = SafetensorsWriter()
            writer.add("tokens", try expected.file.int32s("tokens"), shape: [7, 14])
            writer.add("lengths", try expected.file.int32s("lengths"), shape: [7])
            writer.add("logits", try model.logits(of: expected.sequences))
            try writer.save(to: path + ".safetensors")
        }
        let model = try expected.model(family)
        try write(family, model)
        try write(family + "-int8", model.quantized())
        var configuration = model.configuration
        configuration.labels = ["a", "b", "c", "d", "e"]
        configuration.problemType = .multiLabel
        configuration.activation = .newGELU
        try write(family + "-drawn", DistilBERTForSequenceClassification(configuration, seed: 4))
        configuration.labels = ["number"]
        configuration.problemType = .regression
        try write(family + "-number", DistilBERTForSequenceClassification(configuration, seed: 4))
        let training = try DistilBERTTraining(
            model,
            expected.sequences,
            labels: expected.labels,
            seed: 0
        )
        var settings = TrainingSettings()
        settings.epochs = 3
        settings.learningRate = 1e-3
        _ = try Trainer(training, settings).train()
        try write(family + "-trained", training.classifier)
    }
}
