import SwiftletBase
import SwiftletNeural
import SwiftletTensor
import TestSupport
import Testing

/// What PyTorch computed for a network of so many classes.
private struct DenseNetworkFixture: Sendable, CustomTestStringConvertible {
    let classWeights: [Float]
    let file: SafetensorsFile
    let vectors: Tensor
    let labels: [Int]

    static let all = Result {
        [
            try DenseNetworkFixture("dense_network", [0.5, 1.75]),
            try DenseNetworkFixture("dense_network_4", [0.5, 1.75, 1.25, 1]),
        ]
    }

    private init(_ name: String, _ classWeights: [Float]) throws {
        self.classWeights = classWeights
        file = try SafetensorsFile(from: Fixtures.path("neural/\(name).safetensors"))
        vectors = try file.tensor("x")
        labels = try file.int32s("labels").map { Int($0) }
    }

    var testDescription: String { "\(classWeights.count) classes" }

    func network(dropout: Float = 0, denseDropout: Float = 0) throws -> DenseNetwork {
        var configuration = DenseNetwork.Configuration(inputs: 11)
        configuration.units = 6
        configuration.classCount = classWeights.count
        configuration.dropout = dropout
        configuration.denseDropout = denseDropout
        var weights: [String: Tensor] = [:]
        for entry in DenseNetwork.layout(of: configuration).entries {
            weights[entry.name] = try file.tensor(entry.name, shape: entry.shape)
        }
        return DenseNetwork(configuration, weights: weights)
    }

    func training(_ network: DenseNetwork, seed: UInt64 = 1) -> DenseNetworkTraining {
        DenseNetworkTraining(
            network,
            vectors,
            labels: labels,
            classWeights: ClassWeights(classWeights),
            seed: seed
        )
    }
}

@Suite struct DenseNetworkTests {
    private let fixture: DenseNetworkFixture
    private var labels: [Int] { fixture.labels }

    init() throws { fixture = try DenseNetworkFixture.all.get()[0] }

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

    @Test(arguments: try DenseNetworkFixture.all.get())
    private func logitsAreThoseOfPyTorch(_ fixture: DenseNetworkFixture) throws {
        let (vectors, expected) = (fixture.vectors, try fixture.file.floats("logits"))
        let classes = fixture.classWeights.count
        for threads in [1, 3] {
            try Threads.withCount(threads) {
                let logits = try fixture.network().logits(of: vectors)
                #expect(logits.shape == [9, classes == 2 ? 1 : classes])
                expectClose(logits.elements, expected, tolerance: 1e-5)
                // Dropout is for training alone.
                let dropping = try fixture.network(dropout: 0.5, denseDropout: 0.5)
                expectClose(dropping.logits(of: vectors).elements, expected, tolerance: 1e-5)
            }
        }
        let probabilities = try fixture.network().probabilities(of: vectors)
        #expect(probabilities.shape == [9, classes])
        expectClose(probabilities.rowSums().elements, [Float](repeating: 1, count: 9))
        let greatest = probabilities.rowArgmax()
        for row in 0..<9 {
            let logits = expected[row * expected.count / 9..<(row + 1) * expected.count / 9]
            let best = logits.firstIndex(of: logits.max()!)! - logits.startIndex
            #expect(greatest[row] == (classes == 2 ? (logits.first! > 0 ? 1 : 0) : best))
        }
        #expect(try fixture.network().logits(of: Tensor(zeros: [0, 11])).elements == [])
    }

    @Test(arguments: try DenseNetworkFixture.all.get(), [1, 0.25] as [Float])
    private func lossAndGradientsAreThoseOfPyTorch(
        _ fixture: DenseNetworkFixture,
        scale: Float
    ) throws {
        let model = fixture.training(try fixture.network())
        let loss = model.addGradients(of: batch(scale: scale))
        #expect(abs(loss - Double(try fixture.file.floats("loss")[0])) < 1e-5)
        let found = gradients(model)
        for entry in model.parameters.layout.entries {
            let expected = try fixture.file.floats("d." + entry.name).map { $0 * scale }
            let array = Array(found.elements[entry.offset..<entry.offset + entry.count])
            expectClose(array, expected, tolerance: 1e-5, entry.name)
        }
    }

    @Test func dropoutDependsOnSeedAndBatchAlone() throws {
        let network = try fixture.network(dropout: 0.3, denseDropout: 0.4)
        func gradients(seed: UInt64, number: Int) -> Tensor {
            let model = fixture.training(network, seed: seed)
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
        let model = fixture.training(try fixture.network(dropout: 0.6))
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
            let factors = kept.map { weights[unit * 11 + $0] / fixture.vectors[4, $0] }
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
        let logits = model.network.logits(of: rows).elements
        let right = zip(logits, labels).count { ($0 > 0) == ($1 == 1) }
        #expect(right > 385)
    }
}
