import SwiftletBase

/// What stands before the `model_type` in the `config.json` of a model with weights of 8 bits:
/// Transformers refuses what it does not know, instead of drawing the weights that it misses.
package let quantizedModelTypePrefix = "swiftlet-int8-"

/// What `tokenizer_config.json`, `special_tokens_map.json` and `added_tokens.json` say about the
/// tokens that a vocabulary has beside those that words are cut into, read as transformers 5 does.
struct SpecialTokenFiles {
    let directory: String
    /// The members of `tokenizer_config.json`.
    let configuration: JSONObject
    private let map: JSONObject
    let added: JSONObject

    /// The names of the special tokens with a role, in the order in which they are added.
    static let names = [
        "bos_token", "eos_token", "unk_token", "sep_token", "pad_token", "cls_token", "mask_token",
    ]

    /// Reads the files of a directory; any may be missing.
    init(directory: String) throws {
        self.directory = directory
        configuration = try Self.object(directory + "/tokenizer_config.json")
        map = try Self.object(directory + "/special_tokens_map.json")
        added = try Self.object(directory + "/added_tokens.json")
    }

    /// The object in a file; empty where there is no file.
    static func object(_ path: String) throws -> JSONObject {
        do {
            return try FormatError.naming(path) {
                try JSONValue(from: path).object()
            }
        } catch let error as FileError where error.reason == .missing {
            return JSONObject()
        }
    }

    /// The class that transformers loads the tokenizer with, without the `Fast` at its end; nil where
    /// neither `tokenizer_config.json` nor `config.json` says.
    ///
    /// Of a `tokenizer.json` the classes of BERT, RoBERTa, GPT-2, XLM-RoBERTa and CamemBERT take the
    /// vocabulary alone, and build the rest anew from `tokenizer_config.json`.
    var tokenizerClass: String? {
        get throws {
            let model = try Self.object(directory + "/config.json")
            for object in [configuration, model] {
                guard case .string(let name)? = object["tokenizer_class"] else { continue }
                return name.hasSuffix("Fast") ? String(name.dropLast(4)) : name
            }
            guard case .string(var type)? = model["model_type"] else { return nil }
            let prefix = quantizedModelTypePrefix
            if type.hasPrefix(prefix) { type.removeFirst(prefix.count) }
            return Self.classes[type]
        }
    }

    /// The family whose class transformers builds the tokenizer with; nil where no file names a class,
    /// or where it names one that takes all of a `tokenizer.json`.
    ///
    /// - Throws: `FormatError` for a class that transformers builds in another way.
    var family: TokenizerFamily? {
        get throws {
            guard let name = try tokenizerClass else { return nil }
            if let family = TokenizerFamily(tokenizerClass: name) { return family }
            let hasCode =
                if case .object(let map)? = configuration["auto_map"] {
                    map["AutoTokenizer"] != nil
                } else {
                    Self.value("auto_map", in: configuration) != nil
                }
            guard hasCode || TokenizerFamily.otherClasses.contains(name) else { return nil }
            throw try unsupportedClass(
                hasCode
                    ? "whose code stands in the directory (auto_map), which is not run"
                    : "which is not supported; that of BERT, RoBERTa, GPT-2, XLM-RoBERTa and "
                        + "CamemBERT is",
                remedy: "Write \"PreTrainedTokenizerFast\" as tokenizer_class in "
                    + "tokenizer_config.json if a tokenizer.json says all of the tokenizer"
            )
        }
    }

    /// The error that the class which the files name is not supported; it names the member that says
    /// so.
    private func unsupportedClass(_ problem: String, remedy: String) throws -> FormatError {
        let model = try Self.object(directory + "/config.json")
        for (object, file, member) in [
            (configuration, "tokenizer_config.json", "tokenizer_class"),
            (model, "config.json", "tokenizer_class"), (model, "config.json", "model_type"),
        ] {
            guard let value = Self.value(member, in: object) else { continue }
            return FormatError(
                file: directory + "/" + file,
                place: .member(member),
                problem: "it is \(value), " + problem,
                remedy: remedy
            )
        }
        return FormatError(file: directory, problem: "no file names a tokenizer_class")
    }

    /// Throws where a file names a class whose tokenizer cannot be built without a `tokenizer.json`.
    ///
    /// - Parameter supported: The models whose tokenizers can be.
    func requireNoClass(but supported: String) throws {
        let model = try Self.object(directory + "/config.json")
        guard
            Self.value("tokenizer_class", in: configuration) != nil
                || Self.value("tokenizer_class", in: model) != nil
                || Self.value("model_type", in: model) != nil
        else { return }
        throw try unsupportedClass(
            "which is not supported without a tokenizer.json; that of \(supported) is",
            remedy: "Load and save the tokenizer with transformers, which writes tokenizer.json "
                + "for most classes"
        )
    }

    /// The classes of tokenizers, by the `model_type` of their models.
    private static let classes = [
        "bert": "BertTokenizer", "distilbert": "BertTokenizer",
        "roberta": "RobertaTokenizer", "roberta-prelayernorm": "RobertaTokenizer",
        "bart": "RobertaTokenizer", "longformer": "RobertaTokenizer",
        "data2vec-text": "RobertaTokenizer", "ibert": "RobertaTokenizer",
        "lilt": "RobertaTokenizer", "gpt2": "GPT2Tokenizer", "gpt_neo": "GPT2Tokenizer",
        "gptj": "GPT2Tokenizer", "opt": "GPT2Tokenizer", "xlm-roberta": "XLMRobertaTokenizer",
        "xmod": "XLMRobertaTokenizer", "camembert": "CamembertTokenizer",
        "electra": "BertTokenizer", "layoutlm": "BertTokenizer", "mobilebert": "BertTokenizer",
        "squeezebert": "BertTokenizer", "lxmert": "BertTokenizer", "convbert": "BertTokenizer",
        "ernie": "BertTokenizer", "megatron-bert": "BertTokenizer", "nezha": "BertTokenizer",
        "qdqbert": "BertTokenizer", "nomic_bert": "BertTokenizer", "dpr": "BertTokenizer",
        "led": "RobertaTokenizer", "mvp": "RobertaTokenizer", "mra": "RobertaTokenizer",
        "mega": "RobertaTokenizer", "albert": "AlbertTokenizer",
        "bert-japanese": "BertJapaneseTokenizer", "bertweet": "BertweetTokenizer",
        "big_bird": "BigBirdTokenizer", "deberta": "DebertaTokenizer",
        "deberta-v2": "DebertaV2Tokenizer", "funnel": "FunnelTokenizer",
        "herbert": "HerbertTokenizer", "mpnet": "MPNetTokenizer", "phobert": "PhobertTokenizer",
        "rembert": "RemBertTokenizer", "roformer": "RoFormerTokenizer", "t5": "T5Tokenizer",
        "xlnet": "XLNetTokenizer",
    ]

    /// Whether the map and `added_tokens.json`, which older versions wrote, count.
    var isLegacy: Bool { Self.value("added_tokens_decoder", in: configuration) == nil }

    /// A member; one that is null says nothing.
    static func value(_ name: String, in object: JSONObject) -> JSONValue? {
        guard let value = object[name], value != .null else { return nil }
        return value
    }

    func value(_ name: String) -> JSONValue? {
        let mapped = isLegacy ? Self.value(name, in: map) : nil
        return mapped ?? Self.value(name, in: configuration)
    }

    /// The special token of a role; nil where no file names one.
    func token(_ name: String) throws -> AddedToken? {
        try FormatError.naming(directory + "/tokenizer_config.json") {
            try value(name).map(Self.token)
        }
    }

    /// Whether the files say more of the special token of a role than its text.
    func describes(_ name: String) -> Bool {
        if case .object? = value(name) { return true }
        return !isLegacy
    }

    /// A special token, which is written as a text or as an object.
    static func token(_ value: JSONValue) throws(FormatError) -> AddedToken {
        guard case .object(let object) = value else {
            return AddedToken(id: 0, content: try value.string(), isSpecial: true)
        }
        var token = try AddedToken(object, id: 0)
        token.isSpecial = true
        return token
    }

    /// A Boolean of `tokenizer_config.json`; nil where there is none.
    func flag(_ name: String) throws -> Bool? {
        guard Self.value(name, in: configuration) != nil else { return nil }
        return try FormatError.naming(directory + "/tokenizer_config.json") {
            try configuration.bool(name)
        }
    }

    /// The most tokens that the model takes. Where a model has no limit the file has a number that
    /// no integer holds.
    var maximumLength: Int? {
        guard case .integer(let length)? = configuration["model_max_length"] else { return nil }
        return length
    }
}

/// The tokenizers that transformers 5 builds anew from a vocabulary and `tokenizer_config.json`, and
/// that are built so here.
enum TokenizerFamily {
    case bert, roberta, gpt2, xlmRoberta, camembert

    /// The family of a class, named without the `Fast` at its end; nil for any other class.
    init?(tokenizerClass name: String) {
        switch name {
        case "BertTokenizer", "DistilBertTokenizer", "ElectraTokenizer", "LayoutLMTokenizer",
            "LxmertTokenizer", "MobileBertTokenizer", "SqueezeBertTokenizer",
            "DPRContextEncoderTokenizer", "DPRQuestionEncoderTokenizer", "DPRReaderTokenizer":
            self = .bert
        case "RobertaTokenizer", "BartTokenizer", "LongformerTokenizer", "LEDTokenizer",
            "MvpTokenizer":
            self = .roberta
        case "GPT2Tokenizer": self = .gpt2
        case "XLMRobertaTokenizer": self = .xlmRoberta
        case "CamembertTokenizer": self = .camembert
        default: return nil
        }
    }

    /// The other classes of transformers 5.23 that do not take all of a `tokenizer.json`. Of a class
    /// that transformers does not know it takes all.
    static let otherClasses: Set = [
        "AlbertTokenizer", "BarthezTokenizer", "BartphoTokenizer", "BertGenerationTokenizer",
        "BertJapaneseTokenizer", "BertweetTokenizer", "BigBirdTokenizer", "BioGptTokenizer",
        "BlenderbotSmallTokenizer", "BlenderbotTokenizer", "ByT5Tokenizer", "CLIPTokenizer",
        "CTRLTokenizer", "CanineTokenizer", "ClvpTokenizer", "CodeGenTokenizer",
        "CodeLlamaTokenizer", "CohereTokenizer", "CpmAntTokenizer", "CpmTokenizer",
        "DebertaTokenizer", "DebertaV2Tokenizer", "DiaTokenizer", "EsmTokenizer",
        "EsmcTokenizer", "FSMTTokenizer", "FlaubertTokenizer",
        "FunnelTokenizer", "GPTNeoXJapaneseTokenizer", "GPTNeoXTokenizer", "GPTSw3Tokenizer",
        "GemmaTokenizer", "HerbertTokenizer", "LasrTokenizer", "LayoutLMv2Tokenizer",
        "LayoutLMv3Tokenizer", "LayoutXLMTokenizer", "LlamaTokenizer", "LukeTokenizer",
        "M2M100Tokenizer", "MBart50Tokenizer", "MBartTokenizer", "MLukeTokenizer",
        "MPNetTokenizer", "MarianTokenizer", "MarkupLMTokenizer", "MgpstrTokenizer",
        "MyT5Tokenizer", "NllbTokenizer", "NougatTokenizer", "OpenAIGPTTokenizer",
        "PLBartTokenizer", "PegasusTokenizer", "PerceiverTokenizer", "PhobertTokenizer",
        "ProphetNetTokenizer", "Qwen2Tokenizer", "Qwen3_5Tokenizer", "RagTokenizer",
        "ReformerTokenizer", "RemBertTokenizer", "RoCBertTokenizer", "RoFormerTokenizer",
        "SeamlessM4TTokenizer", "Siglip2Tokenizer", "SiglipTokenizer", "Speech2TextTokenizer",
        "SpeechT5Tokenizer", "SplinterTokenizer", "T5Tokenizer", "TapasTokenizer",
        "Tipsv2Tokenizer", "UdopTokenizer", "VideoPrismTokenizer", "VitsTokenizer",
        "WhisperTokenizer", "XGLMTokenizer", "XLMTokenizer", "XLNetTokenizer",
    ]
}

/// What the files of any tokenizer say about texts that are too long, and about special tokens in
/// texts.
struct EncodingRules: Sendable {
    /// What is too long loses its beginning, not its end: `truncation_side`.
    var truncatesStart = false
    /// Special tokens in a text are cut like other words: `split_special_tokens`.
    var splitsSpecialTokens = false

    init() {}

    /// Those of a directory and of its `tokenizer.json`, each of which may be missing.
    init(_ files: SpecialTokenFiles?, tokenizerFile value: JSONValue? = nil) throws {
        splitsSpecialTokens = try files?.flag("split_special_tokens") ?? false
        if let side = files?.configuration["truncation_side"], side != .null {
            guard side == "left" || side == "right" else {
                throw FormatError(
                    file: files.map { $0.directory + "/tokenizer_config.json" },
                    place: .member("truncation_side"),
                    problem: "it is \(side)",
                    remedy: "Write \"left\" or \"right\""
                )
            }
            truncatesStart = side == "left"
        } else if case .object(let root)? = value, case .object(let object)? = root["truncation"] {
            truncatesStart = object["direction"] == "Left"
        }
    }
}
