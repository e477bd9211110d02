import SwiftletBase
import SwiftletNeural
import SwiftletTensor
import SwiftletText

/// Sentence embeddings from a BERT or a DistilBERT: the mean of the last hidden states of all tokens,
/// of length 1, as sentence-transformers computes them.
///
///     let encoder = try BERTSentenceEncoder(from: "all-MiniLM-L6-v2")
///     let embeddings = try encoder.embed(["Great flight!", "What a flight!"])   // [2, 384]
///     let small = try encoder.quantized()                                       // in 8 bits
///
/// Texts go through the layers without padding: a text has the same embedding, but for rounding,
/// alone and among others. An encoder is cheap to copy, and safe to share between tasks.
///
/// Reference: Reimers and Gurevych, "Sentence-BERT", EMNLP 2019, <https://arxiv.org/abs/1908.10084>.
public struct BERTSentenceEncoder: SentenceEncoder, Loadable {
    public let encoder: DistilBERT
    public let tokenizer: WordPieceTokenizer
    /// Texts are cut to so many tokens, the marks of begin and end included.
    public let maximumLength: Int
    public let identity: String
    /// Where it was loaded from; nil for one made in memory.
    private let files: ModelFiles?

    /// Opens a directory of Hugging Face's layout: `config.json`, `model.safetensors` or its parts,
    /// `tokenizer.json` or `vocab.txt`; or what `save(to:)` wrote of a quantised encoder.
    ///
    /// The maximum length is that of sentence-transformers' `sentence_bert_config.json`, else the
    /// tokenizer's, and at most the number of positions. A `1_Pooling/config.json`, where it is there,
    /// must ask for the mean over the tokens alone.
    ///
    /// - Throws: `FileError`, `JSONError`, `SafetensorsError`, ``CheckpointError`` or
    ///   `WordPieceError` naming the file, the member or tensor, and what was expected; of a quantised
    ///   encoder also `QuantizationError`.
    public init(from directory: String) throws {
        let encoder = try DistilBERT(from: directory)
        let tokenizer = try WordPieceTokenizer(from: directory)
        guard tokenizer.vocabularySize <= encoder.configuration.vocabularySize else {
            throw JSONError(
                file: directory + "/config.json",
                message:
                    "the member \"vocab_size\": \(encoder.configuration.vocabularySize) is fewer "
                    + "than the \(tokenizer.vocabularySize) tokens of the tokenizer"
            )
        }
        let settings = SentenceBERTSettings(directory)
        try settings.requireMean()
        let numbers = try Checkpoint(from: directory).fileNames
        self.init(
            encoder,
            tokenizer,
            maximumLength: try settings.maximumLength(
                tokenizer,
                positions: encoder.configuration.maximumPositions
            ),
            files: ModelFiles(
                directory,
                required: ["config.json"] + numbers,
                optional: Self.optionalFiles
            )
        )
    }

    private init(
        _ encoder: DistilBERT,
        _ tokenizer: WordPieceTokenizer,
        maximumLength: Int,
        files: ModelFiles?
    ) {
        self.encoder = encoder
        self.tokenizer = tokenizer
        self.maximumLength = maximumLength
        self.files = files
        identity = Self.identity(encoder, maximumLength: maximumLength)
    }

    public var dimension: Int { encoder.configuration.hiddenSize }

    /// The encoder with weights of 8 bits: a quarter of the size, and faster.
    ///
    /// - Throws: `QuantizationError` where a weight is too large.
    public func quantized() throws(QuantizationError) -> BERTSentenceEncoder {
        if encoder.isQuantized { return self }
        return BERTSentenceEncoder(
            try encoder.quantized(),
            tokenizer,
            maximumLength: maximumLength,
            files: nil
        )
    }

    /// The embeddings of texts, `[texts, dimension]`, each of length 1, on all threads.
    ///
    /// - Throws: ``TokenError`` for a text that the tokenizer gives no token, which BERT's marks of
    ///   begin and end rule out.
    public func embed(_ texts: [String]) throws -> Tensor {
        let sequences = tokenizer.encode(texts, maximumLength: maximumLength)
        try encoder.configuration.check(sequences, .truncated)
        let width = dimension
        let result = Tensor(zeros: [texts.count, width])
        nonisolated(unsafe) let output = result.storage.address
        encoder.forEachGroup(of: sequences) { workspace, group in
            let states = encoder.forward(workspace)
            for (sequence, text) in group.enumerated() {
                addRows(
                    workspace.tokens.length(sequence),
                    width,
                    states + workspace.tokens.start(sequence) * width,
                    to: output + text * width
                )
            }
        }
        // A sum has its mean's direction, and only that is left.
        VectorMath.normalizeRows(texts.count, width, output)
        return result
    }

    public func inspect(_ texts: [String]) -> [TextInspection] {
        tokenizer.inspect(source: texts, maximumLength: maximumLength)
    }

    public func save(to directory: String) throws {
        if let files { return try files.place(into: directory) }
        try AtomicDirectory.createDirectories(directory)
        var writer = SafetensorsWriter(metadata: ["format": "pt"])
        writer.add(quantized: encoder, DistilBERT.parts(encoder.configuration, .distilBERT))
        try writer.save(to: directory + "/model.safetensors")
        try AtomicFile.write(
            encoder.configuration.encoded(isQuantized: true),
            to: directory + "/config.json"
        )
        try QuantizationFormat.writeNote(into: directory)
        try tokenizer.save(to: directory)
        try SentenceBERTSettings(directory).write(maximumLength: maximumLength)
    }

    /// Files of a directory that need not be there.
    private static let optionalFiles = [
        "tokenizer.json", "vocab.txt", "tokenizer_config.json", "special_tokens_map.json",
        "modules.json", SentenceBERTSettings.lengthName, SentenceBERTSettings.poolingName,
    ]

    /// Differs for other weights, another maximum length and another precision: a hash of biases and
    /// normalisations.
    private static func identity(_ encoder: DistilBERT, maximumLength: Int) -> String {
        var hash = BitHash()
        hash.add(UInt64(maximumLength))
        for layer in encoder.layers {
            for array in [
                layer.attention.output.bias, layer.feedForward.intermediate.bias,
                layer.feedForward.output.bias,
                layer.outputNorm.scale, layer.outputNorm.shift,
            ] { hash.add(array) }
        }
        let precision = encoder.isQuantized ? "int8" : "float32"
        return "bert-\(encoder.configuration.hiddenSize)-\(precision)-"
            + String(hash.value, radix: 16)
    }
}
