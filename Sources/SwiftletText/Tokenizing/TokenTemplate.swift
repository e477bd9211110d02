import SwiftletBase

/// Where the special tokens stand around the tokens of one text or two, and the type of each.
struct TokenTemplate: Sendable, Equatable {
    enum Piece: Sendable, Equatable {
        case special(ids: [Int32], typeID: Int)
        case text(isSecond: Bool, typeID: Int)
    }

    var single: [Piece]
    var pair: [Piece]

    /// No special tokens.
    static let plain = TokenTemplate(
        single: [.text(isSecond: false, typeID: 0)],
        pair: [.text(isSecond: false, typeID: 0), .text(isSecond: true, typeID: 1)]
    )

    /// BERT's: classification, first text, separator; then second text, separator, of type 1.
    static func bert(classification: Int, separator: Int) -> TokenTemplate {
        let classification = [Int32(classification)]
        let separator = [Int32(separator)]
        let single: [Piece] = [
            .special(ids: classification, typeID: 0), .text(isSecond: false, typeID: 0),
            .special(ids: separator, typeID: 0),
        ]
        return TokenTemplate(
            single: single,
            pair: single + [
                .text(isSecond: true, typeID: 1), .special(ids: separator, typeID: 1),
            ]
        )
    }

    /// RoBERTa's: like BERT's, with two separators between the texts, and all of type 0.
    static func roberta(classification: Int, separator: Int) -> TokenTemplate {
        let separator = Piece.special(ids: [Int32(separator)], typeID: 0)
        let single: [Piece] = [
            .special(ids: [Int32(classification)], typeID: 0),
            .text(isSecond: false, typeID: 0), separator,
        ]
        return TokenTemplate(
            single: single,
            pair: single + [separator, .text(isSecond: true, typeID: 0), separator]
        )
    }

    /// The pieces for one text or two, with the special tokens or without.
    func pieces(isPair: Bool, addingSpecialTokens: Bool) -> [Piece] {
        (isPair ? pair : single).filter {
            if case .special = $0 { return addingSpecialTokens }
            return true
        }
    }

    /// How many special tokens a template of pieces adds.
    static func specialCount(_ pieces: [Piece]) -> Int {
        pieces.reduce(0) {
            guard case .special(let ids, _) = $1 else { return $0 }
            return $0 + ids.count
        }
    }

    /// How many tokens of a text there is room for beside the special ones of pieces.
    static func room(in pieces: [Piece], _ maximumLength: Int?) -> Int {
        guard let maximumLength else { return .max }
        let special = specialCount(pieces)
        precondition(
            maximumLength >= special,
            "A maximum of \(maximumLength) tokens has no room for the \(special) special ones."
        )
        return maximumLength - special
    }

    /// Throws where a special token is not one of `tokens`.
    func requireTokens(in tokens: TokenVocabulary) throws(FormatError) {
        for id in specialIDs where tokens.bytes(of: id) == nil {
            throw FormatError(
                place: .member("post_processor"),
                problem: "it adds the token \(id), which the vocabulary does not hold",
                remedy: "Add that token to the vocabulary"
            )
        }
    }

    /// The numbers of all special tokens.
    var specialIDs: Set<Int> {
        Set(
            (single + pair).flatMap { piece -> [Int] in
                guard case .special(let ids, _) = piece else { return [] }
                return ids.map(Int.init)
            }
        )
    }
}

extension TokenTemplate {
    /// The template of the `post_processor` of a `tokenizer.json`.
    init(postProcessor value: JSONValue) throws(FormatError) {
        let object = try value.object()
        switch try object.string("type") {
        case "TemplateProcessing":
            let special = try object.object("special_tokens")
            self.init(
                single: try Self.pieces(object.array("single"), special),
                pair: try Self.pieces(object.array("pair"), special)
            )
        case "BertProcessing":
            self = .bert(
                classification: try Self.id(ofPair: object.array("cls")),
                separator: try Self.id(ofPair: object.array("sep"))
            )
        case "RobertaProcessing":
            self = .roberta(
                classification: try Self.id(ofPair: object.array("cls")),
                separator: try Self.id(ofPair: object.array("sep"))
            )
        case "ByteLevel":
            // Concerns offsets alone.
            self = .plain
        case "Sequence":
            self = .plain
            for value in try object.array("processors") {
                let template = try TokenTemplate(postProcessor: value)
                if template == .plain { continue }
                guard self == .plain else {
                    throw FormatError(
                        problem: "the post-processor adds special tokens in two steps, which is "
                            + "not supported"
                    )
                }
                self = template
            }
        case let kind:
            throw FormatError(
                problem: "the post-processor is \(kind), which is not supported; expected "
                    + "TemplateProcessing, RobertaProcessing, BertProcessing, ByteLevel or a "
                    + "Sequence of them"
            )
        }
    }

    /// A token's number from `["[CLS]", 101]`.
    private static func id(ofPair pair: [JSONValue]) throws(FormatError) -> Int {
        guard pair.count == 2 else {
            throw FormatError(
                problem: "a special token is a text and a number, not \(pair.count) values"
            )
        }
        return try number(pair[1])
    }

    private static func number(_ value: JSONValue) throws(FormatError) -> Int {
        let number = try value.integer()
        guard (0..<WordPieceVocabulary.maximumSize).contains(number) else {
            throw FormatError(problem: "the post-processor names the token \(number)")
        }
        return number
    }

    private static func pieces(
        _ values: [JSONValue],
        _ special: JSONObject
    ) throws(FormatError) -> [Piece] {
        var pieces: [Piece] = []
        for value in values { pieces.append(try piece(value, special)) }
        return pieces
    }

    private static func piece(
        _ value: JSONValue,
        _ special: JSONObject
    ) throws(FormatError) -> Piece {
        let object = try value.object()
        if object["Sequence"] != nil {
            let sequence = try object.object("Sequence")
            let name = try sequence.string("id")
            guard name == "A" || name == "B" else {
                throw FormatError(problem: "a template's sequence is A or B, not \"\(name)\"")
            }
            return .text(isSecond: name == "B", typeID: try sequence.integer("type_id"))
        }
        let token = try object.object("SpecialToken")
        var ids: [Int32] = []
        for id in try special.object(token.string("id")).array("ids") {
            ids.append(Int32(try number(id)))
        }
        return .special(ids: ids, typeID: try token.integer("type_id"))
    }
}
