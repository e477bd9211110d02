import SwiftletBase
import SwiftletNeural

/// One thread's share of a batch on its way through an encoder and its classifier, forward and back,
/// with the memory that it takes.
final class DistilBERTShare: BatchShare {
    let workspace: EncoderWorkspace
    /// Where this share's gradients are: of the encoder, and of the classifier's two layers.
    let encoderGradients: DistilBERT.Gradients
    let preClassifierGradients: Linear.Gradients?
    let classifierGradients: Linear.Gradients?
    /// The factors of the gradients of all trained linear layers' weights, in the order of the layers.
    let factors: [WeightFactors]
    /// The gradients of the other arrays; nil where they go straight to the parameters.
    let otherGradients: Storage<Float>?
    /// `DistilBERTTraining` adds them.
    var gradients: Storage<Float>? { nil }
    private let inputMask = Buffer<Float>()
    /// What the head's first layer gives, before dropout and after it.
    private let hidden = Buffer<Float>()
    private let dropped = Buffer<Float>()
    private let hiddenMask = Buffer<Float>()
    private let hiddenGradient = Buffer<Float>()
    private let logitBuffer = Buffer<Float>()
    let logitGradient = Buffer<Float>()
    var classes: [Int32] = []
    var labels: [Float] = []
    var loss = 0.0

    /// - Parameters:
    ///   - layout: The arrays whose gradients a share takes by itself, and where they are.
    ///   - target: The memory that the layout is of; nil for some of its own.
    init(
        _ configuration: DistilBERTConfiguration,
        _ layout: ParameterLayout,
        frozenLayers: Int,
        trainsEmbeddings: Bool,
        precision: TrainingPrecision,
        into target: UnsafeMutablePointer<Float>?
    ) {
        workspace = EncoderWorkspace(trainingLayers: configuration.layerCount, in: precision)
        otherGradients = target == nil ? Storage<Float>(zeros: layout.count) : nil
        var places = GradientPlaces(layout, at: target ?? otherGradients!.address)
        let names = configuration.family.names
        let layers = (0..<configuration.layerCount).map { index in
            let parts = EncoderLayer.parts(
                configuration,
                names,
                isLast: index == configuration.layerCount - 1
            )
            let prefix = names.layer(index)
            return EncoderLayer.Gradients(
                linears: places.linears(parts, prefix: prefix),
                norms: places.norms(parts, prefix: prefix)
            )
        }
        let head = places.linears(
            DistilBERTForSequenceClassification.headParts(configuration, names)
        )
        preClassifierGradients = head[\.preClassifier]
        classifierGradients = head[\.classifier]
        encoderGradients = DistilBERT.Gradients(
            positions: places.array(names.positions),
            tokenTypes: places.array(names.tokenTypes),
            embeddingNorm: places.norms(DistilBERT.embeddingParts(configuration, names))[
                \.embeddings.norm
            ],
            layers: layers,
            firstLayer: trainsEmbeddings ? 0 : frozenLayers,
            reachesEmbeddings: trainsEmbeddings
        )
        factors = places.factors
    }

    /// `[sequences, labels]`
    var logits: UnsafeMutablePointer<Float> { logitBuffer.start }

    /// Computes the logits of the sequences in `workspace.tokens`, with dropout.
    func forward(_ model: DistilBERTForSequenceClassification, dropout generator: PCG64) {
        workspace.begin(dropout: generator)
        let configuration = model.configuration
        let rate = configuration.classifierDropout
        let states = model.encoder.forward(workspace, firstOnly: true)
        let rows = workspace.tokens.count
        let inputCount = rows * configuration.hiddenSize
        if let mask = workspace.drawMask(inputMask, inputCount, rate: inputRate(configuration)) {
            Dropout.forward(inputCount, states, mask: mask)
        }
        let count = rows * model.preClassifier.outputs
        let hidden = hidden.reserve(count)
        model.preClassifier(
            rows,
            states,
            activation: configuration.family.headActivation,
            narrowRows: workspace.narrowRows,
            into: hidden
        )
        let dropped = dropped.reserve(count)
        dropped.update(from: hidden, count: count)
        if let mask = workspace.drawMask(hiddenMask, count, rate: rate) {
            Dropout.forward(count, dropped, mask: mask)
        }
        model.classifier(
            rows,
            dropped,
            narrowRows: workspace.narrowRows,
            into: logitBuffer.reserve(rows * model.classifier.outputs)
        )
    }

    /// The rate of dropout on the inputs of the head's first layer, which RoBERTa's head has, too.
    private func inputRate(_ configuration: DistilBERTConfiguration) -> Float {
        configuration.family.countsFromPadding ? configuration.classifierDropout : 0
    }

    /// Adds the gradients of what is trained, for that of the logits in `logitGradient`.
    func backward(_ model: DistilBERTForSequenceClassification) {
        let configuration = model.configuration
        let rows = workspace.tokens.count
        let count = rows * model.preClassifier.outputs
        let hiddenGradient = hiddenGradient.reserve(count)
        model.classifier.backward(
            rows,
            dropped.start,
            outputGradient: logitGradient.start,
            gradients: classifierGradients,
            narrowRows: workspace.narrowRows,
            inputGradient: hiddenGradient
        )
        let rate = configuration.classifierDropout
        if let mask = workspace.drawnMask(hiddenMask, rate: rate) {
            Dropout.backward(count, gradient: hiddenGradient, mask: mask)
        }
        // Neither of the two functions needs what it was taken of.
        configuration.family.headActivation.backward(
            count,
            hidden.start,
            activated: hidden.start,
            gradient: hiddenGradient
        )
        let stateGradient = workspace.stateGradient.reserve(
            workspace.tokens.rows * configuration.hiddenSize
        )
        model.preClassifier.backward(
            rows,
            workspace.record(model.encoder.layers.count - 1).output.start,
            outputGradient: hiddenGradient,
            gradients: preClassifierGradients,
            narrowRows: workspace.narrowRows,
            inputGradient: stateGradient
        )
        if let mask = workspace.drawnMask(inputMask, rate: inputRate(configuration)) {
            Dropout.backward(rows * configuration.hiddenSize, gradient: stateGradient, mask: mask)
        }
        model.encoder.backward(workspace, encoderGradients)
    }
}

/// Where the gradients of a layout's arrays are, and the factors of those of weights.
private struct GradientPlaces {
    private let start: UnsafeMutablePointer<Float>
    private let offsets: [String: Int]
    /// Of the linear layers so far.
    private(set) var factors: [WeightFactors] = []

    init(_ layout: ParameterLayout, at start: UnsafeMutablePointer<Float>) {
        self.start = start
        offsets = Dictionary(uniqueKeysWithValues: layout.entries.map { ($0.name, $0.offset) })
    }

    /// nil for an array that is not trained.
    func array(_ name: String) -> UnsafeMutablePointer<Float>? { offsets[name].map { start + $0 } }

    /// Those of linear layers by their places.
    mutating func linears<Model>(
        _ parts: [ModelPart<Model>],
        prefix: String = ""
    ) -> [PartialKeyPath<Model>: Linear.Gradients] {
        var result: [PartialKeyPath<Model>: Linear.Gradients] = [:]
        for part in parts {
            guard case .linear(let names, let outputs, let inputs, let pieces) = part else {
                continue
            }
            for piece in pieces {
                let name = prefix + names[piece.names.lowerBound]
                guard let bias = array(name + ".bias") else { continue }
                factors.append(
                    WeightFactors(
                        name + ".weight",
                        outputs: piece.names.count * outputs,
                        inputs: inputs
                    )
                )
                result[piece.place] = Linear.Gradients(factors: factors.last!, bias: bias)
            }
        }
        return result
    }

    /// Those of normalisations by their places.
    func norms<Model>(
        _ parts: [ModelPart<Model>],
        prefix: String = ""
    ) -> [PartialKeyPath<Model>: LayerNorm.Gradients] {
        var result: [PartialKeyPath<Model>: LayerNorm.Gradients] = [:]
        for part in parts {
            guard case .norm(let name, let place) = part,
                let scale = array(prefix + name + ".weight"),
                let shift = array(prefix + name + ".bias")
            else { continue }
            result[place] = LayerNorm.Gradients(scale: scale, shift: shift)
        }
        return result
    }
}
