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
    public var exampleCount: Int { loss.exampleCount }
    public var exampleLengths: [Int]? { nil }
    private let configuration: DenseNetwork.Configuration
    private let vectors: Tensor
    private let loss: ClassificationLoss
    private let generator: PCG64
    private let pass: DenseHeadPass
    private let batchInputs = Buffer<Float>()

    /// Creates the training of a network.
    ///
    /// - Parameters:
    ///   - network: Where the training begins.
    ///   - vectors: `[examples, inputs]`
    ///   - labels: The class of each example, from 0 to below the network's `classCount`.
    ///   - classWeights: How much each class counts; nil for the same.
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
        configuration = network.configuration
        self.vectors = vectors
        loss = ClassificationLoss(
            labels: labels,
            classCount: network.configuration.classCount,
            classWeights: classWeights
        )
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
        for (row, example) in batch.examples.enumerated() {
            let source = vectors.storage.address + Int(example) * width
            (inputs + row * width).update(from: source, count: width)
        }
        var generator = generator.jumped(UInt64(batch.number + 1))
        pass.drawMasks(count, using: &generator)
        pass.forward(count, inputs, weights: parameters.values)
        let loss = loss.evaluate(
            batch.examples,
            logits: pass.logits,
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
