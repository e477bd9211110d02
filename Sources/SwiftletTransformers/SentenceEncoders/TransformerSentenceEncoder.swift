import SwiftletBase
import SwiftletNeural
import SwiftletTensor
import SwiftletText

/// Sentence embeddings from a transformer, as sentence-transformers computes them: the states of a
/// text's tokens become one embedding by the modules that `modules.json` lists.
///
///     let encoder = try TransformerSentenceEncoder(from: "all-MiniLM-L6-v2")
///     let embeddings = try encoder.embed(["Great flight!", "What a flight!"])   // [2, 384]
///     let question = try encoder.embed(["late?"], prompt: .named("query"))
///     let small = try encoder.quantized()                                       // in 8 bits
///     let half = encoder.bfloat16()                                             // in 16 bits
///
/// The modules are `Transformer` and `Pooling`, then any of `Dense`, `LayerNorm`, `Normalize` and
/// `Dropout`. Embeddings have length 1 only where `Normalize` is the last.
///
/// Texts are not padded: a text's embedding is independent of the other texts, up to rounding. An
/// encoder is cheap to copy, and safe to share between tasks.
///
/// Reference: Reimers and Gurevych, "Sentence-BERT", EMNLP 2019, <https://arxiv.org/abs/1908.10084>.
public struct TransformerSentenceEncoder: SentenceEncoder, Loadable {
    public let encoder: DistilBERT
    public var tokenizer: any Tokenizer { tokenizing.tokenizer }
    /// Maximum number of tokens of a text, the marks of begin and end included; longer texts are
    /// cut.
    public let maximumLength: Int
    public let identity: String
    /// The identity that earlier versions, which read WordPiece tokenizers alone, gave it; nil for an
    /// encoder that they did not read. It does not tell tokenizers apart.
    let earlierIdentity: String?
    private let tokenizing: ModelTokenizer
    private let tokenizerIdentity: UInt64
    private let pipeline: SentencePipeline
    private let settings: SentenceSettings
    /// Where it was loaded from; nil for one made in memory.
    private let files: ModelFiles?

    /// Opens a directory of sentence-transformers' layout, or what `save(to:)` wrote.
    ///
    /// - `modules.json` lists the modules and their folders. Where it is missing, the directory is a
    ///   transformer, and the embedding is the mean over its tokens.
    /// - The transformer's folder holds `config.json`, `model.safetensors` or its parts, and the files
    ///   of a WordPiece, byte-level BPE or Unigram tokenizer.
    /// - The maximum length is that of `sentence_bert_config.json`, else the tokenizer's, and at most
    ///   the number of positions. With `do_lower_case` there, the tokenizer gets texts in lower case.
    /// - `config_sentence_transformers.json` has the prompts, the number of dimensions kept and the
    ///   measure of similarity.
    ///
    /// - Throws: `FileError` or `FormatError` naming the file, the member or tensor, and what was
    ///   expected; of a quantised encoder also `QuantizationError`.
    public init(from directory: String) throws {
        let list = try SentenceModuleList(from: directory)
        let prefix = list.map { $0.transformerFolder }.flatMap { $0.isEmpty ? nil : $0 + "/" } ?? ""
        let folder = prefix.isEmpty ? directory : directory + "/" + prefix.dropLast()
        let encoder = try DistilBERT(from: folder)
        let tokenizing = try ModelTokenizer(from: folder)
        try Self.requireFit(tokenizing, encoder, folder)
        let fewest = tokenizing.specialTokenCount
        let positions = encoder.configuration.maximumPositions
        let texts = try TransformerSettings(
            from: folder,
            fewest: fewest,
            positions: positions,
            rows: positions + encoder.configuration.firstPosition
        )
        let pipeline: SentencePipeline
        let width = encoder.configuration.hiddenSize
        if let list {
            pipeline = try list.pipeline(in: directory, width: width)
        } else {
            // Encoders of 8 bits, unlike classifiers, were saved without the list while all embeddings
            // had length 1.
            let isEarlier = encoder.isQuantized && encoder.ignoredTensors.isEmpty
            pipeline = SentencePipeline(
                modules: isEarlier ? [.normalize] : [],
                width: width
            )
        }
        let weights = try Checkpoint(from: folder, isQuantized: encoder.isQuantized)
        let required = ["config.json"] + weights.fileNames
        let prepared = texts.lowercases ? try tokenizing.lowercased() : tokenizing
        self.init(
            encoder,
            prepared,
            try prepared.identity,
            maximumLength: texts.maximumLength
                ?? min(positions, max(fewest, tokenizing.tokenizer.maximumLength ?? positions)),
            pipeline,
            try SentenceSettings(from: directory),
            files: ModelFiles(
                directory,
                required: required.map { prefix + $0 } + (try list?.files(in: directory) ?? []),
                optional: Self.optionalFiles.map { prefix + $0 } + [SentenceSettings.name]
            )
        )
    }

    private static func requireFit(
        _ tokenizing: ModelTokenizer,
        _ encoder: DistilBERT,
        _ folder: String
    ) throws(FormatError) {
        let configuration = encoder.configuration
        let (fewest, tokens) = (tokenizing.specialTokenCount, tokenizing.tokenizer.vocabularySize)
        let problem =
            if tokens > configuration.vocabularySize {
                "the member \"vocab_size\": \(configuration.vocabularySize) is fewer than the "
                    + "\(tokens) tokens of the tokenizer"
            } else if configuration.maximumPositions < fewest {
                "\(configuration.maximumPositions) positions have no room for the \(fewest) tokens "
                    + "around a text"
            } else {
                ""
            }
        if !problem.isEmpty { throw FormatError(file: folder + "/config.json", problem: problem) }
    }

    private init(
        _ encoder: DistilBERT,
        _ tokenizing: ModelTokenizer,
        _ tokenizerIdentity: UInt64,
        maximumLength: Int,
        _ pipeline: SentencePipeline,
        _ settings: SentenceSettings,
        files: ModelFiles?
    ) {
        self.encoder = encoder
        self.tokenizing = tokenizing
        self.tokenizerIdentity = tokenizerIdentity
        self.maximumLength = maximumLength
        self.pipeline = pipeline
        self.settings = settings
        self.files = files
        var hash = Self.hash(
            encoder,
            maximumLength: maximumLength,
            pipeline,
            settings,
            lowercases: tokenizing.isLowercased
        )
        let precision =
            encoder.isQuantized
            ? "int8" : encoder.configuration.usesBFloat16 ? "bfloat16" : "float32"
        for layer in encoder.calibration?.layers ?? [] {
            hash.add(UInt64(layer.range.least.bitPattern))
            hash.add(UInt64(layer.range.greatest.bitPattern))
        }
        let kind = "bert-\(encoder.configuration.hiddenSize)-\(precision)-"
        earlierIdentity =
            tokenizing.tokenizer is WordPieceTokenizer ? kind + String(hash.value, radix: 16) : nil
        hash.add(tokenizerIdentity)
        identity = kind + String(hash.value, radix: 16)
    }

    public var dimension: Int { min(pipeline.dimension, settings.dimension ?? .max) }

    /// The texts that can be put before each text, by name.
    public var prompts: [String: String] {
        Dictionary(settings.prompts.map { ($0.name, $0.text) }, uniquingKeysWith: { $1 })
    }

    /// The name of the prompt that is put before each text where none is asked for.
    public var defaultPrompt: String? { settings.defaultPrompt }

    /// How to measure the similarity of its embeddings; nil where its files do not say.
    public var similarity: SentenceSimilarity? { settings.similarity }

    /// The encoder with weights of 8 bits: a quarter of the size, and faster. Modules after the
    /// transformer keep theirs.
    ///
    /// - Throws: `QuantizationError` where a weight is too large.
    public func quantized() throws(QuantizationError) -> TransformerSentenceEncoder {
        if encoder.isQuantized { return self }
        return with(try encoder.quantized())
    }

    /// The encoder with weights of 8 bits and fixed ranges for the inputs of the transformer's linear
    /// layers, found by the texts of a calibration; see
    /// ``DistilBERTForSequenceClassification/quantized(calibration:method:long:)``.
    ///
    /// - Parameter texts: Some hundred of the kind that it will see; the default prompt is put before
    ///   each.
    /// - Throws: `QuantizationError` where there is no text, the encoder is quantised, or its weights or
    ///   what they give are not finite; `SettingError` for a percentile that leaves no range.
    public func quantized(
        calibration texts: [String],
        method: CalibrationMethod = .minMax
    ) throws -> TransformerSentenceEncoder {
        let prompt = settings.defaultText
        let sequences = tokenizer.encode(
            prompt.isEmpty ? texts : texts.map { prompt + $0 },
            maximumLength: maximumLength
        )
        return with(
            try encoder.quantized(calibration: sequences, method: method, long: .truncated)
        )
    }

    /// The encoder with weights of 16 bits: half the size, and faster where the processor multiplies such
    /// numbers; see ``DistilBERTForSequenceClassification/bfloat16()``. Modules after the transformer keep
    /// theirs.
    ///
    ///     let half = encoder.bfloat16()
    ///     try half.save(to: "encoder-bf16")     // which sentence-transformers loads, too
    public func bfloat16() -> TransformerSentenceEncoder {
        if encoder.isQuantized || encoder.configuration.usesBFloat16 { return self }
        return with(encoder.bfloat16())
    }

    private func with(_ encoder: DistilBERT) -> TransformerSentenceEncoder {
        TransformerSentenceEncoder(
            encoder,
            tokenizing,
            tokenizerIdentity,
            maximumLength: maximumLength,
            pipeline,
            settings,
            files: nil
        )
    }

    /// The encoder with embeddings brought to length 1 after all modules.
    package func normalizing() -> TransformerSentenceEncoder {
        var pipeline = pipeline
        pipeline.modules.append(.normalize)
        return TransformerSentenceEncoder(
            encoder,
            tokenizing,
            tokenizerIdentity,
            maximumLength: maximumLength,
            pipeline,
            settings,
            files: files
        )
    }

    /// The embeddings of texts after a prompt, `[texts, dimension]`, on all threads.
    ///
    /// - Throws: `SettingError` where the encoder has no such prompt, and ``TokenError`` for a text
    ///   that no token is left of, which BERT's marks of begin and end rule out.
    public func embed(_ texts: [String], prompt: SentencePrompt) throws -> Tensor {
        let prompt = try settings.text(of: prompt)
        let sequences = tokenizer.encode(
            prompt.isEmpty ? texts : texts.map { prompt + $0 },
            maximumLength: maximumLength
        )
        let skipped = pooling.includesPrompt ? 0 : tokenCount(ofPrompt: prompt)
        try encoder.configuration.check(sequences, .truncated)
        for text in 0..<texts.count where sequences.length(of: text) <= skipped {
            throw TokenError(sequence: text, problem: .empty)
        }
        let width = pipeline.width
        let pooledWidth = width * pooling.modes.count
        var result = Tensor(zeros: [texts.count, pooledWidth])
        nonisolated(unsafe) let output = result.storage.address
        encoder.forEachGroup(of: sequences) { [pooling] workspace, group in
            let states = encoder.forward(workspace)
            for (sequence, text) in group.enumerated() {
                pooling(
                    states + workspace.tokens.start(sequence) * width,
                    length: workspace.tokens.length(sequence),
                    width: width,
                    skipped: skipped,
                    into: output + text * pooledWidth
                )
            }
        }
        for module in pipeline.modules { result = module(result) }
        return result.firstColumns(dimension)
    }

    /// The embeddings of texts after the default prompt, `[texts, dimension]`, on all threads.
    ///
    /// - Throws: What embedding after a prompt throws.
    public func embed(_ texts: [String]) throws -> Tensor { try embed(texts, prompt: .standard) }

    private var pooling: SentencePooling { pipeline.pooling }

    /// How many tokens at a text's beginning are a prompt's, the mark of the beginning included.
    private func tokenCount(ofPrompt prompt: String) -> Int {
        if prompt.isEmpty { return 0 }
        let tokens = tokenizer.encode([prompt], maximumLength: maximumLength)[0]
        guard let last = tokens.last else { return 0 }
        return tokens.count - (tokenizing.isSpecial(Int(last)) ? 1 : 0)
    }

    /// What the encoder sees of each text after the default prompt.
    public func inspect(_ texts: [String]) -> [TextInspection] {
        let prompt = settings.defaultText
        return tokenizing.inspect(
            prompt.isEmpty ? texts : texts.map { prompt + $0 },
            maximumLength: maximumLength
        )
    }

    /// Saves the encoder in sentence-transformers' layout, files that it was loaded from as hard
    /// links where the file system has such.
    ///
    /// - Throws: `FileError` naming the path.
    public func save(to directory: String) throws {
        if let files { return try files.place(into: directory) }
        try AtomicDirectory.createDirectories(directory)
        try encoder.write(into: directory)
        try tokenizing.save(to: directory, maximumLength: maximumLength)
        var texts = TransformerSettings()
        texts.maximumLength = maximumLength
        texts.lowercases = tokenizing.isLowercased
        try texts.encoded.write(to: directory, TransformerSettings.names[0])
        try pipeline.save(to: directory)
        try settings.encoded.write(to: directory, SentenceSettings.name)
    }

    /// Files of the transformer's folder that need not be there.
    private static let optionalFiles = ModelTokenizer.fileNames + TransformerSettings.names

    /// Differs for other weights, another maximum length, other modules and other prompts: a hash of
    /// biases and normalisations, and of the modules' files.
    private static func hash(
        _ encoder: DistilBERT,
        maximumLength: Int,
        _ pipeline: SentencePipeline,
        _ settings: SentenceSettings,
        lowercases: Bool
    ) -> BitHash {
        var hash = BitHash()
        hash.add(UInt64(maximumLength))
        for layer in encoder.layers {
            for array in [
                layer.attention.output.bias, layer.feedForward.intermediate.bias,
                layer.feedForward.output.bias,
                layer.outputNorm.scale, layer.outputNorm.shift,
            ] { hash.add(array) }
        }
        // The mean, of length 1, adds nothing: embeddings kept while there was nothing else stay good.
        let plain = SentencePipeline(modules: [.normalize], width: pipeline.width)
        for (value, known) in [
            (pipeline.meaning, plain.meaning),
            (settings.meaning, SentenceSettings().meaning),
            (.bool(lowercases), false),
        ] where value != known {
            for byte in value.encoded() { hash.add(UInt64(byte)) }
        }
        for module in pipeline.modules { for array in module.arrays { hash.add(array.values) } }
        return hash
    }
}

extension Tensor {
    /// The first columns of a matrix.
    fileprivate func firstColumns(_ count: Int) -> Tensor {
        let columns = shape[1]
        if count == columns { return self }
        let result = Tensor(uninitialized: [shape[0], count])
        for row in 0..<shape[0] {
            (result.storage.address + row * count).update(
                from: storage.address + row * columns,
                count: count
            )
        }
        return result
    }
}
