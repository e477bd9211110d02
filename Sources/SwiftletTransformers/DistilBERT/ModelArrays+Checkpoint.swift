import SwiftletBase
import SwiftletNeural
import SwiftletTensor

extension ModelArrays {
    /// Reads the numbers of the parts of a DistilBERT, or of a BERT's encoder, from a checkpoint.
    ///
    /// - Parameters:
    ///   - parts: What to read. A checkpoint's head that is not among them is left alone.
    ///   - headSeed: The seed of a head to be drawn where the checkpoint has none; nil where it must
    ///     have one.
    init<Model>(
        _ checkpoint: Checkpoint,
        _ family: EncoderFamily,
        _ configuration: DistilBERTConfiguration,
        _ parts: [ModelPart<Model>],
        headSeed: UInt64?
    ) throws {
        self.init()
        let names = CheckpointNames(checkpoint, family)
        var known = Set<String>()
        var headNames = Set<String>()
        for part in DistilBERTForSequenceClassification.headParts(configuration) {
            part.forEachArray(columns: configuration.hiddenSize) { name, _, _ in
                headNames.insert(name)
            }
        }
        let hasHead = family == .distilBERT && headNames.contains(where: checkpoint.contains)
        var generator = PCG64(seed: headSeed ?? 0)
        for part in parts {
            try part.forEachArray(columns: configuration.hiddenSize) { name, shape, _ in
                if headNames.contains(name) && !hasHead && headSeed != nil {
                    self[name] = Self.drawn(name, shape, configuration, using: &generator)
                    return
                }
                let found = names.name(of: name, in: checkpoint)
                known.insert(found)
                self[name] = try checkpoint.array(found, shape: shape)
            }
        }
        if let types = names.tokenTypes, checkpoint.contains(types) {
            known.insert(types)
            self[DistilBERT.positionEmbeddings] = try Self.folded(
                self[DistilBERT.positionEmbeddings]!,
                checkpoint,
                types,
                configuration
            )
        }
        if family == .distilBERT { known.formUnion(headNames) }
        try checkpoint.requireTensors { known.contains($0) || names.isOfNoUse($0) }
    }

    /// Position embeddings with row 0 of a BERT's token types added: every token of a single text
    /// has type 0.
    private static func folded(
        _ positions: FloatArray,
        _ checkpoint: Checkpoint,
        _ name: String,
        _ configuration: DistilBERTConfiguration
    ) throws -> FloatArray {
        let width = configuration.hiddenSize
        let shape = try checkpoint.shape(of: name)
        guard shape.count == 2, shape[0] > 0, shape[1] == width else {
            throw CheckpointError(
                file: checkpoint.file(of: name),
                problem: .wrongShape,
                tensor: name,
                message: "its shape is \(shape), expected at least one row of \(width)"
            )
        }
        let types = try checkpoint.array(name, shape: shape)
        let result = positions.tensor([configuration.maximumPositions, width])
        VectorMath.addToRows(
            configuration.maximumPositions,
            width,
            types.start,
            to: result.storage.address
        )
        return FloatArray(result)
    }
}

/// The names that a checkpoint has for a DistilBERT's weights.
private struct CheckpointNames {
    private let family: EncoderFamily
    /// `distilbert.`, `bert.` or nothing.
    private let prefix: String

    init(_ checkpoint: Checkpoint, _ family: EncoderFamily) {
        self.family = family
        let full = family.rawValue + "."
        prefix = checkpoint.contains(full + "embeddings.word_embeddings.weight") ? full : ""
    }

    /// The table of a BERT's token types.
    var tokenTypes: String? {
        family == .bert ? prefix + "embeddings.token_type_embeddings.weight" : nil
    }

    /// The name in the checkpoint of what the library calls `name`.
    func name(of name: String, in checkpoint: Checkpoint) -> String {
        let own = EncoderFamily.distilBERT.rawValue + "."
        guard name.hasPrefix(own) else { return name }
        var rest = String(name.dropFirst(own.count))
        if family == .bert, rest.hasPrefix("transformer.") {
            rest = "encoder" + rest.dropFirst("transformer".count)
            for (part, replacement) in Self.parts {
                if let range = Self.range(of: part, in: rest) {
                    rest.replaceSubrange(range, with: replacement)
                    break
                }
            }
        }
        let found = prefix + rest
        if checkpoint.contains(found) { return found }
        // The first BERT checkpoints call a normalisation's scale gamma and its shift beta.
        for (new, old) in [
            ("LayerNorm.weight", "LayerNorm.gamma"), ("LayerNorm.bias", "LayerNorm.beta"),
        ]
        where found.hasSuffix(new) {
            let older = found.dropLast(new.count) + old
            if checkpoint.contains(String(older)) { return String(older) }
        }
        return found
    }

    /// A layer's parts in DistilBERT and in BERT.
    private static let parts = [
        (".attention.q_lin.", ".attention.self.query."),
        (".attention.k_lin.", ".attention.self.key."),
        (".attention.v_lin.", ".attention.self.value."),
        (".attention.out_lin.", ".attention.output.dense."),
        (".sa_layer_norm.", ".attention.output.LayerNorm."),
        (".ffn.lin1.", ".intermediate.dense."),
        (".ffn.lin2.", ".output.dense."),
        (".output_layer_norm.", ".output.LayerNorm."),
    ]

    private static func range(of part: String, in text: String) -> Range<String.Index>? {
        var start = text.startIndex
        while start < text.endIndex {
            if text[start...].hasPrefix(part) {
                return start..<text.index(start, offsetBy: part.count)
            }
            start = text.index(after: start)
        }
        return nil
    }

    /// Whether a tensor is one that a classifier of texts does without: numbers of positions, BERT's
    /// pooler, and the heads with which encoders were trained before.
    func isOfNoUse(_ name: String) -> Bool {
        switch family {
        case .distilBERT:
            return name == prefix + "embeddings.position_ids"
                || ["vocab_transform.", "vocab_layer_norm.", "vocab_projector."].contains {
                    name.hasPrefix($0)
                }
        case .bert:
            return name == prefix + "embeddings.position_ids" || name.hasPrefix(prefix + "pooler.")
                || name.hasPrefix("cls.")
        }
    }
}
