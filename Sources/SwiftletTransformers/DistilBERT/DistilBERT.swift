import SwiftletTensor

/// DistilBERT's encoder (Sanh et al. 2019, "DistilBERT, a distilled version of BERT"): tokens become
/// hidden states that know of each other.
///
///     let encoder = try DistilBERT(from: "all-MiniLM-L6-v2")
///     let states = try encoder.hiddenStates(of: sequences)    // [all tokens, width]
///
/// It reads the directories of Hugging Face's Transformers: a DistilBERT's, or a BERT's, which is a
/// DistilBERT once row 0 of its token types is added to its position embeddings. An encoder does not
/// change and is safe to share.
public struct DistilBERT: Sendable {
    public let configuration: DistilBERTConfiguration
    package let embeddings: Embeddings
    package let layers: [EncoderLayer]
    let workspaces = WorkspacePool<DistilBERTPass>()

    /// The tables of words and positions, and the normalisation of their sum.
    package struct Embeddings: Sendable {
        /// `[vocabularySize, width]`
        package let words: EmbeddingTable
        /// `[maximumPositions, width]`
        package let positions: EmbeddingTable
        package let norm: Normalization

        package init(words: EmbeddingTable, positions: EmbeddingTable, norm: Normalization) {
            self.words = words
            self.positions = positions
            self.norm = norm
        }

        /// Writes the normalised sum of each token's two embeddings, `[rows, width]`.
        ///
        /// - Parameters:
        ///   - sums: Gets the sums, `[rows, width]`.
        ///   - moments: Gets those of the sums; see `TransformerRows.normalize`.
        ///   - scratch: Memory for positions that are not held as floats.
        func callAsFunction(
            _ tokens: PackedTokens,
            sums: UnsafeMutablePointer<Float>,
            moments: UnsafeMutablePointer<Float>,
            scratch: Buffer<Float>,
            into states: UnsafeMutablePointer<Float>
        ) {
            let width = norm.scale.count
            for row in 0..<tokens.rows {
                words.copyRow(Int(tokens.tokens[row]), width, into: sums + row * width)
            }
            let positions = positions.firstRows(tokens.longest, width, in: scratch)
            for sequence in 0..<tokens.count {
                let start = tokens.start(sequence)
                norm(
                    tokens.length(sequence),
                    sums + start * width,
                    adding: positions,
                    moments: moments + 2 * start,
                    into: states + start * width
                )
            }
        }
    }

    package init(
        _ configuration: DistilBERTConfiguration,
        embeddings: Embeddings,
        layers: [EncoderLayer]
    ) {
        configuration.requireValid()
        self.configuration = configuration
        self.embeddings = embeddings
        self.layers = layers
    }

    /// Loads `config.json` and `model.safetensors`, or the files of its index, from a directory. A
    /// classifier's head is left alone.
    ///
    /// - Throws: `FileError`, `JSONError`, `SafetensorsError` or `CheckpointError` naming the file,
    ///   the member or tensor, and what was expected; of a quantised model also `QuantizationError`.
    public init(from directory: String) throws {
        let path = directory + "/config.json"
        let (configuration, family, isQuantized) = try DistilBERTConfiguration.read(path)
        let checkpoint = try Checkpoint(directory: directory)
        if isQuantized {
            var quantized = try QuantizedCheckpoint(
                checkpoint,
                configuration,
                configurationFile: path
            )
            self = try quantized.encoder()
            return
        }
        let weights = try DistilBERTWeights(
            checkpoint,
            family,
            configuration,
            DistilBERTLayout(configuration, hasHead: false),
            headSeed: 0
        )
        self.init(configuration, weights, forPrediction: true)
    }

    /// - Parameter forPrediction: Whether to copy the weights of the linear layers into the form in
    ///   which products read them fastest.
    init(
        _ configuration: DistilBERTConfiguration,
        _ weights: DistilBERTWeights,
        forPrediction: Bool
    ) {
        func norm(_ name: String) -> Normalization {
            Normalization(
                scale: weights[name + ".weight"],
                shift: weights[name + ".bias"],
                epsilon: configuration.normalizationEpsilon
            )
        }
        func linear(_ names: [String]) -> LinearLayer {
            weights.linear(names, forPrediction: forPrediction)
        }
        self.init(
            configuration,
            embeddings: Embeddings(
                words: .floats(weights[DistilBERTLayout.wordEmbeddings]),
                positions: .floats(weights[DistilBERTLayout.positionEmbeddings]),
                norm: norm(DistilBERTLayout.embeddingNorm)
            ),
            layers: (0..<configuration.layers).map { index in
                let name = DistilBERTLayout.layer(index)
                let attention = name + "attention."
                let isLast = index == configuration.layers - 1
                return EncoderLayer(
                    projections: isLast
                        ? .apart(
                            queries: linear([attention + "q_lin"]),
                            keysAndValues: linear([attention + "k_lin", attention + "v_lin"])
                        )
                        : .together(linear(["q_lin", "k_lin", "v_lin"].map { attention + $0 })),
                    attentionOutput: linear([attention + "out_lin"]),
                    attentionNorm: norm(name + "sa_layer_norm"),
                    expansion: linear([name + "ffn.lin1"]),
                    contraction: linear([name + "ffn.lin2"]),
                    outputNorm: norm(name + "output_layer_norm")
                )
            }
        )
    }
}

extension DistilBERTWeights {
    /// A linear layer with the outputs of several. Without copying for prediction, their weights
    /// must follow each other in memory, and their biases too.
    func linear(_ names: [String], forPrediction: Bool) -> LinearLayer {
        let parts = names.map { (weights: self[$0 + ".weight"], bias: self[$0 + ".bias"]) }
        let outputs = parts.reduce(0) { $0 + $1.bias.count }
        let inputs = parts[0].weights.count / parts[0].bias.count
        if forPrediction { return LinearLayer(inputs: inputs, turning: parts) }
        return LinearLayer(
            inputs: inputs,
            outputs: outputs,
            weights: .rows(FloatArray(borrowing: parts[0].weights.start, count: outputs * inputs)),
            bias: FloatArray(borrowing: parts[0].bias.start, count: outputs)
        )
    }
}
