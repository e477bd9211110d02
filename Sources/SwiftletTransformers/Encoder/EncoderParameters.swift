import SwiftletNeural

/// A part of a model with parameters, what checkpoints call it, and where it is in a `Model`.
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
        _ names: EncoderNames,
        isLast: Bool
    ) -> [ModelPart<EncoderLayer>] {
        let (hidden, intermediate) = (configuration.hiddenSize, configuration.intermediateSize)
        return [
            .linear(
                [names.queries, names.keys, names.values],
                outputs: hidden,
                inputs: hidden,
                pieces: isLast
                    ? [(0..<1, \.attention.queries), (1..<3, \.attention.keysAndValues!)]
                    : [(0..<3, \.attention.queries)]
            ),
            .linear(names.attentionOutput, outputs: hidden, inputs: hidden, \.attention.output),
            .norm(names.attentionNorm, \.attentionNorm),
            .linear(
                names.intermediate,
                outputs: intermediate,
                inputs: hidden,
                \.feedForward.intermediate
            ),
            .linear(names.output, outputs: hidden, inputs: intermediate, \.feedForward.output),
            .norm(names.outputNorm, \.outputNorm),
        ]
    }
}

extension DistilBERT {
    /// The parts of the encoder: the word embeddings, the other embeddings, and each layer's.
    static func parts(
        _ configuration: DistilBERTConfiguration,
        _ names: EncoderNames
    ) -> [ModelPart<DistilBERT>] {
        [.table(names.words, rows: configuration.vocabularySize, \.embeddings.words)]
            + embeddingParts(configuration, names)
            + (0..<configuration.layerCount).flatMap { layerParts(configuration, names, $0) }
    }

    /// The parts of the embeddings that are trained as one run of numbers with the layers'.
    static func embeddingParts(
        _ configuration: DistilBERTConfiguration,
        _ names: EncoderNames
    ) -> [ModelPart<DistilBERT>] {
        let types = configuration.tokenTypeCount
        return [
            .table(
                names.positions,
                rows: configuration.firstPosition + configuration.maximumPositions,
                \.embeddings.positions
            )
        ] + (types > 0 ? [.table(names.tokenTypes, rows: types, \.embeddings.tokenTypes!)] : [])
            + [.norm(names.embeddingNorm, \.embeddings.norm)]
    }

    static func layerParts(
        _ configuration: DistilBERTConfiguration,
        _ names: EncoderNames,
        _ index: Int
    ) -> [ModelPart<DistilBERT>] {
        let isLast = index == configuration.layerCount - 1
        return EncoderLayer.parts(configuration, names, isLast: isLast).map {
            $0.within(names.layer(index), \.layers[index])
        }
    }
}

extension DistilBERTForSequenceClassification {
    static func parts(
        _ configuration: DistilBERTConfiguration,
        _ names: EncoderNames
    ) -> [ModelPart<DistilBERTForSequenceClassification>] {
        DistilBERT.parts(configuration, names).map { $0.within("", \.encoder) }
            + headParts(configuration, names)
    }

    static func headParts(
        _ configuration: DistilBERTConfiguration,
        _ names: EncoderNames
    ) -> [ModelPart<DistilBERTForSequenceClassification>] {
        let hidden = configuration.hiddenSize
        return [
            .linear(names.dense, outputs: hidden, inputs: hidden, \.preClassifier),
            .linear(
                names.classifier,
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
