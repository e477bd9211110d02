import SwiftletTensor

/// The tensors of a quantised DistilBERT, which ones there are and how to read each.
///
/// | tensor | |
/// |---|---|
/// | `distilbert.embeddings.word_embeddings.weight` | a table; see `QuantizedTable.add(to:as:)` |
/// | `distilbert.embeddings.position_embeddings.weight` | likewise |
/// | `LAYER.panels`, `LAYER.scales`, `LAYER.sums` | a linear layer's weights; see `QuantizedMatrix` |
/// | `LAYER.bias`, `NORM.weight`, `NORM.bias` | `F32`, as in a checkpoint of floats |
///
/// `LAYER` and `NORM` are Transformers' names, but for the linear layers of queries, keys and values,
/// which are one: `attention.qkv_lin`. In the last layer they are two: `attention.q_lin` and
/// `attention.kv_lin`.
struct QuantizedCheckpoint {
    private let checkpoint: Checkpoint
    private let configuration: DistilBERTConfiguration
    private var known: Set<String> = []

    /// - Throws: `JSONError` naming the file of the configuration where a layer has too many inputs.
    init(
        _ checkpoint: Checkpoint,
        _ configuration: DistilBERTConfiguration,
        configurationFile: String
    ) throws(JSONError) {
        self.checkpoint = checkpoint
        self.configuration = configuration
        let inputs = max(configuration.width, configuration.hiddenWidth)
        guard inputs <= QuantizedMatrix.maximumInputs else {
            throw JSONError(
                file: configurationFile,
                message: "a layer has \(inputs) inputs; quantised it has at most "
                    + "\(QuantizedMatrix.maximumInputs)"
            )
        }
    }

    mutating func encoder() throws -> DistilBERT {
        let width = configuration.width
        let embeddings = DistilBERT.Embeddings(
            words: try table(DistilBERTLayout.wordEmbeddings, configuration.vocabularySize),
            positions: try table(
                DistilBERTLayout.positionEmbeddings,
                configuration.maximumPositions
            ),
            norm: try norm(DistilBERTLayout.embeddingNorm)
        )
        var layers: [EncoderLayer] = []
        for index in 0..<configuration.layers {
            let name = DistilBERTLayout.layer(index)
            let isLast = index == configuration.layers - 1
            let projections = QuantizedLayout.projections(ofLast: isLast).map {
                name + "attention." + $0
            }
            layers.append(
                EncoderLayer(
                    projections: isLast
                        ? .apart(
                            queries: try linear(projections[0], width, width),
                            keysAndValues: try linear(projections[1], 2 * width, width)
                        ) : .together(try linear(projections[0], 3 * width, width)),
                    attentionOutput: try linear(name + "attention.out_lin", width, width),
                    attentionNorm: try norm(name + "sa_layer_norm"),
                    expansion: try linear(name + "ffn.lin1", configuration.hiddenWidth, width),
                    contraction: try linear(name + "ffn.lin2", width, configuration.hiddenWidth),
                    outputNorm: try norm(name + "output_layer_norm")
                )
            )
        }
        return DistilBERT(configuration, embeddings: embeddings, layers: layers)
    }

    mutating func classifier() throws -> DistilBERTForSequenceClassification {
        let width = configuration.width
        let model = DistilBERTForSequenceClassification(
            encoder: try encoder(),
            preClassifier: try linear(DistilBERTLayout.preClassifier, width, width),
            classifier: try linear(DistilBERTLayout.classifier, configuration.labels.count, width)
        )
        try checkpoint.requireTensors(known.contains)
        return model
    }

    private mutating func array(_ name: String, _ count: Int) throws -> FloatArray {
        known.insert(name)
        return try checkpoint.array(name, shape: [count])
    }

    private mutating func norm(_ name: String) throws -> Normalization {
        Normalization(
            scale: try array(name + ".weight", configuration.width),
            shift: try array(name + ".bias", configuration.width),
            epsilon: configuration.normalizationEpsilon
        )
    }

    private mutating func linear(
        _ name: String,
        _ outputs: Int,
        _ inputs: Int
    ) throws -> LinearLayer {
        for part in QuantizedLayout.matrixParts { known.insert(name + part) }
        return LinearLayer(
            inputs: inputs,
            outputs: outputs,
            weights: .quantized(
                try QuantizedMatrix(
                    from: checkpoint.file(holding: name + QuantizedLayout.matrixParts[0]),
                    named: name,
                    outputs: outputs,
                    inputs: inputs
                )
            ),
            bias: try array(name + ".bias", outputs)
        )
    }

    private mutating func table(_ name: String, _ rows: Int) throws -> EmbeddingTable {
        let isPacked = checkpoint.contains(name + QuantizedLayout.packedTableParts[0])
        let parts = isPacked ? QuantizedLayout.packedTableParts : QuantizedLayout.tableParts
        for part in parts { known.insert(name + part) }
        return .quantized(
            try QuantizedTable(
                from: checkpoint.file(holding: name + parts[0]),
                named: name,
                rows: rows,
                columns: configuration.width
            )
        )
    }
}

/// What a quantised DistilBERT's tensors are called where a model of floats has no such name.
enum QuantizedLayout {
    /// What `QuantizedMatrix` appends to a name.
    static let matrixParts = [".panels", ".scales", ".sums"]

    /// What `QuantizedTable` appends to a name, in either of its forms.
    static let tableParts = ["", ".scales"]
    static let packedTableParts = [".packed", ".offsets", ".scales"]

    /// The linear layers of queries, keys and values of a layer.
    static func projections(ofLast isLast: Bool) -> [String] {
        isLast ? ["q_lin", "kv_lin"] : ["qkv_lin"]
    }
}

extension SafetensorsWriter {
    /// Adds the tensors of a quantised model.
    mutating func add(quantized model: DistilBERTForSequenceClassification) {
        add(quantized: model.encoder)
        add(DistilBERTLayout.preClassifier, model.preClassifier)
        add(DistilBERTLayout.classifier, model.classifier)
    }

    /// Adds the tensors of a quantised encoder.
    mutating func add(quantized encoder: DistilBERT) {
        let embeddings = encoder.embeddings
        add(DistilBERTLayout.wordEmbeddings, embeddings.words)
        add(DistilBERTLayout.positionEmbeddings, embeddings.positions)
        add(DistilBERTLayout.embeddingNorm, embeddings.norm)
        for (index, layer) in encoder.layers.enumerated() {
            let name = DistilBERTLayout.layer(index)
            let projections =
                switch layer.projections {
                case .together(let all): [all]
                case .apart(let queries, let keysAndValues): [queries, keysAndValues]
                }
            let names = QuantizedLayout.projections(ofLast: projections.count == 2)
            for (part, projection) in zip(names, projections) {
                add(name + "attention." + part, projection)
            }
            add(name + "attention.out_lin", layer.attentionOutput)
            add(name + "sa_layer_norm", layer.attentionNorm)
            add(name + "ffn.lin1", layer.expansion)
            add(name + "ffn.lin2", layer.contraction)
            add(name + "output_layer_norm", layer.outputNorm)
        }
    }

    private mutating func add(_ name: String, _ layer: LinearLayer) {
        guard case .quantized(let matrix) = layer.weights else {
            preconditionFailure("The layer \(name) is not quantised.")
        }
        matrix.add(to: &self, as: name)
        add(name + ".bias", layer.bias.tensor([layer.outputs]))
    }

    private mutating func add(_ name: String, _ norm: Normalization) {
        add(name + ".weight", norm.scale.tensor([norm.scale.count]))
        add(name + ".bias", norm.shift.tensor([norm.shift.count]))
    }

    private mutating func add(_ name: String, _ table: EmbeddingTable) {
        guard case .quantized(let table) = table else {
            preconditionFailure("The table \(name) is not quantised.")
        }
        table.add(to: &self, as: name)
    }
}
