import SwiftletBase

extension DistilBERTConfiguration: Loadable {
    /// Reads the `config.json` of a DistilBERT or a BERT as Transformers writes it. A member that is
    /// missing has Transformers' default, but for the sizes, which must be there.
    ///
    /// - Throws: `FileError` when the file cannot be read, `JSONError` naming the file and the member
    ///   at fault.
    public init(from path: String) throws {
        (self, _, _) = try Self.read(path)
    }

    /// The configuration of a file, the family of models that it is of, and whether its weights are
    /// quantised.
    static func read(
        _ path: String
    ) throws -> (configuration: Self, family: EncoderFamily, isQuantized: Bool) {
        let value = try JSONValue(from: path)
        do {
            let reader = ConfigurationReader(members: try value.object())
            let family = try reader.choice(
                "model_type",
                EncoderFamily.allCases.map(\.rawValue),
                default: nil
            )
            let isQuantized = try QuantizationFormat.isNamed(in: reader)
            if family == EncoderFamily.bert.rawValue && !isQuantized {
                return (try Self(bert: reader), .bert, false)
            }
            return (try Self(distilBERT: reader), .distilBERT, isQuantized)
        } catch {
            throw JSONError(file: path, message: error.message)
        }
    }

    private init(distilBERT reader: ConfigurationReader) throws(JSONError) {
        vocabularySize = try reader.size("vocab_size")
        maximumPositions = try reader.size("max_position_embeddings")
        hiddenSize = try reader.size("dim")
        layerCount = try reader.size("n_layers", limit: 1 << 12)
        headCount = try reader.size("n_heads")
        intermediateSize = try reader.size("hidden_dim")
        activation = try reader.activation("activation")
        dropout = try reader.rate("dropout", default: dropout)
        attentionDropout = try reader.rate("attention_dropout", default: attentionDropout)
        classifierDropout = try reader.rate("seq_classif_dropout", default: classifierDropout)
        layerNormEpsilon = try reader.epsilon("layer_norm_eps", default: 1e-12)
        try readCommon(reader, headsMember: "n_heads", sizeMember: "dim")
    }

    private init(bert reader: ConfigurationReader) throws(JSONError) {
        vocabularySize = try reader.size("vocab_size")
        maximumPositions = try reader.size("max_position_embeddings")
        hiddenSize = try reader.size("hidden_size")
        layerCount = try reader.size("num_hidden_layers", limit: 1 << 12)
        headCount = try reader.size("num_attention_heads")
        intermediateSize = try reader.size("intermediate_size")
        activation = try reader.activation("hidden_act")
        dropout = try reader.rate("hidden_dropout_prob", default: 0.1)
        attentionDropout = try reader.rate("attention_probs_dropout_prob", default: 0.1)
        classifierDropout = try reader.rate("classifier_dropout", default: classifierDropout)
        layerNormEpsilon = try reader.epsilon("layer_norm_eps", default: 1e-12)
        _ = try reader.choice("position_embedding_type", ["absolute"], default: "absolute")
        for member in ["is_decoder", "add_cross_attention"] {
            if let value = reader.member(member),
                try reader.read(member, { () throws(JSONError) in try value.bool() })
            {
                throw reader.error(member, "true is not supported, only an encoder is")
            }
        }
        try readCommon(reader, headsMember: "num_attention_heads", sizeMember: "hidden_size")
    }

    private mutating func readCommon(
        _ reader: ConfigurationReader,
        headsMember: String,
        sizeMember: String
    ) throws(JSONError) {
        guard hiddenSize % headCount == 0 else {
            throw reader.error(
                headsMember,
                "\(headCount) heads do not divide \"\(sizeMember)\", which is \(hiddenSize)"
            )
        }
        initializerRange = try reader.epsilon("initializer_range", default: 0.02)
        paddingToken = try reader.token("pad_token_id", below: vocabularySize)
        labels = try reader.labels() ?? labels
        let problem = try reader.choice(
            "problem_type",
            ["single_label_classification", "multi_label_classification"],
            default: "single_label_classification"
        )
        isMultiLabel = problem == "multi_label_classification"
    }

    /// The contents of a `config.json` with which Transformers loads the model; where that is
    /// quantised, it says that it cannot.
    package func encoded(isQuantized: Bool = false) -> [UInt8] {
        let names = labels.enumerated().map { (String($0), JSONValue.string($1)) }
        let numbers = labels.enumerated().map { ($1, JSONValue.integer($0)) }
        let value: JSONValue = [
            "activation": .string(activation.rawValue),
            "architectures": ["DistilBertForSequenceClassification"],
            "attention_dropout": .number(shortest: attentionDropout),
            "dim": .integer(hiddenSize),
            "dropout": .number(shortest: dropout),
            "dtype": "float32",
            "hidden_dim": .integer(intermediateSize),
            "id2label": .object(JSONObject(names)),
            "initializer_range": .number(shortest: initializerRange),
            "label2id": .object(JSONObject(numbers)),
            "layer_norm_eps": .number(shortest: layerNormEpsilon),
            "max_position_embeddings": .integer(maximumPositions),
            "model_type": .string(EncoderFamily.distilBERT.rawValue),
            "n_heads": .integer(headCount),
            "n_layers": .integer(layerCount),
            "pad_token_id": paddingToken.map { .integer($0) } ?? .null,
            "problem_type": .string(
                isMultiLabel ? "multi_label_classification" : "single_label_classification"
            ),
            "seq_classif_dropout": .number(shortest: classifierDropout),
            "vocab_size": .integer(vocabularySize),
        ]
        guard isQuantized, case .object(var members) = value else {
            return value.encoded(.pretty) + [0x0A]
        }
        members[QuantizationFormat.member] = QuantizationFormat.encoded
        return JSONValue.object(members).encoded(.pretty) + [0x0A]
    }
}

extension JSONValue {
    /// A number with as few digits as give the `Float` back: 0.1 rather than 0.10000000149011612.
    fileprivate static func number(shortest value: Float) -> JSONValue {
        .number(Double(value.description) ?? Double(value))
    }
}
