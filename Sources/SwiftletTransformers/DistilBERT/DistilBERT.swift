import SwiftletBase
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
public struct DistilBERT: Sendable, Loadable {
    public internal(set) var configuration: DistilBERTConfiguration
    package var embeddings: Embeddings
    package var layers: [EncoderLayer]
    let workspaces = WorkspacePool<EncoderWorkspace>()

    /// An encoder of a configuration whose parts are still to be put in their places.
    init(unset configuration: DistilBERTConfiguration) {
        configuration.requireValid()
        self.configuration = configuration
        embeddings = Embeddings(
            words: .floats(.empty),
            positions: .floats(.empty),
            norm: .unset,
            dropout: configuration.dropout
        )
        layers = (0..<configuration.layerCount).map { index in
            EncoderLayer(
                attention: SelfAttention(
                    heads: configuration.headCount,
                    dropout: configuration.attentionDropout,
                    isLast: index == configuration.layerCount - 1
                ),
                feedForward: FeedForward(
                    activation: configuration.activation == .gelu ? .gelu : .relu
                ),
                dropout: configuration.dropout
            )
        }
    }

    /// Loads `config.json` and `model.safetensors`, or the files of its index, from a directory. A
    /// classifier's head is left alone.
    ///
    /// - Throws: `FileError`, `JSONError`, `SafetensorsError` or `CheckpointError` naming the file,
    ///   the member or tensor, and what was expected; of a quantised model also `QuantizationError`.
    public init(from directory: String) throws {
        let path = directory + "/config.json"
        let (configuration, family, isQuantized) = try DistilBERTConfiguration.read(path)
        let checkpoint = try Checkpoint(from: directory)
        self.init(unset: configuration)
        let parts = Self.parts(configuration)
        if isQuantized {
            var quantized = try QuantizedCheckpoint(
                checkpoint,
                configuration,
                configurationFile: path
            )
            try quantized.fill(&self, parts)
            return
        }
        try ModelArrays(checkpoint, family, configuration, parts, headSeed: nil).fill(
            &self,
            parts,
            epsilon: configuration.layerNormEpsilon,
            forPrediction: true
        )
    }

    /// The states after the last layer, `[tokens, hidden]`, of the sequences in `workspace.tokens`;
    /// or those of first tokens alone, `[sequences, hidden]`.
    package func forward(
        _ workspace: EncoderWorkspace,
        firstOnly: Bool = false
    ) -> UnsafeMutablePointer<Float> {
        var states = embeddings.forward(workspace)
        for (index, layer) in layers.enumerated() {
            states = layer.forward(
                states,
                firstOnly: firstOnly && index == layers.count - 1,
                workspace: workspace,
                record: workspace.record(index)
            )
        }
        return states
    }

    /// Adds the gradients of what `gradients` has a place for, after `forward` with `firstOnly` in the
    /// workspace of a training.
    ///
    /// The gradient of the last states, `[sequences, hidden]`, is in `workspace.stateGradient`, which
    /// has room for `[tokens, hidden]`; where the embeddings are trained, that of each token's sum of
    /// embeddings is there in the end.
    func backward(_ workspace: EncoderWorkspace, _ gradients: Gradients) {
        for index in (gradients.firstLayer..<layers.count).reversed() {
            let record = workspace.record(index)
            layers[index].backward(
                index == 0 ? workspace.states.start : workspace.record(index - 1).output.start,
                firstOnly: index == layers.count - 1,
                workspace: workspace,
                record: record,
                gradients: gradients.layers[index],
                needsInput: index > gradients.firstLayer || gradients.reachesEmbeddings
            )
        }
        guard gradients.reachesEmbeddings else { return }
        embeddings.backward(
            workspace,
            normGradients: gradients.embeddingNorm,
            positionGradients: gradients.positions
        )
    }

    /// Where the gradients of an encoder's parts are.
    struct Gradients {
        var positions: UnsafeMutablePointer<Float>?
        var embeddingNorm: Linear.Gradients?
        var layers: [EncoderLayer.Gradients]
        /// The first layer whose gradients are needed.
        var firstLayer = 0
        /// Whether those of the embeddings are.
        var reachesEmbeddings = true
    }

    // MARK: - Int8

    /// Whether the weights have 8 bits.
    public var isQuantized: Bool {
        if case .quantized = embeddings.words { true } else { false }
    }

    /// The encoder with weights of 8 bits.
    func quantized() throws(QuantizationError) -> DistilBERT {
        try quantizing(self, Self.parts(configuration))
    }
}
