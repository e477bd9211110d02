import SwiftletBase
import SwiftletPlatform
import SwiftletTensor
import SwiftletText
import SwiftletTransformers
import TestSupport
import Testing

@Suite struct DistilBERTTests {
    let expected: Expected

    init() throws { expected = try Expected() }

    private func model(_ name: String) throws -> DistilBERTForSequenceClassification {
        try DistilBERTForSequenceClassification(from: Fixtures.path("distilbert/" + name))
    }

    @Test(arguments: ["single", "multi", "sharded"], [1, 2, 3])
    func logitsEqualTransformers(_ name: String, _ threads: Int) throws {
        let logits = try Threads.withCount(threads) {
            try model(name).logits(of: expected.sequences)
        }
        let name = name == "sharded" ? "single" : name
        expectClose(logits.elements, try expected.array(name + ".logits"), tolerance: 2e-5)
        let none = try model(name).logits(of: TokenSequences())
        #expect(none.shape == [0, name == "multi" ? 4 : 3])
    }

    @Test(arguments: ["encoder", "bert"])
    func hiddenStatesEqualTransformers(_ name: String) throws {
        let encoder = try DistilBERT(from: Fixtures.path("distilbert/" + name))
        let states = try encoder.hiddenStates(of: expected.sequences)
        #expect(states.shape == [expected.sequences.tokens.count, 24])
        expectClose(states.elements, try expected.array(name + ".states"), tolerance: 2e-5)
    }

    @Test func aClassifierUsesTheEncodersFirstStates() throws {
        // The same encoder by itself reads the checkpoint of a classifier.
        let states = try DistilBERT(from: Fixtures.path("distilbert/single"))
            .hiddenStates(of: expected.sequences)
        let file = try SafetensorsFile(from: Fixtures.path("distilbert/single/model.safetensors"))
        let first = states.gatheringRows(expected.sequences.offsets.dropLast())
        func linear(_ x: Tensor, _ name: String) throws -> Tensor {
            let product = x.matrixProduct(try file.tensor(name + ".weight").transposed())
            return product.addingToRows(try file.tensor(name + ".bias"))
        }
        let hidden = try linear(first, "pre_classifier").clamped(
            to: 0...Float.greatestFiniteMagnitude
        )
        expectClose(
            try linear(hidden, "classifier").elements,
            try expected.array("single.logits"),
            tolerance: 2e-5
        )
    }

    @Test func configurationsAreRead() throws {
        let single = try model("single").configuration
        #expect(single.labels == ["negative", "neutral", "positive"])
        #expect(single.problemType == .singleLabel && single.activation == .gelu)
        #expect((single.layerCount, single.headCount, single.intermediateSize) == (2, 4, 40))
        let multi = try model("multi").configuration
        #expect(multi.labels == (0..<4).map { "LABEL_\($0)" })
        #expect(multi.problemType == .multiLabel && multi.activation == .relu)
        let bert = try DistilBERTConfiguration(
            from: Fixtures.path("distilbert/bert/config.json")
        )
        #expect((bert.vocabularySize, bert.hiddenSize, bert.layerNormEpsilon) == (60, 24, 1e-5))
    }

    @Test func probabilitiesAddUpOnlyForOneLabel() throws {
        let single = try model("single").probabilities(of: expected.sequences)
        let logits = try expected.file.tensor("single.logits")
        expectClose(single.elements, logits.softmax().elements, tolerance: 1e-4)
        let multi = try model("multi").probabilities(of: expected.sequences)
        let each = try expected.file.tensor("multi.logits").elements.map { 1 / (1 + exp(-$0)) }
        expectClose(multi.elements, each, tolerance: 1e-4)
    }

    @Test(arguments: [1, 2, 3])
    func manySequencesGetTheLogitsOfEach(_ threads: Int) throws {
        let model = try model("single")
        var generator = PCG64(seed: 3)
        let many = TokenSequences(
            (0..<150).map { _ in (0..<1 + generator.below(24)).map { _ in generator.below(60) } }
        )
        let together = try Threads.withCount(threads) { try model.logits(of: many) }
        let states = try Threads.withCount(threads) { try model.encoder.hiddenStates(of: many) }
        for sequence in 0..<many.count {
            let alone = TokenSequences([many[sequence].map { Int($0) }])
            let row = sequence * 3..<(sequence + 1) * 3
            expectClose(
                Array(together.elements[row]),
                try model.logits(of: alone).elements,
                tolerance: 1e-5
            )
            let rows = many.offsets[sequence] * 24..<many.offsets[sequence + 1] * 24
            expectClose(
                Array(states.elements[rows]),
                try model.encoder.hiddenStates(of: alone).elements,
                tolerance: 1e-5
            )
        }
    }

    @Test func aSharedModelAnswersAllTasks() async throws {
        let (model, sequences) = (try model("single"), expected.sequences)
        let logits = try model.logits(of: sequences).elements
        try await withThrowingTaskGroup(of: [Float].self) { group in
            for _ in 0..<16 { group.addTask { try model.logits(of: sequences).elements } }
            for try await found in group { expectClose(found, logits, tolerance: 1e-5) }
        }
    }

    @Test(arguments: ["single", "multi", "bert"])
    func aSavedModelIsTheSame(_ name: String) throws {
        let model = try model(name)
        try withTemporaryDirectory { directory in
            try model.save(to: directory + "/model")
            let loaded = try DistilBERTForSequenceClassification(from: directory + "/model")
            #expect(loaded.configuration == model.configuration)
            #expect(
                try loaded.logits(of: expected.sequences) == model.logits(of: expected.sequences)
            )
            let config = try JSONValue(from: directory + "/model/config.json").object()
            #expect(try config.string("model_type") == model.configuration.family.rawValue)
            guard name != "bert" else { return }
            let original = try SafetensorsFile(
                from: Fixtures.path("distilbert/\(name)/model.safetensors")
            )
            let saved = try SafetensorsFile(from: directory + "/model/model.safetensors")
            #expect(saved.tensorNames == original.tensorNames)
            for tensor in original.tensorNames {
                #expect(try saved.tensor(tensor) == original.tensor(tensor), "\(tensor)")
            }
        }
    }

    @Test func missingHeadsAreDrawn() throws {
        let path = Fixtures.path("distilbert/bert")
        func weights(_ seed: UInt64) throws -> SafetensorsFile {
            let labels = ["a", "b", "c", "d", "e"]
            let model = try DistilBERTForSequenceClassification(
                from: path,
                labels: labels,
                seed: seed
            )
            #expect(model.configuration.labels == labels)
            return try withTemporaryDirectory { directory in
                try model.write(into: directory)
                return try SafetensorsFile(
                    bytes: FileReader.bytes(of: directory + "/model.safetensors")
                )
            }
        }
        let first = try weights(1)
        let drawn = try first.tensor("classifier.weight", shape: [5, 24]).elements
        let deviation = (drawn.reduce(0) { $0 + $1 * $1 } / Float(drawn.count)).squareRoot()
        #expect(abs(deviation - 0.02) < 0.004)
        // The pooler is the checkpoint's.
        let original = try SafetensorsFile(from: path + "/model.safetensors")
        #expect(
            try first.tensor("bert.pooler.dense.weight") == original.tensor("pooler.dense.weight")
        )
        #expect(try first.tensor("classifier.bias").elements == [0, 0, 0, 0, 0])
        #expect(try weights(1).tensor("classifier.weight").elements == drawn)
        #expect(try weights(2).tensor("classifier.weight").elements != drawn)
    }

    @Test func longSequencesAreRejectedOrCut() throws {
        let model = try model("single")
        let long = TokenSequences([[1], (0..<30).map { $0 }])
        #expect(
            throws: TokenError(sequence: 1, problem: .tooLong(length: 30, limit: 24))
        ) { try model.logits(of: long) }
        let cut = TokenSequences([[1], (0..<24).map { $0 }])
        #expect(try model.logits(of: long, long: .truncated) == model.logits(of: cut))
        #expect(
            try model.encoder.hiddenStates(of: long, long: .truncated)
                == model.encoder.hiddenStates(of: cut)
        )
    }

    @Test func unknownTokensAndEmptySequencesAreErrors() throws {
        let model = try model("single")
        #expect(throws: TokenError(sequence: 1, problem: .empty)) {
            try model.logits(of: TokenSequences([[1], []]))
        }
        #expect(
            throws: TokenError(sequence: 0, problem: .unknownToken(60, vocabularySize: 60))
        ) { try model.logits(of: TokenSequences([[59, 60]])) }
    }
}
