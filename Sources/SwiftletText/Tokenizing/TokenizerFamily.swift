import SwiftletBase

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
