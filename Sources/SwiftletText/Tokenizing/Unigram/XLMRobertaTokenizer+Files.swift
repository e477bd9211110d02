import SwiftletBase

extension XLMRobertaTokenizer {
    /// The tokenizer at a path: a `tokenizer.json`, or a directory of Hugging Face's layout, which
    /// holds one, or else XLM-RoBERTa's or CamemBERT's `sentencepiece.bpe.model`; with
    /// `tokenizer_config.json`, `special_tokens_map.json` and `added_tokens.json` where they are
    /// there.
    ///
    /// The numbers are those of transformers 5, which moves the pieces of a `sentencepiece.bpe.model`
    /// to where the two models have them. Where `tokenizer_config.json` or `config.json` says that the
    /// tokenizer is XLM-RoBERTa's or CamemBERT's, that takes the pieces and the map of characters of a
    /// `tokenizer.json`, and nothing else of its parts. Else, and for a file by itself, all of it
    /// counts, as for tokenizers.
    ///
    /// - Throws: `FormatError` naming the file, the place and what to do, such as for a part that is
    ///   not supported; `FileError`.
    public init(from path: String) throws {
        if path.utf8.reversed().starts(with: ".model".utf8.reversed()) {
            throw FormatError(
                file: path,
                problem: "this is a SentencePiece model, whose numbers differ from the tokenizer's",
                remedy: "Name its directory, or load it with UnigramTokenizer"
            )
        }
        try self.init(at: path)
    }

    init(_ value: JSONValue, file path: String, _ files: SpecialTokenFiles?) throws {
        let family = try files.flatMap { try XLMRobertaFamily(stated: $0) }
        self = try FormatError.naming(path) {
            if let files, let family {
                var parts = try XLMRobertaParts(tokenizerFile: value, of: family, files)
                parts.rules = try EncodingRules(files, tokenizerFile: value)
                return try XLMRobertaTokenizer(parts)
            }
            var parts = try XLMRobertaParts(tokenizerFile: value)
            if let files { try parts.addTokens(of: files) }
            parts.rules = try EncodingRules(files, tokenizerFile: value)
            parts.maximumLength = files?.maximumLength
            parts.padding = try files?.token("pad_token")?.content ?? "<pad>"
            return try XLMRobertaTokenizer(parts)
        }
    }

    init(directory: String, _ files: SpecialTokenFiles) throws {
        let path = directory + "/sentencepiece.bpe.model"
        guard FileReader.exists(path) else {
            throw FormatError(
                file: directory,
                problem: "there is neither tokenizer.json nor sentencepiece.bpe.model",
                remedy: "Name a directory with a tokenizer's files"
            )
        }
        let family = try XLMRobertaFamily(files)
        let file = try MemoryMappedFile(from: path)
        var parts = try XLMRobertaParts(family, file.bytes, path: path, files)
        parts.rules = try EncodingRules(files)
        self = try FormatError.naming(directory) { try XLMRobertaTokenizer(parts) }
    }
}

/// The classes of transformers that build their tokenizer from `sentencepiece.bpe.model`.
enum XLMRobertaFamily {
    case xlmRoberta, camembert

    /// The family that `tokenizer_config.json` or `config.json` names; nil where neither names one.
    init?(stated files: SpecialTokenFiles) throws {
        switch try files.family {
        case .xlmRoberta: self = .xlmRoberta
        case .camembert: self = .camembert
        default: return nil
        }
    }

    /// The family of a directory without `tokenizer.json`.
    init(_ files: SpecialTokenFiles) throws {
        if let stated = try XLMRobertaFamily(stated: files) {
            self = stated
            return
        }
        try files.requireNoClass(but: "XLM-RoBERTa and CamemBERT")
        throw FormatError(
            file: files.directory,
            problem: "no file says whether this is the tokenizer of XLM-RoBERTa or of CamemBERT",
            remedy: "Write \"tokenizer_class\" in tokenizer_config.json"
        )
    }

    /// The texts of the special tokens that no file names.
    static let defaults = [
        "bos_token": "<s>", "eos_token": "</s>", "unk_token": "<unk>", "sep_token": "</s>",
        "pad_token": "<pad>", "cls_token": "<s>", "mask_token": "<mask>",
    ]

    /// The pieces before those of the model; nil for the names of special tokens.
    fileprivate var firstPieces: [(name: String, isSpecialToken: Bool, score: Double)] {
        switch self {
        case .xlmRoberta:
            [
                ("bos_token", true, 0), ("pad_token", true, 0), ("eos_token", true, 0),
                ("unk_token", true, 0),
            ]
        case .camembert:
            [
                ("<s>NOTUSED", false, 0), ("pad_token", true, 0), ("</s>NOTUSED", false, 0),
                ("unk_token", true, 0), ("<unk>NOTUSED", false, -100),
            ]
        }
    }

    /// Those of these that are no tokens of any text; CamemBERT's class makes them special tokens.
    fileprivate var unusedPieces: [String] {
        firstPieces.map(\.name).filter { $0.hasSuffix("NOTUSED") }
    }

    /// How many of the model's pieces these take the place of.
    fileprivate var replacedCount: Int { self == .xlmRoberta ? 3 : 1 }
}

extension XLMRobertaParts {
    /// Reads a `sentencepiece.bpe.model` as transformers 5 does.
    init(
        _ family: XLMRobertaFamily,
        _ bytes: UnsafeRawBufferPointer,
        path: String,
        _ files: SpecialTokenFiles
    ) throws {
        let model = try SentencePieceModel(bytes, file: path)
        func name(_ token: String) throws -> String {
            try files.token(token)?.content ?? XLMRobertaFamily.defaults[token]!
        }
        for (piece, isSpecialToken, score) in family.firstPieces {
            pieces.append((isSpecialToken ? try name(piece) : piece, score))
        }
        unknown = 3
        var further: [AddedToken] = []
        for (index, piece) in model.pieces.enumerated() {
            guard let text = String(validating: bytes[piece.range], as: UTF8.self) else {
                throw FormatError(
                    file: path,
                    place: .byte(piece.byte),
                    problem: "piece \(index) is not UTF-8"
                )
            }
            if index >= family.replacedCount { pieces.append((text, Double(piece.score))) }
            if piece.type == .control || piece.type == .userDefined {
                further.append(
                    AddedToken(
                        id: 0,
                        content: text,
                        isSpecial: piece.type == .control,
                        isNormalized: false
                    )
                )
            }
        }
        let mask = try name("mask_token")
        pieces.append((mask, 0))
        if !model.normalization.characterMap.isEmpty {
            normalizer = TextNormalizer(
                try CharacterMap(bytes, model.normalization.characterMap, file: path)
            )
        }
        try complete(family, files, listed: [], further: further)
    }

    /// Adds the tokens that only the files beside a `tokenizer.json` name.
    fileprivate mutating func addTokens(of files: SpecialTokenFiles) throws {
        // Few directories have such tokens.
        var numbers: [String: Int] = [:]
        added = try files.addedTokens(beside: added, to: pieces.count) { content in
            if numbers.isEmpty {
                for (index, piece) in pieces.enumerated() { numbers[piece.piece] = index }
            }
            return numbers[content]
        }
    }

    /// Takes from a `tokenizer.json` what a class of transformers takes from it.
    fileprivate init(
        tokenizerFile value: JSONValue,
        of family: XLMRobertaFamily,
        _ files: SpecialTokenFiles
    ) throws {
        let root = try value.object()
        pieces = try Self.pieces(Self.model(root)) { try $0.double() }
        let name = try files.token("unk_token")?.content ?? "<unk>"
        unknown =
            family == .xlmRoberta
            ? 3 : pieces.firstIndex { Array($0.piece.utf8) == Array(name.utf8) } ?? 0
        if let map = try TextNormalizer.firstCharacterMap(root["normalizer"]) {
            normalizer = TextNormalizer(map)
        }
        try complete(
            family,
            files,
            listed: AddedToken.list(root["added_tokens"]),
            further: family.unusedPieces.map {
                AddedToken(id: 0, content: $0, isSpecial: true)
            }
        )
    }

    /// What is built from `tokenizer_config.json` and the pieces.
    private mutating func complete(
        _ family: XLMRobertaFamily,
        _ files: SpecialTokenFiles,
        listed: [AddedToken],
        further: [AddedToken]
    ) throws {
        added = try files.addedTokens(
            to: pieces.enumerated().map { ($1.piece, $0) },
            listed: listed,
            defaults: XLMRobertaFamily.defaults,
            further: further
        )
        func id(_ token: String) throws -> Int {
            let content = try files.token(token)?.content ?? XLMRobertaFamily.defaults[token]!
            return added.first { Array($0.content.utf8) == Array(content.utf8) }!.id
        }
        let mask = try id("mask_token")
        if family == .camembert, !files.describes("mask_token"),
            !listed.contains(where: { $0.id == mask }),
            let index = added.firstIndex(where: { $0.id == mask })
        {
            added[index].stripsLeft = true
        }
        words.splitsAtWhiteSpace = true
        // One that is null is as false: only where it is missing it is true.
        if try files.flag("add_prefix_space") ?? (files.configuration["add_prefix_space"] == nil)
            == false
        {
            decoder.prefix = .never
        }
        words.metaspace = decoder
        template = .roberta(classification: try id("bos_token"), separator: try id("eos_token"))
        padding = try files.token("pad_token")?.content ?? XLMRobertaFamily.defaults["pad_token"]
        maximumLength = files.maximumLength
    }

    private static func model(_ root: JSONObject) throws -> JSONObject {
        let model = try root.object("model")
        guard model["type"] == "Unigram" else {
            throw FormatError(
                place: .member("model.type"),
                problem: "it is \(model["type"] ?? "missing"), not \"Unigram\"",
                remedy: "Load it with WordPieceTokenizer or BytePairTokenizer"
            )
        }
        return model
    }

    private static func pieces(
        _ model: JSONObject,
        score: (JSONValue) throws -> Double
    ) throws -> [(piece: String, score: Double)] {
        try model.array("vocab").enumerated().map { index, value in
            guard case .array(let entry) = value, entry.count == 2,
                case .string(let piece) = entry[0]
            else {
                throw FormatError(
                    place: .member("model.vocab, element \(index)"),
                    problem: "it is \(value)",
                    remedy: "Write a list of a text and its score"
                )
            }
            return (piece, try score(entry[1]))
        }
    }

    /// Reads a `tokenizer.json`, whose model must be Unigram.
    init(tokenizerFile value: JSONValue) throws {
        let root = try value.object()
        let model = try Self.model(root)
        guard let id = model["unk_id"], id != .null else {
            throw FormatError(
                place: .member("model.unk_id"),
                problem: "it is missing: characters that are no piece would have no token",
                remedy: "Name the number of the piece for unknown characters"
            )
        }
        unknown = try id.integer()
        if model["byte_fallback"] != nil { fallsBackToBytes = try model.bool("byte_fallback") }
        pieces = try Self.pieces(model, score: Self.score)
        normalizer = try TextNormalizer(root["normalizer"])
        words = try UnigramWords(root["pre_tokenizer"] ?? .null)
        guard case .object(let object)? = root["decoder"], object["type"] == "Metaspace" else {
            throw FormatError(
                place: .member("decoder"),
                problem: "it is \(root["decoder"] ?? "missing"), expected Metaspace",
                remedy: "Use a tokenizer of XLM-RoBERTa's form"
            )
        }
        decoder = try Metaspace(object, place: "decoder")
        added = try AddedToken.list(root["added_tokens"])
        if let processor = root["post_processor"], processor != .null {
            template = try TokenTemplate(postProcessor: processor)
        }
    }

    /// A score as the peer reads it: its digits as a whole number, then divided by a power of ten,
    /// each of them rounded. Every seventh score is another number than the nearest one, and where
    /// sums are equal, or almost, that decides.
    private static func score(_ value: JSONValue) throws -> Double {
        guard case .number(let score) = value else { return try value.double() }
        // The shortest digits, which the file has if a program wrote it.
        let text = score.magnitude.description
        let parts = text.split(separator: "e", omittingEmptySubsequences: false)
        let digits = parts[0].split(separator: ".", omittingEmptySubsequences: false)
        let fraction = digits.count > 1 && digits[1] != "0" ? digits[1] : ""
        guard let whole = UInt64(digits[0] + fraction) else { return score }
        let exponent = (parts.count > 1 ? Int(parts[1]) ?? 0 : 0) - fraction.utf8.count
        guard exponent.magnitude <= 22 else { return score }
        var power = 1.0
        for _ in 0..<exponent.magnitude { power *= 10 }
        let magnitude = exponent < 0 ? Double(whole) / power : Double(whole) * power
        return score < 0 ? -magnitude : magnitude
    }
}
