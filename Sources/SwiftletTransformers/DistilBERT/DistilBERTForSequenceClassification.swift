import SwiftletNeural
import SwiftletTensor
import SwiftletText

/// A DistilBERT with a classifier on the first token's hidden state: a linear layer with ReLU, then
/// one to the logits.
///
///     let model = try DistilBERTForSequenceClassification(from: "model")
///     let logits = try model.logits(of: sequences)        // [sequences, labels]
///
/// It loads and saves the directories of Hugging Face's `DistilBertForSequenceClassification`, and
/// gives its numbers. A model does not change and is safe to share.
public struct DistilBERTForSequenceClassification: Sendable {
    public let configuration: DistilBERTConfiguration
    /// The encoder under the classifier.
    public let encoder: DistilBERT
    package let preClassifier: LinearLayer
    package let classifier: LinearLayer

    package init(encoder: DistilBERT, preClassifier: LinearLayer, classifier: LinearLayer) {
        configuration = encoder.configuration
        self.encoder = encoder
        self.preClassifier = preClassifier
        self.classifier = classifier
    }

    /// Loads `config.json` and `model.safetensors`, or the files of its index, from a directory of a
    /// DistilBERT or of a BERT's encoder; or what `save(to:)` wrote of a quantised model.
    ///
    /// - Parameters:
    ///   - directory: The directory.
    ///   - labels: The names of the classes, in place of those in `config.json`; their number must
    ///     be that of the checkpoint's classifier, if it has one.
    ///   - seed: The seed of the classifier's weights where the checkpoint has none, as that of an
    ///     encoder: they are drawn as Transformers draws them. With nil it must have one.
    /// - Throws: `FileError`, `JSONError`, `SafetensorsError` or `CheckpointError` naming the file,
    ///   the member or tensor, and what was expected; of a quantised model also `QuantizationError`.
    public init(from directory: String, labels: [String]? = nil, seed: UInt64? = 0) throws {
        let path = directory + "/config.json"
        var (configuration, family, isQuantized) = try DistilBERTConfiguration.read(path)
        if let labels { configuration.labels = labels }
        let checkpoint = try Checkpoint(directory: directory)
        if isQuantized {
            var quantized = try QuantizedCheckpoint(
                checkpoint,
                configuration,
                configurationFile: path
            )
            self = try quantized.classifier()
            return
        }
        let weights = try DistilBERTWeights(
            checkpoint,
            family,
            configuration,
            DistilBERTLayout(configuration),
            headSeed: seed
        )
        self.init(configuration, weights, forPrediction: true)
    }

    /// A model with weights drawn as Transformers draws them.
    public init(_ configuration: DistilBERTConfiguration, seed: UInt64) {
        configuration.requireValid()
        var generator = PCG64(seed: seed)
        var arrays: [String: FloatArray] = [:]
        var words = Tensor(
            normalWithMean: 0,
            standardDeviation: configuration.initializerRange,
            shape: [configuration.vocabularySize, configuration.width],
            using: &generator
        )
        if let row = configuration.paddingToken {
            for column in 0..<configuration.width { words[row, column] = 0 }
        }
        arrays[DistilBERTLayout.wordEmbeddings] = FloatArray(words)
        for entry in DistilBERTLayout(configuration).parameters.entries {
            arrays[entry.name] = FloatArray(
                DistilBERTWeights.drawn(entry, configuration, using: &generator)
            )
        }
        self.init(configuration, DistilBERTWeights(arrays), forPrediction: true)
    }

    init(
        _ configuration: DistilBERTConfiguration,
        _ weights: DistilBERTWeights,
        forPrediction: Bool
    ) {
        self.init(
            encoder: DistilBERT(configuration, weights, forPrediction: forPrediction),
            preClassifier: weights.linear(
                [DistilBERTLayout.preClassifier],
                forPrediction: forPrediction
            ),
            classifier: weights.linear([DistilBERTLayout.classifier], forPrediction: forPrediction)
        )
    }

    /// The logits of each sequence, `[sequences, labels]`, in their order. They do not depend on the
    /// sequences beside it, but for rounding.
    ///
    /// - Parameters:
    ///   - sequences: The tokens of each text, with the tokenizer's marks around them.
    ///   - long: What becomes of sequences with more tokens than there are positions.
    /// - Throws: `TokenError` naming the sequence.
    public func logits(
        of sequences: TokenSequences,
        long: LongSequences = .rejected
    ) throws(TokenError) -> Tensor {
        try configuration.check(sequences, long)
        let count = configuration.labels.count
        let result = Tensor(uninitialized: [sequences.count, count])
        nonisolated(unsafe) let target = result.storage.address
        encoder.forEachGroup(of: sequences) { pass, group in
            let states = pass.forward(encoder, firstOnly: true)
            let hidden = pass.reserveHidden(group.count * preClassifier.outputs)
            preClassifier(
                group.count,
                states,
                activation: .relu,
                quantizedRows: pass.quantizedRows,
                into: hidden
            )
            classifier(
                group.count,
                hidden,
                quantizedRows: pass.quantizedRows,
                into: target + group.lowerBound * count
            )
        }
        return result
    }

    /// The probabilities of the labels of each sequence, `[sequences, labels]`: they add up to 1, but
    /// for a model with several labels a text, where each is on its own.
    ///
    /// - Throws: `TokenError` naming the sequence.
    public func probabilities(
        of sequences: TokenSequences,
        long: LongSequences = .rejected
    ) throws(TokenError) -> Tensor {
        let result = try logits(of: sequences, long: long)
        let address = result.storage.address
        if configuration.isMultiLabel {
            Sigmoid.forward(result.count, address, into: address)
        } else {
            TransformerRows.softmax(result.rows, result.columns, address)
        }
        return result
    }
}
