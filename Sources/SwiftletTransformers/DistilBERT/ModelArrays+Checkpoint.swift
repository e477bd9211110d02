import SwiftletBase
import SwiftletNeural
import SwiftletTensor

/// The numbers of a model's parts, read from a checkpoint under the names that it has for them.
struct ReadArrays {
    /// By the names of the parts.
    var arrays = ModelArrays()
    /// Weights and tables, in place of those in `arrays`, where they are to be bfloat16 numbers.
    var halves: [String: Storage<UInt16>] = [:]
    /// The tensors that the parts have no place for.
    var ignored: [String] = []

    /// - Parameters:
    ///   - parts: What to read.
    ///   - headSeed: The seed of those of the head's layers to be drawn that the checkpoint does not
    ///     have; nil where it must have all.
    /// - Throws: `FormatError` naming file and tensor; among them one for a tensor that is of no
    ///   known use: it might change what the model gives.
    init<Model>(
        _ checkpoint: Checkpoint,
        _ configuration: DistilBERTConfiguration,
        _ names: EncoderNames,
        _ parts: [ModelPart<Model>],
        headSeed: UInt64?,
        hasOtherLabels: Bool = false
    ) throws {
        let stored = StoredNames(checkpoint, prefix: names.prefix)
        var used = Set<String>()
        var generator = PCG64(seed: headSeed ?? 0)
        func isDrawn(_ name: String, _ shape: [Int]) throws -> Bool {
            guard headSeed != nil,
                let layer = names.head.first(where: { name.hasPrefix($0 + ".") })
            else { return false }
            if !stored.contains(layer + ".weight"), !stored.contains(layer + ".bias") {
                return true
            }
            let found = stored.name(of: name)
            return try hasOtherLabels && checkpoint.contains(found)
                && checkpoint.shape(of: found) != shape
        }
        for part in parts {
            try part.forEachArray(columns: configuration.hiddenSize) { name, shape, _ in
                let isHalf = configuration.usesBFloat16 && shape.count == 2
                if try isDrawn(name, shape) {
                    let array = FloatArray.drawn(name, shape, configuration, using: &generator)
                    if isHalf {
                        halves[name] = BFloat16Matrix.rounded(array.tensor(shape))
                    } else {
                        arrays[name] = array
                    }
                    return
                }
                let found = stored.name(of: name)
                if !checkpoint.contains(found), names.isOfHead(name) {
                    throw FormatError(
                        file: checkpoint.path,
                        place: .tensor(found),
                        problem: "there is no such tensor, so the model has no classifier",
                        remedy: "Train it as one, or load it as an encoder"
                    )
                }
                let stands = try checkpoint.shape(of: found)
                if stands != shape, names.isOfHead(name) {
                    throw FormatError(
                        file: checkpoint.file(of: found),
                        place: .tensor(found),
                        problem: "its shape is \(stands), the labels ask for \(shape)",
                        remedy: "Give as many labels as the classifier has, or a seed to draw the "
                            + "layer anew"
                    )
                }
                used.insert(found)
                if isHalf {
                    halves[name] = try checkpoint.bfloat16(found, shape: shape)
                } else {
                    arrays[name] = try checkpoint.array(found, shape: shape)
                }
            }
        }
        ignored = checkpoint.tensorNames.filter { !used.contains($0) && !stored.isBuffer($0) }
        try checkpoint.requireTensors { name in
            used.contains(name) || stored.isBuffer(name) || stored.isOfAHead(name)
        }
    }
}

/// The names that a checkpoint has for a model's tensors.
private struct StoredNames {
    private let checkpoint: Checkpoint
    /// What the library's names for the encoder's parts begin with.
    private let prefix: String
    /// What those of the checkpoint begin with in its place: nothing where an encoder was saved alone.
    private let stored: String

    init(_ checkpoint: Checkpoint, prefix: String) {
        self.checkpoint = checkpoint
        self.prefix = prefix
        let isFull = checkpoint.contains(prefix + "embeddings.word_embeddings.weight")
        stored = isFull ? prefix : ""
    }

    func contains(_ name: String) -> Bool { checkpoint.contains(self.name(of: name)) }

    /// The name in the checkpoint of what the library calls `name`.
    func name(of name: String) -> String {
        let found = name.hasPrefix(prefix) ? stored + name.dropFirst(prefix.count) : name
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

    /// Whether a tensor holds the numbers from 0 or zeros, which earlier versions of Transformers saved.
    func isBuffer(_ name: String) -> Bool {
        ["position_ids", "token_type_ids"].contains { name == stored + "embeddings." + $0 }
    }

    /// Whether a tensor is of the head of a task: those that encoders were trained with before, and
    /// classifiers', too, where they are not among the parts.
    func isOfAHead(_ name: String) -> Bool {
        let heads = [
            stored + "pooler.", "cls.", "lm_head.", "vocab_transform.", "vocab_layer_norm.",
            "vocab_projector.", "qa_outputs.", "pre_classifier.", "classifier.",
        ]
        return heads.contains(where: name.hasPrefix)
    }
}
