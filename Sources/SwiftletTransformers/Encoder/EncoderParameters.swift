import SwiftletNeural

/// How a model's files name its members and tensors.
enum EncoderFamily: String, CaseIterable {
    case distilBERT = "distilbert"
    /// A BERT becomes a DistilBERT when its token type 0 is added to its positions.
    case bert
}

/// A part of a model with parameters, what checkpoints call it, and where it is in a `Model`.
///
/// Names are DistilBERT's; ``CheckpointNames`` has those of other families.
enum ModelPart<Model> {
    /// Linear layers, each `[outputs, inputs]` in a checkpoint. Those of a piece are one layer in the
    /// model, with their outputs beside each other.
    case linear(
        _ names: [String],
        outputs: Int,
        inputs: Int,
        pieces: [(names: Range<Int>, place: WritableKeyPath<Model, Linear>)]
    )
    case norm(_ name: String, _ place: WritableKeyPath<Model, LayerNorm>)
    case table(_ name: String, rows: Int, _ place: WritableKeyPath<Model, EmbeddingTable>)

    /// One linear layer.
    static func linear(
        _ name: String,
        outputs: Int,
        inputs: Int,
        _ place: WritableKeyPath<Model, Linear>
    ) -> ModelPart {
        .linear([name], outputs: outputs, inputs: inputs, pieces: [(0..<1, place)])
    }

    /// The same part of what contains the model, under a longer name.
    func within<Whole>(
        _ prefix: String,
        _ path: WritableKeyPath<Whole, Model>
    ) -> ModelPart<Whole> {
        switch self {
        case .linear(let names, let outputs, let inputs, let pieces):
            .linear(
                names.map { prefix + $0 },
                outputs: outputs,
                inputs: inputs,
                pieces: pieces.map { ($0.names, path.appending(path: $0.place)) }
            )
        case .norm(let name, let place): .norm(prefix + name, path.appending(path: place))
        case .table(let name, let rows, let place):
            .table(prefix + name, rows: rows, path.appending(path: place))
        }
    }
}

extension EncoderLayer {
    /// The parts of a layer, in the order in which trainings keep their parameters.
    static func parts(
        _ configuration: DistilBERTConfiguration,
        isLast: Bool
    ) -> [ModelPart<EncoderLayer>] {
        let (hidden, intermediate) = (configuration.hiddenSize, configuration.intermediateSize)
        return [
            .linear(
                ["attention.q_lin", "attention.k_lin", "attention.v_lin"],
                outputs: hidden,
                inputs: hidden,
                pieces: isLast
                    ? [(0..<1, \.attention.queries), (1..<3, \.attention.keysAndValues!)]
                    : [(0..<3, \.attention.queries)]
            ),
            .linear("attention.out_lin", outputs: hidden, inputs: hidden, \.attention.output),
            .norm("sa_layer_norm", \.attentionNorm),
            .linear("ffn.lin1", outputs: intermediate, inputs: hidden, \.feedForward.intermediate),
            .linear("ffn.lin2", outputs: hidden, inputs: intermediate, \.feedForward.output),
            .norm("output_layer_norm", \.outputNorm),
        ]
    }
}

extension DistilBERT {
    static let wordEmbeddings = "distilbert.embeddings.word_embeddings.weight"
    static let positionEmbeddings = "distilbert.embeddings.position_embeddings.weight"

    /// The parts of the encoder: the word embeddings, the other embeddings, and each layer's.
    static func parts(_ configuration: DistilBERTConfiguration) -> [ModelPart<DistilBERT>] {
        [.table(wordEmbeddings, rows: configuration.vocabularySize, \.embeddings.words)]
            + embeddingParts(configuration)
            + (0..<configuration.layerCount).flatMap { layerParts(configuration, $0) }
    }

    /// The parts of the embeddings that are trained as one run of numbers with the layers'.
    static func embeddingParts(
        _ configuration: DistilBERTConfiguration
    ) -> [ModelPart<DistilBERT>] {
        [
            .table(
                positionEmbeddings,
                rows: configuration.maximumPositions,
                \.embeddings.positions
            ),
            .norm("distilbert.embeddings.LayerNorm", \.embeddings.norm),
        ]
    }

    static func layerParts(
        _ configuration: DistilBERTConfiguration,
        _ index: Int
    ) -> [ModelPart<DistilBERT>] {
        EncoderLayer.parts(configuration, isLast: index == configuration.layerCount - 1).map {
            $0.within(layerPrefix(index), \.layers[index])
        }
    }

    /// What the names of a layer's parts begin with.
    static func layerPrefix(_ index: Int) -> String { "distilbert.transformer.layer.\(index)." }
}

extension DistilBERTForSequenceClassification {
    static func parts(
        _ configuration: DistilBERTConfiguration
    ) -> [ModelPart<DistilBERTForSequenceClassification>] {
        DistilBERT.parts(configuration).map { $0.within("", \.encoder) }
            + headParts(configuration)
    }

    static func headParts(
        _ configuration: DistilBERTConfiguration
    ) -> [ModelPart<DistilBERTForSequenceClassification>] {
        let hidden = configuration.hiddenSize
        return [
            .linear("pre_classifier", outputs: hidden, inputs: hidden, \.preClassifier),
            .linear(
                "classifier",
                outputs: configuration.labels.count,
                inputs: hidden,
                \.classifier
            ),
        ]
    }
}

extension ModelPart {
    /// Calls `body` with the name, the shape and the kind of each of the part's arrays. Weights come
    /// before biases, so that the weights of several layers are those of one with all outputs.
    func forEachArray(
        columns: Int,
        _ body: (_ name: String, _ shape: [Int], _ isDecayed: Bool) throws -> Void
    ) rethrows {
        switch self {
        case .linear(let names, let outputs, let inputs, _):
            for name in names { try body(name + ".weight", [outputs, inputs], true) }
            for name in names { try body(name + ".bias", [outputs], false) }
        case .norm(let name, _):
            try body(name + ".weight", [columns], false)
            try body(name + ".bias", [columns], false)
        case .table(let name, let rows, _): try body(name, [rows, columns], true)
        }
    }
}
