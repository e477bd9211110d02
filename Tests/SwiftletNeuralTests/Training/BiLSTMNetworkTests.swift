import SwiftletBase
import SwiftletNeural
import SwiftletPlatform
import SwiftletTensor
import SwiftletText
import TestSupport
import Testing

@Suite struct BiLSTMNetworkTests {
    let file: SafetensorsFile
    let configuration: BiLSTMNetwork.Configuration
    let sequences: TokenSequences
    let labels: [Int]

    init() throws {
        file = try SafetensorsFile(from: Fixtures.path("neural/network.safetensors"))
        var configuration = BiLSTMNetwork.Configuration(vocabularySize: 20, embeddingSize: 6)
        configuration.units = 16
        configuration.denseUnits = 10
        configuration.spatialDropout = 0
        configuration.dropout = 0
        configuration.denseDropout = 0
        self.configuration = configuration
        let tokens = try file.int32s("tokens")
        let lengths = try file.int32s("lengths")
        sequences = TokenSequences(
            lengths.enumerated().map { index, length in
                tokens[index * 12..<index * 12 + Int(length)].map { Int($0) }
            }
        )
        labels = try file.int32s("labels").map { Int($0) }
    }

    /// The fixture's weights, or their gradients with the prefix `d.`, by this library's names.
    private func arrays(
        _ prefix: String = "",
        of other: SafetensorsFile? = nil
    ) throws -> [String: Tensor] {
        let file = other ?? file
        var result: [String: Tensor] = [:]
        for side in ["_l0", "_l0_reverse"] {
            func array(_ name: String) throws -> Tensor {
                try file.tensor(prefix + "lstm." + name + side)
            }
            result["lstm.weight_ih" + side] = try array("weight_ih")
            result["lstm.weight_hh" + side] = try array("weight_hh")
            // The gradient of either bias is that of their sum.
            result["lstm.bias" + side] =
                prefix.isEmpty ? try array("bias_ih") + array("bias_hh") : try array("bias_ih")
        }
        for name in ["dense.weight", "dense.bias", "output.weight", "output.bias"] {
            result[name] = try file.tensor(prefix + name)
        }
        return result
    }

    private func network(_ configuration: BiLSTMNetwork.Configuration? = nil) throws
        -> BiLSTMNetwork
    {
        BiLSTMNetwork(
            configuration ?? self.configuration,
            embedding: try file.tensor("embedding.weight"),
            weights: try arrays()
        )
    }

    private func batch(_ count: Int, number: Int = 0, scale: Float = 1) -> TrainingBatch {
        TrainingBatch(examples: [Int32](0..<Int32(count))[...], number: number, scale: scale)
    }

    private func gradients(_ model: BiLSTMTraining) -> [Float] {
        Array(
            UnsafeBufferPointer(
                start: model.parameters.gradients,
                count: model.parameters.layout.count
            )
        )
    }

    private func tableGradients(_ model: BiLSTMTraining) -> [Float] {
        let table = model.parameters.tables[0]
        return (0..<table.rows).flatMap { row in
            table.gradient(ofRow: row).map {
                Array(UnsafeBufferPointer(start: $0, count: table.columns))
            } ?? [Float](repeating: 0, count: table.columns)
        }
    }

    @Test func logitsEqualPyTorch() throws {
        let network = try network()
        let logits = network.logits(of: sequences)
        expectClose(logits.elements, try file.tensor("logits"), tolerance: 1e-5)
        let probabilities = network.probabilities(of: sequences)
        #expect(logits.shape == [9, 1] && probabilities.shape == [9, 2])
        expectClose(
            (0..<9).map { probabilities[$0, 1] },
            try file.tensor("logits").elements.map { 1 / (1 + exp(-$0)) },
            tolerance: 1e-5
        )
        #expect(network.logits(of: TokenSequences()).elements == [])
        for (name, array) in try arrays() { #expect(network.array(name) == array) }
        #expect(network.array("lstm") == nil)
    }

    @Test(arguments: [1, 2, 3])
    func gradientsEqualPyTorch(_ threads: Int) throws {
        let model = BiLSTMTraining(
            try network(),
            sequences,
            labels: labels,
            classWeights: ClassWeights([0.75, 1.5]),
            trainsEmbedding: true,
            seed: 0
        )
        let loss = Threads.withCount(threads) { model.addGradients(of: batch(9)) }
        expectClose([Float(loss)], try file.tensor("loss"), tolerance: 1e-6)
        let expected = try arrays("d.")
        let found = gradients(model)
        for entry in model.parameters.layout.entries {
            expectClose(
                Array(found[entry.offset..<entry.offset + entry.count]),
                expected[entry.name]!,
                entry.name
            )
        }
        expectClose(tableGradients(model), try file.tensor("d.embedding.weight"), "embedding")
        // Half of the gradient once more.
        _ = Threads.withCount(threads) { model.addGradients(of: batch(9, scale: 0.5)) }
        expectClose(gradients(model), found.map { 1.5 * $0 }, tolerance: 1e-5)
    }

    @Test(arguments: [1, 3])
    func fourClassesEqualPyTorch(_ threads: Int) throws {
        let file = try SafetensorsFile(from: Fixtures.path("neural/network_4.safetensors"))
        var configuration = configuration
        configuration.classCount = 4
        let network = BiLSTMNetwork(
            configuration,
            embedding: try file.tensor("embedding.weight"),
            weights: try arrays(of: file)
        )
        let tokens = try file.int32s("tokens")
        let sequences = TokenSequences(
            try file.int32s("lengths").enumerated().map { index, length in
                tokens[index * 12..<index * 12 + Int(length)].map { Int($0) }
            }
        )
        let model = BiLSTMTraining(
            network,
            sequences,
            labels: try file.int32s("labels").map { Int($0) },
            classWeights: ClassWeights([0.75, 1.5, 1, 2]),
            trainsEmbedding: true,
            seed: 0
        )
        try Threads.withCount(threads) {
            let logits = network.logits(of: sequences)
            #expect(logits.shape == [9, 4])
            expectClose(logits.elements, try file.tensor("logits"), tolerance: 1e-5)
            expectClose(
                network.probabilities(of: sequences).elements,
                logits.softmax(),
                tolerance: 1e-6
            )
            let loss = model.addGradients(of: batch(9))
            expectClose([Float(loss)], try file.tensor("loss"), tolerance: 1e-6)
        }
        let (found, expected) = (gradients(model), try arrays("d.", of: file))
        for entry in model.parameters.layout.entries {
            expectClose(
                Array(found[entry.offset..<entry.offset + entry.count]),
                expected[entry.name]!,
                entry.name
            )
        }
        expectClose(tableGradients(model), try file.tensor("d.embedding.weight"), "embedding")
    }

    @Test func gradientsWithDropoutAreSlopes() throws {
        var configuration = configuration
        configuration.spatialDropout = 0.3
        configuration.dropout = 0.4
        configuration.denseDropout = 0.2
        let model = BiLSTMTraining(
            try network(configuration),
            sequences,
            labels: labels,
            trainsEmbedding: true,
            seed: 1
        )
        _ = model.addGradients(of: batch(9, number: 5))
        let (found, table) = (gradients(model), tableGradients(model))
        let loss = { model.addGradients(of: batch(9, number: 5)) }
        expectGradient(found, at: model.parameters.values, tolerance: 1e-2, "weights", of: loss)
        expectGradient(
            table,
            at: model.parameters.tables[0].values,
            tolerance: 1e-2,
            "embedding",
            of: loss
        )
        #expect(loss() != model.addGradients(of: batch(9, number: 6)))
    }

    @Test(arguments: [1, 2, 3])
    func manySequencesGetTheLogitsOfEach(_ threads: Int) throws {
        let network = try network()
        var generator = PCG64(seed: 2)
        let many = TokenSequences(
            (0..<300).map { _ in (0..<generator.below(15)).map { _ in generator.below(20) } }
        )
        let together = Threads.withCount(threads) { network.logits(of: many).elements }
        let each = (0..<many.count).map { index in
            network.logits(of: TokenSequences([many[index].map { Int($0) }])).elements[0]
        }
        expectClose(together, each, tolerance: 1e-5)
        // An empty sequence has the logit of a state of zeros.
        let empty = (0..<many.count).first { many.length(of: $0) == 0 }!
        let dense = network.array("dense.bias")!.elements.map { max(0, $0) }
        let expected = dot(dense, network.array("output.weight")!.elements)
        expectClose([together[empty]], [Float(expected) + network.array("output.bias")![0]])
    }

    @Test func longSequencesAreCut() throws {
        var configuration = configuration
        configuration.maximumLength = 4
        let network = try network(configuration)
        let cut = TokenSequences(
            (0..<sequences.count).map { sequences[$0].prefix(4).map { Int($0) } }
        )
        #expect(network.logits(of: sequences) == network.logits(of: cut))
    }

    @Test func freshNetworksDependOnTheSeed() throws {
        let first = try BiLSTMNetwork(configuration, seed: 1)
        #expect(first.weights == (try BiLSTMNetwork(configuration, seed: 1)).weights)
        #expect(first.weights != (try BiLSTMNetwork(configuration, seed: 2)).weights)
        #expect(first.embedding.elements.allSatisfy { abs($0) <= 0.05 })
    }

    @Test func aSharedNetworkAnswersAllTasks() async throws {
        let (network, sequences) = (try network(), sequences)
        let expected = network.logits(of: sequences).elements
        await withTaskGroup(of: [Float].self) { group in
            for _ in 0..<16 { group.addTask { network.logits(of: sequences).elements } }
            for await found in group { expectClose(found, expected, tolerance: 1e-5) }
        }
    }
}
