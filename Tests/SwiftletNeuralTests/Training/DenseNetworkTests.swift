import SwiftletBase
import SwiftletNeural
import SwiftletTensor
import TestSupport
import Testing

@Suite struct DenseNetworkTests {
    let file: SafetensorsFile
    let vectors: Tensor
    let labels: [Int]

    init() throws {
        file = try SafetensorsFile(from: Fixtures.path("neural/dense_network.safetensors"))
        vectors = try file.tensor("x")
        labels = try file.int32s("labels").map { Int($0) }
    }

    private func network(dropout: Float = 0, denseDropout: Float = 0) throws -> DenseNetwork {
        var configuration = DenseNetwork.Configuration(inputs: 11)
        configuration.units = 6
        configuration.dropout = dropout
        configuration.denseDropout = denseDropout
        var weights: [String: Tensor] = [:]
        for entry in DenseNetwork.layout(of: configuration).entries {
            weights[entry.name] = try file.tensor(entry.name, shape: entry.shape)
        }
        return DenseNetwork(configuration, weights: weights)
    }

    private func training(_ network: DenseNetwork, seed: UInt64 = 1) -> DenseNetworkTraining {
        DenseNetworkTraining(
            network,
            vectors,
            labels: labels,
            classWeights: ClassWeights([0.5, 1.75]),
            seed: seed
        )
    }

    private func batch(number: Int = 0, scale: Float = 1) -> TrainingBatch {
        TrainingBatch(
            examples: [Int32](0..<Int32(labels.count))[...],
            number: number,
            scale: scale
        )
    }

    private func gradients(_ model: DenseNetworkTraining) -> Tensor {
        let count = model.parameters.layout.count
        return Tensor(
            UnsafeBufferPointer(start: model.parameters.gradients, count: count),
            shape: [count]
        )
    }

    @Test func logitsAreThoseOfPyTorch() throws {
        let expected = try file.floats("logits")
        for threads in [1, 3] {
            try Threads.withCount(threads) {
                expectClose(try network().logits(of: vectors), expected, tolerance: 1e-5)
                // Dropout is for training alone.
                let dropping = try network(dropout: 0.5, denseDropout: 0.5)
                expectClose(dropping.logits(of: vectors), expected, tolerance: 1e-5)
            }
        }
        let probabilities = try network().probabilities(of: vectors)
        for (probability, logit) in zip(probabilities, expected) {
            #expect((probability > 0.5) == (logit > 0))
        }
        #expect(try network().logits(of: Tensor(zeros: [0, 11])) == [])
    }

    @Test(arguments: [1, 0.25] as [Float])
    func lossAndGradientsAreThoseOfPyTorch(scale: Float) throws {
        let model = training(try network())
        let loss = model.addGradients(of: batch(scale: scale))
        #expect(abs(loss - Double(try file.floats("loss")[0])) < 1e-5)
        let found = gradients(model)
        for entry in model.parameters.layout.entries {
            let expected = try file.floats("d." + entry.name).map { $0 * scale }
            let array = Array(found.elements[entry.offset..<entry.offset + entry.count])
            expectClose(array, expected, tolerance: 1e-5, entry.name)
        }
    }

    @Test func dropoutDependsOnSeedAndBatchAlone() throws {
        let network = try network(dropout: 0.3, denseDropout: 0.4)
        func gradients(seed: UInt64, number: Int) -> Tensor {
            let model = training(network, seed: seed)
            // An earlier batch does not count.
            _ = model.addGradients(of: batch(number: 7, scale: 0))
            _ = model.addGradients(of: batch(number: number))
            return self.gradients(model)
        }
        #expect(gradients(seed: 1, number: 0) == gradients(seed: 1, number: 0))
        #expect(gradients(seed: 1, number: 0) != gradients(seed: 1, number: 1))
        #expect(gradients(seed: 1, number: 0) != gradients(seed: 2, number: 0))
    }

    @Test func inputsThatAreDroppedGetNoGradient() throws {
        let model = training(try network(dropout: 0.6))
        // One example alone: the gradient of a dropped input's weights is 0 in every unit.
        let one = TrainingBatch(examples: ([4] as [Int32])[...], number: 3)
        _ = model.addGradients(of: one)
        let entry = model.parameters.layout.entries[0]
        #expect(entry.name == "dense.weight")
        let weights = gradients(model).elements[..<entry.count]
        let dropped = (0..<11).filter { input in
            (0..<6).allSatisfy { weights[$0 * 11 + input] == 0 }
        }
        #expect((2...10).contains(dropped.count), "\(dropped)")
        // The others have the gradient of the input times 1 / (1 - 0.6): all by one factor a unit.
        let kept = (0..<11).filter { !dropped.contains($0) }
        for unit in 0..<6 where weights[unit * 11 + kept[0]] != 0 {
            let factors = kept.map { weights[unit * 11 + $0] / vectors[4, $0] }
            expectClose(factors, factors.map { _ in factors[0] })
        }
    }

    @Test func aTrainingLearnsTwoCloudsApart() throws {
        var generator = PCG64(seed: 5)
        var rows = Tensor(
            normalWithMean: 0,
            standardDeviation: 1,
            shape: [400, 8],
            using: &generator
        )
        let labels = (0..<400).map { $0 % 2 }
        for row in 0..<400 { rows[row, 3] += labels[row] == 1 ? 2 : -2 }
        var configuration = DenseNetwork.Configuration(inputs: 8)
        configuration.units = 16
        let model = DenseNetworkTraining(
            DenseNetwork(configuration, seed: 1),
            rows,
            labels: labels,
            seed: 1
        )
        var settings = TrainingSettings()
        settings.epochs = 15
        settings.learningRate = 5e-3
        try Trainer(model, settings).train()
        let right = zip(model.network.logits(of: rows), labels).count { ($0 > 0) == ($1 == 1) }
        #expect(right > 385)
    }
}
