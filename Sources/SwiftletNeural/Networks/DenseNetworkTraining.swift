import SwiftletBase
import SwiftletTensor

/// A ``DenseNetwork`` with the vectors that it is trained on: the model of a ``Trainer``.
///
///     let model = DenseNetworkTraining(network, embeddings, labels: labels, seed: 42)
///     let trainer = Trainer(model, settings)
///     try trainer.train(validate: { evaluate(model.network) })
///     let better = model.network
///
/// A batch takes a fraction of a millisecond, so one thread does it.
public final class DenseNetworkTraining: TrainableModel {
    public let parameters: ParameterSet
    public var exampleCount: Int { targets.count }
    public var exampleLengths: [Int]? { nil }
    private let configuration: DenseNetwork.Configuration
    private let vectors: Tensor
    private let targets: [Float]
    private let classWeights: ClassWeights?
    private let generator: PCG64
    private let pass: DenseHeadPass
    private let batchInputs = Buffer<Float>()
    private let batchTargets = Buffer<Float>()

    /// - Parameters:
    ///   - network: Where the training begins.
    ///   - vectors: `[examples, inputs]`
    ///   - labels: The class of each example, 0 or 1.
    ///   - classWeights: How much each of the two classes counts; nil for the same.
    ///   - seed: The seed of dropout.
    public init(
        _ network: DenseNetwork,
        _ vectors: Tensor,
        labels: [Int],
        classWeights: ClassWeights? = nil,
        seed: UInt64
    ) {
        precondition(
            vectors.shape == [labels.count, network.configuration.inputs],
            "Vectors of shape \(vectors.shape) are not "
                + "[\(labels.count), \(network.configuration.inputs)]."
        )
        requireBinary(labels, classWeights)
        configuration = network.configuration
        self.vectors = vectors
        targets = labels.map { Float($0) }
        self.classWeights = classWeights
        generator = PCG64(seed: seed)
        pass = DenseHeadPass(network.head)
        parameters = ParameterSet(
            DenseNetwork.layout(of: network.configuration),
            values: network.weights
        )
    }

    /// The network with the current weights.
    public var network: DenseNetwork { DenseNetwork(configuration, weights: parameters.snapshot) }

    public func addGradients(of batch: TrainingBatch) -> Double {
        let (count, width) = (batch.examples.count, configuration.inputs)
        let inputs = batchInputs.reserve(count * width)
        let targets = batchTargets.reserve(count)
        for (row, example) in batch.examples.enumerated() {
            let source = vectors.storage.address + Int(example) * width
            (inputs + row * width).update(from: source, count: width)
            targets[row] = self.targets[Int(example)]
        }
        var generator = generator.jumped(UInt64(batch.number + 1))
        pass.drawMasks(count, using: &generator)
        pass.forward(count, inputs, weights: parameters.values)
        let loss = BinaryCrossEntropy.evaluate(
            count,
            logits: pass.logits,
            targets: targets,
            weights: classWeights,
            scale: batch.scale / Float(count),
            gradient: pass.logits
        )
        pass.backward(
            count,
            inputs,
            weights: parameters.values,
            logitGradient: pass.logits,
            gradients: parameters.gradients,
            inputGradient: nil
        )
        return loss / Double(count)
    }
}
