import SwiftletBase
import SwiftletText

extension DistilBERTConfiguration: Loadable {
    /// Reads the `config.json` of a DistilBERT, BERT, RoBERTa, XLM-RoBERTa or CamemBERT as
    /// Transformers writes it. Missing members have Transformers' defaults, except for the sizes,
    /// which are required.
    ///
    /// - Throws: `FileError` when the file cannot be read, `FormatError` naming the file and the member
    ///   at fault.
    public init(from path: String) throws {
        (self, _) = try Self.read(path)
    }

    /// The configuration of a file, and whether its weights are quantised.
    static func read(_ path: String) throws -> (configuration: Self, isQuantized: Bool) {
        let value = try JSONValue(from: path)
        do {
            let reader = ConfigurationReader(members: try value.object())
            let format = try QuantizationFormat(namedIn: reader)
            var configuration = try Self(reader, isQuantized: format != nil)
            configuration.calibration = format?.calibration
            return (configuration, format != nil)
        } catch {
            throw FormatError(file: path, problem: error.problem)
        }
    }

    private init(_ reader: ConfigurationReader, isQuantized: Bool) throws(FormatError) {
        family = try Self.family(reader, isQuantized: isQuantized)
        let members = family.members
        vocabularySize = try reader.size("vocab_size")
        hiddenSize = try reader.size(members.hiddenSize)
        layerCount = try reader.size(members.layerCount, limit: 1 << 12)
        headCount = try reader.size(members.headCount)
        intermediateSize = try reader.size(members.intermediateSize)
        guard hiddenSize % headCount == 0 else {
            throw reader.error(
                members.headCount,
                "\(headCount) heads do not divide \"\(members.hiddenSize)\", which is \(hiddenSize)"
            )
        }
        activation = try reader.activation(members.activation)
        dropout = try reader.rate(members.dropout, default: 0.1)
        attentionDropout = try reader.rate(members.attentionDropout, default: 0.1)
        classifierDropout = try reader.rate(
            members.classifierDropout,
            default: family.isDistilBERT ? 0.2 : dropout
        )
        if !family.isDistilBERT || isQuantized {
            layerNormEpsilon = try reader.epsilon("layer_norm_eps", default: 1e-12)
        }
        initializerRange = try reader.epsilon("initializer_range", default: 0.02)
        if !family.isDistilBERT { try requireEncoder(reader) }
        // A quantised model's token type is in its positions.
        tokenTypeCount =
            family.isDistilBERT || isQuantized ? 0 : try reader.typeCount("type_vocab_size")
        paddingToken = try reader.token(
            "pad_token_id",
            below: vocabularySize,
            default: family.countsFromPadding ? 1 : 0
        )
        maximumPositions = try positions(reader)
        labels = try reader.labels()
        problemType = try reader.problemType(labels: labels.count)
        if reader.member(Self.productMember) != nil {
            let type = try reader.choice(
                Self.productMember,
                ["float32", "bfloat16"],
                default: "float32"
            )
            usesBFloat16 = type == "bfloat16" && !isQuantized
        }
    }

    /// The member, of this library alone, that says what products with weights are made of. A checkpoint
    /// of bfloat16 numbers alone does not ask for products of such.
    private static let productMember = "products_dtype"

    private static func family(
        _ reader: ConfigurationReader,
        isQuantized: Bool
    ) throws(FormatError) -> EncoderFamily {
        let name = "model_type"
        var type = try reader.members.string(name)
        let prefix = quantizedModelTypePrefix
        if type.hasPrefix(prefix) {
            guard isQuantized else {
                let member = QuantizationFormat.member
                throw reader.error(name, "\"\(type)\" needs the member \"\(member)\"")
            }
            type.removeFirst(prefix.count)
        }
        if let family = EncoderFamily(rawValue: type) { return family }
        let list = EncoderFamily.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", ")
        throw reader.error(name, "\"\(type)\" is not supported, only one of \(list)")
    }

    /// Throws where the members ask for what other models than encoders with absolute positions have.
    private func requireEncoder(_ reader: ConfigurationReader) throws(FormatError) {
        _ = try reader.choice("position_embedding_type", ["absolute"], default: "absolute")
        for member in ["is_decoder", "add_cross_attention"] {
            if let value = reader.member(member),
                try reader.read(member, { () throws(FormatError) in try value.bool() })
            {
                throw reader.error(member, "true is not supported, only an encoder is")
            }
        }
    }

    /// How many positions a text may have.
    private func positions(_ reader: ConfigurationReader) throws(FormatError) -> Int {
        let name = "max_position_embeddings"
        let rows = try reader.size(name)
        if family.countsFromPadding, paddingToken == nil {
            throw reader.error(
                "pad_token_id",
                "it is null, expected a number: positions are counted from it"
            )
        }
        guard rows > firstPosition else {
            throw reader.error(
                name,
                "\(rows) leaves no position for a text, whose first one is \(firstPosition), behind "
                    + "\"pad_token_id\""
            )
        }
        return rows - firstPosition
    }

    /// The contents of a `config.json` with which Transformers loads the model; where that is
    /// quantised, with a `model_type` that it refuses.
    ///
    /// - Parameter hasHead: Whether it is that of a classifier.
    package func encoded(isQuantized: Bool = false, hasHead: Bool = true) -> [UInt8] {
        let members = family.members
        let type = (isQuantized ? quantizedModelTypePrefix : "") + family.rawValue
        var result = JSONObject()
        result[members.activation] = .string(activation.rawValue)
        result["architectures"] = [.string(family.architecture(hasHead: hasHead))]
        result[members.attentionDropout] = .number(shortest: attentionDropout)
        result[members.classifierDropout] = .number(shortest: classifierDropout)
        result[members.dropout] = .number(shortest: dropout)
        result["dtype"] = usesBFloat16 ? "bfloat16" : "float32"
        if usesBFloat16 { result[Self.productMember] = "bfloat16" }
        result[members.headCount] = .integer(headCount)
        result[members.hiddenSize] = .integer(hiddenSize)
        result["id2label"] = .object(
            JSONObject(labels.enumerated().map { (String($0), .string($1)) })
        )
        result["initializer_range"] = .number(shortest: initializerRange)
        result[members.intermediateSize] = .integer(intermediateSize)
        result["label2id"] = .object(
            JSONObject(labels.enumerated().map { ($1, .integer($0)) })
        )
        result["layer_norm_eps"] = .number(shortest: layerNormEpsilon)
        result[members.layerCount] = .integer(layerCount)
        result["max_position_embeddings"] = .integer(firstPosition + maximumPositions)
        result["model_type"] = .string(type)
        result["pad_token_id"] = paddingToken.map { .integer($0) } ?? .null
        result["problem_type"] = .string(problemType.rawValue)
        result["vocab_size"] = .integer(vocabularySize)
        if tokenTypeCount > 0 { result["type_vocab_size"] = .integer(tokenTypeCount) }
        if isQuantized {
            result[QuantizationFormat.member] = QuantizationFormat(calibration: calibration).encoded
        }
        return JSONValue.object(result).encoded(.pretty) + [0x0A]
    }
}

extension ConfigurationReader {
    /// The rows of the token types; 2 where the member is missing.
    fileprivate func typeCount(_ name: String) throws(FormatError) -> Int {
        member(name) == nil ? 2 : try size(name)
    }
}

extension JSONValue {
    /// A number with as few digits as give the `Float` back: 0.1 rather than 0.10000000149011612.
    fileprivate static func number(shortest value: Float) -> JSONValue {
        .number(Double(value.description) ?? Double(value))
    }
}
