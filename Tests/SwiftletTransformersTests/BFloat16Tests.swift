import SwiftletBase
import SwiftletNeural
import SwiftletTensor
import SwiftletText
import SwiftletTransformers
import TestSupport
import Testing

/// What Transformers gave: Fixtures/bfloat16/make_bfloat16.py.
@Suite struct BFloat16Tests {
    let path = Fixtures.path("bfloat16/model")
    let file: SafetensorsFile
    let sequences: TokenSequences

    init() throws {
        file = try SafetensorsFile(from: Fixtures.path("bfloat16/logits.safetensors"))
        let tokens = try file.int32s("tokens")
        sequences = TokenSequences(
            try file.int32s("lengths").enumerated().map { row, length in
                tokens[24 * row..<24 * row + Int(length)].map { Int($0) }
            }
        )
    }

    private func logits(_ model: DistilBERTForSequenceClassification) throws -> [Float] {
        try model.logits(of: sequences).elements
    }

    @Test func aCheckpointOfSuchNumbersAloneIsMultipliedInFloats() throws {
        let model = try DistilBERTForSequenceClassification(from: path)
        #expect(!model.configuration.usesBFloat16)
        expectClose(try logits(model), try file.tensor("float32").elements, tolerance: 2e-6)
    }

    /// About as far from the numbers of floats as Transformers in bfloat16 is.
    @Test(arguments: [1, 2]) func productsOfSuchNumbersAreNear(threads: Int) throws {
        let model = try DistilBERTForSequenceClassification(from: path).bfloat16()
        #expect(model.configuration.usesBFloat16 && !model.isQuantized)
        let exact = try file.tensor("float32").elements
        let peer = try file.tensor("bfloat16").elements
        let furthest = zip(peer, exact).map { abs($0 - $1) }.max()!
        #expect(furthest > 1e-3)
        let found = try Threads.withCount(threads) { try logits(model) }
        let ours = zip(found, exact).map { abs($0 - $1) }.max()!
        #expect(ours <= 2 * furthest && ours > 0, "\(ours), Transformers \(furthest)")
    }

    @Test func aSavedModelIsTheSameAndAsTransformersWritesIt() throws {
        let model = try DistilBERTForSequenceClassification(from: path).bfloat16()
        try withTemporaryDirectory { directory in
            try model.save(to: directory + "/saved")
            let configuration = try JSONValue(from: directory + "/saved/config.json").object()
            #expect(try configuration.string("dtype") == "bfloat16")
            #expect(try configuration.string("model_type") == "distilbert")
            let saved = try SafetensorsFile(from: directory + "/saved/model.safetensors")
            let original = try SafetensorsFile(from: path + "/model.safetensors")
            #expect(saved.tensorNames.sorted() == original.tensorNames.sorted())
            for name in original.tensorNames {
                let tensors = (try saved.tensor(name), try original.tensor(name))
                #expect(tensors.0 == tensors.1, "\(name)")
                let isMatrix = try original.shape(of: name).count == 2
                #expect(try saved.type(of: name) == (isMatrix ? .bfloat16 : .float32))
            }
            let again = try DistilBERTForSequenceClassification(from: directory + "/saved")
            #expect(again.configuration == model.configuration)
            let (first, second) = (try logits(again), try logits(model))
            #expect(first == second)
            let encoder = try DistilBERT(from: directory + "/saved")
            #expect(encoder.configuration.usesBFloat16)
        }
    }

    @Test func itIsQuantizedAndTrainedFurther() throws {
        let model = try DistilBERTForSequenceClassification(from: path)
        let half = model.bfloat16()
        let quantized = try half.quantized()
        #expect(quantized.isQuantized && !quantized.configuration.usesBFloat16)
        let eight = (try logits(quantized), try logits(model.quantized()))
        #expect(eight.0 == eight.1)
        #expect(quantized.bfloat16().isQuantized)
        let labels = [0, 1, 2, 0, 1, 2, 0, 1]
        let trained = try [model, half].map { model in
            let training = try DistilBERTTraining(model, sequences, labels: labels, seed: 3)
            var settings = TrainingSettings()
            settings.epochs = 1
            settings.batchSize = 4
            try Trainer(training, settings).train()
            return training.classifier
        }
        #expect(!trained[1].configuration.usesBFloat16)
        let numbers = try (trained + [model]).map { try logits($0) }
        #expect(numbers[0] == numbers[1] && numbers[0] != numbers[2])
    }

    @Test func anotherTypeOfProductsIsRefused() throws {
        try withTemporaryDirectory { directory in
            var folder = try ModelFolder("bfloat16/model")
            folder.configuration["products_dtype"] = "float64"
            try folder.write(to: directory)
            let error = #expect(throws: FormatError.self) {
                try DistilBERTForSequenceClassification(from: directory)
            }
            #expect(error?.problem.contains("products_dtype") == true)
            folder.configuration["products_dtype"] = "bfloat16"
            folder.tensors["classifier.weight"]![1, 2] = .nan
            try folder.write(to: directory)
            let infinite = #expect(throws: FormatError.self) {
                try DistilBERTForSequenceClassification(from: directory)
            }
            #expect(infinite?.place == .tensor("classifier.weight"))
        }
    }
}
