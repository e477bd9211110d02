import SwiftletBase
import SwiftletTensor
import SwiftletText

/// The encoder of a DistilBERT, BERT, RoBERTa, XLM-RoBERTa or CamemBERT: tokens become hidden states that
/// know of each other.
///
///     let encoder = try DistilBERT(from: "all-MiniLM-L6-v2")
///     let states = try encoder.hiddenStates(of: sequences)    // [all tokens, width]
///
/// It reads the directories of Hugging Face's Transformers. All tokens have type 0. An encoder does not
/// change and is safe to share.
///
/// References: Devlin et al. 2019, "BERT"; Sanh et al. 2019, "DistilBERT, a distilled version of BERT";
/// Liu et al. 2019, "RoBERTa".
public struct DistilBERT: Sendable, Loadable {
    public internal(set) var configuration: DistilBERTConfiguration
    package var embeddings: Embeddings
    package var layers: [EncoderLayer]
    /// The tensors of the checkpoint that the model has no part for, such as the head of another task,
    /// by their names; buffers of positions do not count.
    public internal(set) var ignoredTensors: [String] = []
    let workspaces = WorkspacePool<EncoderWorkspace>()

    /// An encoder of a configuration whose parts are still to be put in their places.
    init(unset configuration: DistilBERTConfiguration) {
        configuration.requireValid()
        self.configuration = configuration
        embeddings = Embeddings(
            words: .floats(.empty),
            positions: .floats(.empty),
            tokenTypes: configuration.tokenTypeCount > 0 ? .floats(.empty) : nil,
            norm: .unset,
            dropout: configuration.dropout,
            firstPosition: configuration.firstPosition,
            unplacedToken: configuration.family.countsFromPadding
                ? configuration.paddingToken.map { Int32($0) } : nil
        )
        layers = (0..<configuration.layerCount).map { index in
            EncoderLayer(
                attention: SelfAttention(
                    heads: configuration.headCount,
                    dropout: configuration.attentionDropout,
                    isLast: index == configuration.layerCount - 1
                ),
                feedForward: FeedForward(activation: configuration.activation.layerActivation),
                dropout: configuration.dropout,
                attentionOutputDropout: configuration.family.isDistilBERT
                    ? 0 : configuration.dropout
            )
        }
    }

    /// Loads `config.json` and `model.safetensors`, or the files of its index, from a directory. A
    /// classifier's head is left alone.
    ///
    /// - Throws: `FileError` or `FormatError` naming the file,
    ///   the member or tensor, and what was expected; of a quantised model also `QuantizationError`.
    public init(from directory: String) throws {
        let path = directory + "/config.json"
        let (configuration, isQuantized) = try DistilBERTConfiguration.read(path)
        let checkpoint = try Checkpoint(from: directory, isQuantized: isQuantized)
        self.init(unset: configuration)
        if isQuantized {
            var quantized = try QuantizedCheckpoint(
                checkpoint,
                configuration,
                configurationFile: path
            )
            try quantized.fill(&self, Self.parts(configuration, .distilBERT))
            ignoredTensors = quantized.ignored
            return
        }
        let names = configuration.family.names
        let parts = Self.parts(configuration, names)
        let read = try ReadArrays(checkpoint, configuration, names, parts, headSeed: nil)
        ignoredTensors = read.ignored
        read.arrays.fill(
            &self,
            parts,
            halves: read.halves,
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
            positionGradients: gradients.positions,
            typeGradients: gradients.tokenTypes
        )
    }

    /// Where the gradients of an encoder's parts are.
    struct Gradients {
        var positions: UnsafeMutablePointer<Float>?
        var tokenTypes: UnsafeMutablePointer<Float>?
        var embeddingNorm: LayerNorm.Gradients?
        var layers: [EncoderLayer.Gradients]
        /// The first layer whose gradients are needed.
        var firstLayer = 0
        /// Whether those of the embeddings are.
        var reachesEmbeddings = true
    }

    // MARK: - BFloat16 and int8

    /// The encoder with weights of 16 bits; see ``DistilBERTForSequenceClassification/bfloat16()``.
    public func bfloat16() -> DistilBERT {
        if configuration.usesBFloat16 || isQuantized { return self }
        var result = roundingToBFloat16(self, Self.parts(configuration, configuration.family.names))
        result.configuration.usesBFloat16 = true
        return result
    }

    /// Whether the weights have 8 bits.
    public var isQuantized: Bool {
        if case .quantized = embeddings.words { true } else { false }
    }

    /// How the inputs of linear layers are quantised where their ranges are fixed; else nil.
    public var calibration: ActivationCalibration? { fixedRanges }

    /// The encoder with weights of 8 bits; see ``DistilBERTForSequenceClassification/quantized()``.
    ///
    /// - Throws: `QuantizationError` where a weight is NaN or infinite, or a layer has more than
    ///   65,536 inputs.
    public func quantized() throws(QuantizationError) -> DistilBERT {
        try inInt8()
    }

    /// The encoder with weights of 8 bits and fixed ranges for the inputs of linear layers; see
    /// ``DistilBERTForSequenceClassification/quantized(calibration:method:long:)``.
    ///
    /// - Throws: What that throws.
    public func quantized(
        calibration sequences: TokenSequences,
        method: CalibrationMethod = .minMax,
        long: LongSequences = .rejected
    ) throws -> DistilBERT {
        try inInt8(calibration: sequences, method) {
            _ = try $0.hiddenStates(of: sequences, long: long)
        }
    }

    /// The same encoder with the token type, which all tokens have, in the positions.
    func foldingTokenTypes() -> DistilBERT {
        guard let types = embeddings.tokenTypes else { return self }
        var result = self
        let width = configuration.hiddenSize
        let rows = configuration.firstPosition + configuration.maximumPositions
        let positions = embeddings.positions.floats.tensor([rows, width])
        // Of other forms than floats the numbers are made here, and live no longer.
        withExtendedLifetime(types.floats) { types in
            VectorMath.addToRows(rows, width, types.start, to: positions.storage.address)
        }
        result.embeddings.positions = .floats(FloatArray(positions))
        result.embeddings.tokenTypes = nil
        result.configuration.tokenTypeCount = 0
        return result
    }
}
