import Foundation
import SwiftletBase
import SwiftletTensor
import SwiftletText
import SwiftletTransformers
import TestSupport
import Testing

@Suite struct QuantizationTests {
    let expected: Expected

    init() throws { expected = try Expected() }

    private func model(_ name: String) throws -> DistilBERTForSequenceClassification {
        try DistilBERTForSequenceClassification(from: Fixtures.path("distilbert/" + name))
    }

    @Test(arguments: ["single", "multi"], [1, 2])
    func logitsEqualThoseOfQuantizedTransformers(_ name: String, _ threads: Int) throws {
        let file = try SafetensorsFile(from: Fixtures.path("distilbert/quantized.safetensors"))
        let model = try model(name).quantized()
        let logits = try Threads.withCount(threads) { try model.logits(of: expected.sequences) }
        let greatest = QuantizedKernel.current.greatestActivation
        // An activation that falls between two integers may be rounded the other way.
        expectClose(
            logits.elements,
            try file.tensor("\(name).\(greatest).logits").elements,
            tolerance: 1e-3
        )
    }

    @Test func aTextsLogitsDoNotDependOnItsNeighbours() throws {
        let model = try model("single").quantized()
        var generator = PCG64(seed: 3)
        let many = TokenSequences(
            (0..<150).map { _ in (0..<1 + generator.below(24)).map { _ in generator.below(60) } }
        )
        let together = try model.logits(of: many)
        for sequence in 0..<many.count {
            let alone = TokenSequences([many[sequence].map { Int($0) }])
            expectClose(
                Array(together.elements[sequence * 3..<(sequence + 1) * 3]),
                try model.logits(of: alone).elements,
                tolerance: 2e-3
            )
        }
    }

    @Test(arguments: ["single", "multi"])
    func aSavedModelIsTheSame(_ name: String) throws {
        let model = try model(name).quantized()
        #expect(model.isQuantized && model.encoder.isQuantized)
        try withTemporaryDirectory { directory in
            try model.save(to: directory + "/model")
            let loaded = try DistilBERTForSequenceClassification(from: directory + "/model")
            #expect(loaded.isQuantized)
            #expect(loaded.configuration == model.configuration)
            #expect(
                try loaded.logits(of: expected.sequences) == model.logits(of: expected.sequences)
            )
            let encoder = try DistilBERT(from: directory + "/model")
            #expect(
                try encoder.hiddenStates(of: expected.sequences)
                    == model.encoder.hiddenStates(of: expected.sequences)
            )
            // Quantising again changes nothing, nor does saving what was loaded.
            try loaded.quantized().save(to: directory + "/again")
            for file in ["config.json", "model-int8.safetensors"] {
                #expect(
                    try FileReader.bytes(of: directory + "/model/" + file)
                        == FileReader.bytes(of: directory + "/again/" + file)
                )
            }
        }
    }

    @Test func theConfigurationNamesTheFormat() throws {
        try withTemporaryDirectory { directory in
            try model("single").quantized().save(to: directory + "/model")
            let path = directory + "/model/config.json"
            let members = try JSONValue(from: path).object()
            let format = try members.object("quantization_config")
            #expect(try format.string("quant_method") == "swiftlet-int8")
            for other in [
                ["quant_method": "gptq", "version": 1],
                ["quant_method": "swiftlet-int8", "version": 3], ["version": 1],
                ["quant_method": "swiftlet-int8"], "int8",
            ] as [JSONValue] {
                var changed = members
                changed["quantization_config"] = other
                try AtomicFile.write(JSONValue.object(changed).encoded(), to: path)
                let error = #expect(throws: FormatError.self) {
                    try DistilBERTForSequenceClassification(from: directory + "/model")
                }
                #expect(error?.problem.contains("\"quantization_config\"") == true, "\(error!)")
            }
        }
    }

    /// The first version had tables in plain form only, which still are read.
    @Test func theFirstVersionIsRead() throws {
        let model = try model("single").quantized()
        try withTemporaryDirectory { directory in
            try model.save(to: directory + "/model")
            let path = directory + "/model/config.json"
            var members = try JSONValue(from: path).object()
            members["quantization_config"] = ["quant_method": "swiftlet-int8", "version": 1]
            try AtomicFile.write(JSONValue.object(members).encoded(), to: path)
            let loaded = try DistilBERTForSequenceClassification(from: directory + "/model")
            #expect(
                try loaded.logits(of: expected.sequences) == model.logits(of: expected.sequences)
            )
        }
    }

    /// The tensors of a quantised model's file.
    private enum Numbers {
        case floats(Tensor)
        case int8s([Int8], [Int])
        case int32s([Int32], [Int])
    }

    /// What loading a quantised model gives after a change of its tensors.
    private func failure(_ change: (inout [String: Numbers]) -> Void) throws -> (any Error)? {
        try withTemporaryDirectory { directory in
            try model("single").quantized().save(to: directory + "/model")
            let path = directory + "/model/model-int8.safetensors"
            let file = try SafetensorsFile(bytes: FileReader.bytes(of: path))
            var tensors: [String: Numbers] = [:]
            for name in file.tensorNames {
                let shape = try file.shape(of: name)
                switch try file.type(of: name) {
                case .int8: tensors[name] = .int8s(try file.int8s(name), shape)
                case .int32: tensors[name] = .int32s(try file.int32s(name), shape)
                default: tensors[name] = .floats(try file.tensor(name))
                }
            }
            change(&tensors)
            var writer = SafetensorsWriter()
            for (name, numbers) in tensors {
                switch numbers {
                case .floats(let tensor): writer.add(name, tensor)
                case .int8s(let elements, let shape): writer.add(name, elements, shape: shape)
                case .int32s(let elements, let shape): writer.add(name, elements, shape: shape)
                }
            }
            try writer.save(to: path)
            do {
                _ = try DistilBERTForSequenceClassification(from: directory + "/model")
                return nil
            } catch let problem { return problem }
        }
    }

    @Test func badTensorsAreErrors() throws {
        #expect(try failure { _ in } == nil)
        let layer = "distilbert.transformer.layer.0.attention.qkv_lin"
        for part in ["panels", "scales", "sums", "bias"] {
            let found = try #require(try failure { $0["\(layer).\(part)"] = nil })
            #expect("\(found)".contains("\(layer).\(part)"), "\(found)")
            #expect("\(found)".contains("/model-int8.safetensors"))
        }
        let bias = try failure { $0["\(layer).bias"] = .floats(Tensor(zeros: [71])) }
        #expect((bias as? FormatError)?.problem.hasPrefix("its shape is ") == true)
        let words = "distilbert.embeddings.word_embeddings.weight"
        let table = try failure { $0[words] = .int8s([Int8](repeating: 0, count: 60), [60, 1]) }
        #expect((table as? FormatError)?.problem.hasPrefix("its shape is ") == true)
        let floats = try failure { $0[words] = .floats(Tensor(zeros: [60, 24])) }
        #expect((floats as? FormatError)?.problem.hasPrefix("its dtype is ") == true)
        let norm = "distilbert.transformer.layer.1.output_layer_norm.weight"
        let infinite = try failure {
            $0[norm] = .floats(Tensor(repeating: .infinity, shape: [24]))
        }
        #expect(
            (infinite as? FormatError)?.problem
                == "it holds NaN or infinity, expected finite numbers"
        )
        let scale = try failure {
            $0["\(words).scales"] = .floats(Tensor(repeating: .nan, shape: [60]))
        }
        #expect((scale as? FormatError)?.place == .tensor("\(words).scales"))
        let extra = try failure { $0["x"] = .floats(Tensor(zeros: [1])) }
        #expect((extra as? FormatError)?.problem == "the model has no place for it")
    }

    @Test func mutatedModelsAreReadOrErrors() throws {
        try withTemporaryDirectory { directory in
            try model("single").quantized().save(to: directory + "/model")
            let paths = ["config.json", "model-int8.safetensors"].map { directory + "/model/" + $0 }
            let valid = try paths.map { try FileReader.bytes(of: $0) }
            for (path, bytes) in zip(paths, valid) {
                let count = min(Mutator.iterations, 500)
                try Mutator.fuzz([bytes], seed: 9, iterations: count) { mutated in
                    try Data(mutated).write(to: URL(fileURLWithPath: path))
                    do {
                        let model = try DistilBERTForSequenceClassification(
                            from: directory + "/model"
                        )
                        _ = try? model.logits(of: TokenSequences([[1, 2, 3]]))
                    } catch {
                        #expect(
                            error is FormatError || error is QuantizationError,
                            "\(error)"
                        )
                    }
                }
                try Data(bytes).write(to: URL(fileURLWithPath: path))
            }
        }
    }
}
