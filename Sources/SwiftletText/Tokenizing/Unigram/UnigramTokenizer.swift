import SwiftletBase

/// Cuts texts into the numbered pieces of a SentencePiece Unigram model.
///
///     let tokenizer = try UnigramTokenizer(from: "use-multilingual-v3/sp.model")
///     let ids = tokenizer.encode("Great flight!")      // with `<s>` and `</s>` where the model has them
///     tokenizer.decode(ids)                            // "Great flight!"
///
/// The text is normalised as the model asks, then cut where the sum of the pieces' scores is
/// greatest. Tokens are those of the `sentencepiece` package, version 0.2.3: pieces that the user
/// has defined are always kept whole, and a run of characters that are no piece becomes one unknown
/// token, or the tokens of their bytes where the model has them.
///
/// A value of this type is cheap to copy, and safe to share between tasks.
///
/// References: Kudo and Richardson, "SentencePiece", EMNLP 2018,
/// <https://arxiv.org/abs/1808.06226>; Kudo, "Subword regularization", ACL 2018,
/// <https://arxiv.org/abs/1804.10959>.
public struct UnigramTokenizer: Tokenizer, Loadable {
    let model: Model

    /// What a tokenizer knows; it does not change.
    final class Model: Sendable {
        let vocabulary: UnigramVocabulary
        let normalizer: SentencePieceNormalizer
        /// What decoded text goes through; nil where the model asks for nothing.
        let denormalizer: SentencePieceNormalizer?
        /// Whether the white space at the beginning of a decoded text goes, in its first piece or
        /// in all that are nothing else.
        let removesFirstSpace: Bool
        let removesLeadingSpaces: Bool
        let unknownSurface: [UInt8]
        let beginning: Int?
        let end: Int?
        let padding: Int?

        init(_ bytes: UnsafeRawBufferPointer, file: String) throws(FormatError) {
            let model = try SentencePieceModel(bytes, file: file)
            let vocabulary = try UnigramVocabulary(model, bytes, path: file)
            self.vocabulary = vocabulary
            normalizer = try SentencePieceNormalizer(
                model.normalization,
                addsSpaceAtEnd: model.treatsWhitespaceAsSuffix,
                protected: vocabulary.userDefined,
                bytes,
                file: file
            )
            denormalizer =
                model.denormalization.characterMap.isEmpty
                ? nil
                : try SentencePieceNormalizer(
                    model.denormalization,
                    addsSpaceAtEnd: false,
                    protected: nil,
                    bytes,
                    file: file
                )
            removesLeadingSpaces = model.normalization.removesExtraWhitespace
            removesFirstSpace = model.normalization.addsDummyPrefix || removesLeadingSpaces
            unknownSurface = model.unknownSurface
            beginning = vocabulary.control(model.beginningName)
            end = vocabulary.control(model.endName)
            padding = vocabulary.control(model.paddingName)
        }
    }

    /// Reads a model file, usually called `sp.model` or `spiece.model`.
    ///
    /// - Throws: `FileError` when the file cannot be read, `FormatError` when it is no Unigram
    ///   model of SentencePiece.
    public init(from path: String) throws {
        let file = try MemoryMappedFile(from: path)
        model = try Model(file.bytes, file: path)
    }

    /// Reads a model from the bytes of its file.
    ///
    /// - Parameters:
    ///   - bytes: What the file holds.
    ///   - file: What errors call it.
    /// - Throws: `FormatError` when the bytes are no Unigram model of SentencePiece.
    public init(bytes: [UInt8], file: String = "model") throws(FormatError) {
        model = try bytes.withUnsafeBytes { bytes in
            Result { () throws(FormatError) in try Model(bytes, file: file) }
        }.get()
    }

    /// How many pieces there are; ids are below it.
    public var vocabularySize: Int { model.vocabulary.count }

    /// The id of characters that are no piece; nil where they are cut into bytes and the model
    /// has no such token.
    public var unknownID: Int? { model.vocabulary.unknown }

    /// The id of the token for a text's beginning, `<s>` in most models; nil where the model has none.
    public var beginningID: Int? { model.beginning }

    /// The id of the token for a text's end, `</s>` in most models; nil where the model has none.
    public var endID: Int? { model.end }

    /// The id of the token for padding, `<pad>` in most models; nil where the model has none.
    public var paddingID: Int? { model.padding }

    /// The id of a piece, in which U+2581 stands for a space; nil where there is no such piece.
    public func id(of token: String) -> Int? { model.vocabulary.id(of: token) }

    /// The piece of an id, with U+2581 for a space; nil where there is none.
    public func token(at id: Int) -> String? {
        guard id >= 0, id < vocabularySize else { return nil }
        return String(decoding: model.vocabulary.piece(id), as: UTF8.self)
    }

    /// Nil: a model's file does not say.
    public var maximumLength: Int? { nil }

    func requireToken(_ token: Int) {
        precondition(
            token >= 0 && token < vocabularySize,
            "Token \(token) is not one of \(vocabularySize)."
        )
    }
}

extension UnigramTokenizer {
    /// The text that tokens stand for.
    ///
    /// What the normaliser changed stays changed. An unknown token becomes what the model says,
    /// usually ` ⁇ `; tokens of bytes that are not UTF-8 together become U+FFFD, one for each byte;
    /// tokens for a beginning, an end or padding become nothing.
    ///
    /// - Parameter tokens: Each must be from 0 to ``vocabularySize`` - 1.
    public func decode(_ tokens: some Sequence<Int>) -> String {
        let vocabulary = model.vocabulary
        var text: [UInt8] = []
        var bytes: [UInt8] = []
        var isAtBeginning = true
        for token in tokens {
            requireToken(token)
            let type = vocabulary.type(of: token)
            var piece = vocabulary.piece(token)
            if type == .byte {
                bytes.append(PieceChecker.byte(piece)!)
                continue
            }
            Self.append(&bytes, to: &text)
            if !text.isEmpty { isAtBeginning = false }
            if type == .control { continue }
            var hasFirstSpace = false
            if isAtBeginning && model.removesFirstSpace && piece.starts(with: Self.space) {
                piece = piece.dropFirst(Self.space.count)
                hasFirstSpace = !model.removesLeadingSpaces
            }
            if type == .unknown {
                text += model.unknownSurface
            } else {
                Self.append(piece, to: &text)
            }
            if hasFirstSpace || !text.isEmpty { isAtBeginning = false }
        }
        Self.append(&bytes, to: &text)
        guard let denormalizer = model.denormalizer else {
            return String(decoding: text, as: UTF8.self)
        }
        var output = GrowableBuffer<UInt8>(capacity: text.count * 2)
        text.withUnsafeBufferPointer { denormalizer.normalize($0, to: &output) }
        return String(
            decoding: UnsafeBufferPointer(start: output.base, count: output.count),
            as: UTF8.self
        )
    }

    /// U+2581, which stands for a space.
    private static let space: [UInt8] = [0xE2, 0x96, 0x81]

    /// Writes a piece with spaces for U+2581.
    private static func append(_ piece: ArraySlice<UInt8>, to text: inout [UInt8]) {
        var rest = piece
        while let byte = rest.first {
            if byte == space[0] && rest.starts(with: space) {
                text.append(UInt8(ascii: " "))
                rest = rest.dropFirst(space.count)
            } else {
                text.append(byte)
                rest = rest.dropFirst()
            }
        }
    }

    /// Writes the characters that `bytes` are, and empties it.
    private static func append(_ bytes: inout [UInt8], to text: inout [UInt8]) {
        bytes.withUnsafeBufferPointer { bytes in
            var position = 0
            while position < bytes.count {
                let scalar = UTF8Scalar(bytes.baseAddress!, position, bytes.count)
                if scalar.isValid {
                    text += bytes[position..<position + scalar.count]
                } else {
                    text += [0xEF, 0xBF, 0xBD]
                }
                position += scalar.count
            }
        }
        bytes.removeAll(keepingCapacity: true)
    }
}
