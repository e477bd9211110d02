import SwiftletBase
import SwiftletNeural
import SwiftletTensor
import SwiftletText

/// A DistilBERT or another of its family with a classifier on the first token's hidden state: a linear
/// layer with ReLU or, but for DistilBERT, with tanh, then one to the logits.
///
///     let model = try DistilBERTForSequenceClassification(from: "model")
///     let logits = try model.logits(of: sequences)        // [sequences, labels]
///
/// It loads and saves the directories of Hugging Face's `DistilBertForSequenceClassification`,
/// `BertForSequenceClassification`, `RobertaForSequenceClassification`,
/// `XLMRobertaForSequenceClassification` and `CamembertForSequenceClassification`, and gives their
/// numbers. A model does not change and is safe to share.
public struct DistilBERTForSequenceClassification: Sendable, Loadable {
    /// The encoder under the classifier.
    public internal(set) var encoder: DistilBERT
    var preClassifier = Linear.unset
    var classifier = Linear.unset

    public var configuration: DistilBERTConfiguration { encoder.configuration }

    /// A model whose parts are still to be put in their places.
    private init(unset configuration: DistilBERTConfiguration) {
        encoder = DistilBERT(unset: configuration)
    }

    /// Loads a directory with the labels that it names; see ``init(from:labels:problemType:seed:)``.
    ///
    /// - Throws: What that throws.
    public init(from directory: String) throws {
        try self.init(from: directory, labels: nil)
    }

    /// The tensors of the checkpoint that the model has no part for, such as the head of another task,
    /// by their names; buffers of positions do not count.
    public var ignoredTensors: [String] { encoder.ignoredTensors }

    /// Loads `config.json` and `model.safetensors`, or the files of its index, from a directory of a
    /// classifier or an encoder; or what `save(to:)` wrote of a quantised model.
    ///
    /// - Parameters:
    ///   - directory: The directory.
    ///   - labels: The names of the classes, in place of those in `config.json`. Where their number is
    ///     another, the head's last layer is drawn, and the checkpoint's is left out.
    ///   - problemType: What the numbers are, in place of what `config.json` says.
    ///   - seed: The seed of those of the head's two layers that the checkpoint does not have for these
    ///     labels, as that of an encoder: they are drawn as Transformers draws them. With nil it must
    ///     have both.
    /// - Throws: `FileError` or `FormatError` naming the file,
    ///   the member or tensor, and what was expected; of a quantised model also `QuantizationError`.
    public init(
        from directory: String,
        labels: [String]? = nil,
        problemType: DistilBERTConfiguration.ProblemType? = nil,
        seed: UInt64? = 0
    ) throws {
        let path = directory + "/config.json"
        var (configuration, isQuantized) = try DistilBERTConfiguration.read(path)
        let labelCount = configuration.labels.count
        if let labels { configuration.labels = labels }
        if let problemType { configuration.problemType = problemType }
        let checkpoint = try Checkpoint(from: directory, isQuantized: isQuantized)
        if isQuantized {
            self.init(unset: configuration)
            var quantized = try QuantizedCheckpoint(
                checkpoint,
                configuration,
                configurationFile: path
            )
            try quantized.fill(&self, Self.parts(configuration, .distilBERT))
            try quantized.requireNothingElse()
            return
        }
        let names = configuration.family.names
        let parts = Self.parts(configuration, names)
        let read = try ReadArrays(
            checkpoint,
            configuration,
            names,
            parts,
            headSeed: seed,
            hasOtherLabels: configuration.labels.count != labelCount
        )
        self.init(configuration, read.arrays, halves: read.halves, forPrediction: true)
        encoder.ignoredTensors = read.ignored
    }

    /// A model with weights drawn as Transformers draws them.
    public init(_ configuration: DistilBERTConfiguration, seed: UInt64) {
        configuration.requireValid()
        var generator = PCG64(seed: seed)
        var arrays = ModelArrays()
        let names = configuration.family.names
        let width = configuration.hiddenSize
        for part in Self.parts(configuration, names) {
            part.forEachArray(columns: width) { name, shape, _ in
                arrays[name] = .drawn(name, shape, configuration, using: &generator)
            }
        }
        if let row = configuration.paddingToken {
            let countsFromPadding = configuration.family.countsFromPadding
            for name in [names.words] + (countsFromPadding ? [names.positions] : []) {
                var table = arrays[name]!.tensor([arrays[name]!.count / width, width])
                for column in 0..<width { table[row, column] = 0 }
                arrays[name] = FloatArray(table)
            }
        }
        self.init(configuration, arrays, forPrediction: true)
    }

    /// - Parameter forPrediction: See `ModelArrays.fill`.
    init(
        _ configuration: DistilBERTConfiguration,
        _ arrays: ModelArrays,
        halves: [String: Storage<UInt16>] = [:],
        forPrediction: Bool
    ) {
        self.init(unset: configuration)
        arrays.fill(
            &self,
            Self.parts(configuration, configuration.family.names),
            halves: halves,
            epsilon: configuration.layerNormEpsilon,
            forPrediction: forPrediction
        )
    }

    /// The same model, of whose classifier's inputs training drops another share.
    public func withClassifierDropout(_ rate: Float) -> DistilBERTForSequenceClassification {
        var result = self
        result.encoder.configuration.classifierDropout = rate
        result.encoder.configuration.requireValid()
        return result
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
        encoder.forEachGroup(of: sequences) { workspace, group in
            let states = encoder.forward(workspace, firstOnly: true)
            let hidden = workspace.scratch.reserve(group.count * preClassifier.outputs)
            preClassifier(
                group.count,
                states,
                activation: configuration.family.headActivation,
                narrowRows: workspace.narrowRows,
                into: hidden
            )
            classifier(
                group.count,
                hidden,
                narrowRows: workspace.narrowRows,
                into: target + group.lowerBound * count
            )
        }
        return result
    }

    /// The probabilities of the labels of each sequence, `[sequences, labels]`: they add up to 1, but
    /// for a model with several labels a text, where each is on its own. A regression has none: its
    /// numbers are ``logits(of:long:)``.
    ///
    /// - Throws: `TokenError` naming the sequence.
    public func probabilities(
        of sequences: TokenSequences,
        long: LongSequences = .rejected
    ) throws(TokenError) -> Tensor {
        let result = try logits(of: sequences, long: long)
        let address = result.storage.address
        switch configuration.problemType {
        case .singleLabel: TransformerRows.softmax(result.rows, result.columns, address)
        case .multiLabel: Sigmoid.forward(result.count, address, into: address)
        case .regression: preconditionFailure("A regression gives numbers, no probabilities.")
        }
        return result
    }
}

// MARK: - BFloat16 and int8

extension DistilBERTForSequenceClassification {
    /// The model with weights of 16 bits: half the size, and faster where the processor multiplies such
    /// numbers.
    ///
    ///     let half = model.bfloat16()
    ///     try half.save(to: "model-bf16")       // which Transformers loads, too
    ///
    /// The weights of linear layers and the embeddings are rounded to bfloat16 numbers, which have a
    /// `Float`'s range and three decimal digits, and so are the inputs of each linear layer; sums,
    /// biases, normalisations and attention are floats. What is saved is a checkpoint of such numbers,
    /// and is mapped when it is loaded. A quantised model gives itself.
    public func bfloat16() -> DistilBERTForSequenceClassification {
        if configuration.usesBFloat16 || isQuantized { return self }
        var result = roundingToBFloat16(
            self,
            Self.parts(configuration, configuration.family.names)
        )
        result.encoder.configuration.usesBFloat16 = true
        return result
    }

    /// The model with weights of 8 bits: a quarter of the size, and faster.
    ///
    ///     let small = try model.quantized()
    ///     try small.save(to: "model-int8")
    ///
    /// The weights of all linear layers and both embedding tables are quantised, one scale for each
    /// output or row; biases and normalisations stay as they are. Activations are quantised on the
    /// fly, token by token, so a text's logits do not depend on what is beside it. See
    /// `QuantizedMatrix` and `QuantizedTable`. A quantised model gives itself.
    ///
    /// - Throws: `QuantizationError` where a weight is NaN or infinite, or a layer has more than
    ///   65,536 inputs.
    public func quantized() throws(QuantizationError) -> DistilBERTForSequenceClassification {
        try inInt8()
    }

    /// The model with weights of 8 bits, as ``quantized()`` makes them, and a fixed range for the inputs of
    /// each linear layer (static quantisation), which saves the search for each token's own.
    ///
    ///     let small = try model.quantized(calibration: tokenizer.encode(texts, maximumLength: 128))
    ///     print(small.calibration!.layers)
    ///
    /// The ranges are those of the inputs that the model itself has for the texts; what is beyond them
    /// later saturates. The texts should be like those that the model will see, some hundred of them,
    /// and none that it is judged on. The column of a layer's inputs that goes furthest beyond the
    /// others is left out of the range and has 16 bits.
    ///
    /// - Parameters:
    ///   - sequences: The tokens of each text of the calibration, with the tokenizer's marks around them.
    ///   - method: How ranges are made of inputs.
    ///   - long: What becomes of sequences with more tokens than there are positions.
    /// - Throws: `QuantizationError` where there is no sequence, the model is quantised, or weights or
    ///   inputs are not finite; `SettingError` for a percentile that leaves no range; `TokenError` naming
    ///   the sequence.
    public func quantized(
        calibration sequences: TokenSequences,
        method: CalibrationMethod = .minMax,
        long: LongSequences = .rejected
    ) throws -> DistilBERTForSequenceClassification {
        try inInt8(calibration: sequences, method) {
            _ = try $0.logits(of: sequences, long: long)
        }
    }

    /// Whether the weights have 8 bits.
    public var isQuantized: Bool { encoder.isQuantized }

    /// How the inputs of linear layers are quantised where their ranges are fixed; else nil.
    public var calibration: ActivationCalibration? { fixedRanges }
}

/// A model whose linear layers and tables have another form, and hold nothing of this one's memory.
func transforming<Model, Failure: Error>(
    _ model: Model,
    _ parts: [ModelPart<Model>],
    linear: (Linear, _ names: ArraySlice<String>) throws(Failure) -> Linear,
    table: (EmbeddingTable, _ rows: Int) throws(Failure) -> EmbeddingTable
) throws(Failure) -> Model {
    var result = model
    for part in parts {
        switch part {
        case .linear(let names, _, _, let pieces):
            for piece in pieces {
                result[keyPath: piece.place] = try linear(
                    model[keyPath: piece.place],
                    names[piece.names]
                )
            }
        case .norm(_, let place): result[keyPath: place] = model[keyPath: place].copied()
        case .table(_, let rows, let place):
            result[keyPath: place] = try table(model[keyPath: place], rows)
        }
    }
    return result
}

/// A model whose parts have 16 bits.
func roundingToBFloat16<Model>(_ model: Model, _ parts: [ModelPart<Model>]) -> Model {
    transforming(
        model,
        parts,
        linear: { layer, _ in layer.bfloat16() },
        table: { table, _ in table.bfloat16() }
    )
}

// MARK: - Saving

extension DistilBERTForSequenceClassification: Savable {
    /// Saves `config.json` and `model.safetensors` as a directory, in place of what stands there, for
    /// this library and for Transformers to load; a quantised model with `model-int8.safetensors` for
    /// this library alone: Transformers refuses it.
    ///
    /// A save that fails leaves an earlier one whole. Everything else in an earlier directory goes,
    /// such as a tokenizer's files.
    ///
    /// - Throws: `FileError` naming the path.
    public func save(to directory: String) throws {
        try AtomicDirectory.replace(at: directory, recognizedBy: ["config.json"]) { temporary in
            try write(into: temporary)
        }
    }

    /// Writes the configuration and the weights into a directory that there is.
    ///
    /// - Throws: `FileError` naming the path.
    package func write(into directory: String) throws {
        var writer = SafetensorsWriter(metadata: ["format": "pt"])
        if isQuantized {
            writer.add(quantized: self, Self.parts(configuration, .distilBERT))
        } else {
            writer.add(self, Self.parts, configuration)
        }
        try writer.save(
            to: directory,
            configuration.encoded(isQuantized: isQuantized),
            isQuantized: isQuantized
        )
    }
}

extension DistilBERT {
    /// Writes the configuration and the weights into a directory that there is, as Transformers does of
    /// an encoder without a head.
    ///
    /// - Throws: `FileError` naming the path.
    func write(into directory: String) throws {
        var writer = SafetensorsWriter(metadata: ["format": "pt"])
        if isQuantized {
            writer.add(quantized: self, Self.parts(configuration, .distilBERT))
        } else {
            writer.add(
                self,
                Self.parts,
                configuration,
                dropping: configuration.family.names.prefix.count
            )
        }
        try writer.save(
            to: directory,
            configuration.encoded(isQuantized: isQuantized, hasHead: isQuantized),
            isQuantized: isQuantized
        )
    }
}

extension SafetensorsWriter {
    /// Adds the arrays of a model's parts; matrices as bfloat16 numbers where it has such.
    ///
    /// - Parameter prefixLength: How many letters at the beginning of a name are left out.
    fileprivate mutating func add<Model>(
        _ model: Model,
        _ parts: (DistilBERTConfiguration, EncoderNames) -> [ModelPart<Model>],
        _ configuration: DistilBERTConfiguration,
        dropping prefixLength: Int = 0
    ) {
        let parts = parts(configuration, configuration.family.names)
        let arrays = ModelArrays(model, parts)
        for part in parts {
            part.forEachArray(columns: configuration.hiddenSize) { name, shape, _ in
                let tensor = arrays[name]!.tensor(shape)
                let name = String(name.dropFirst(prefixLength))
                if configuration.usesBFloat16, shape.count == 2 {
                    add(name, bfloat16: BFloat16Matrix.rounded(tensor), shape: shape)
                } else {
                    add(name, tensor)
                }
            }
        }
    }

    /// Writes the tensors of a model and its configuration into a directory.
    fileprivate func save(
        to directory: String,
        _ configuration: [UInt8],
        isQuantized: Bool
    ) throws {
        let name = isQuantized ? QuantizationFormat.weightsName : "model.safetensors"
        try save(to: directory + "/" + name)
        try AtomicFile.write(configuration, to: directory + "/config.json")
        if isQuantized { try QuantizationFormat.writeNote(into: directory) }
    }
}
