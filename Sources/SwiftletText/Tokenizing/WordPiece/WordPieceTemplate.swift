/// Where the special tokens stand around the tokens of one text or two, and the type of each.
struct WordPieceTemplate: Sendable, Equatable {
    enum Piece: Sendable, Equatable {
        case special(ids: [Int32], typeID: Int)
        case text(isSecond: Bool, typeID: Int)
    }

    var single: [Piece]
    var pair: [Piece]

    /// No special tokens.
    static let plain = WordPieceTemplate(
        single: [.text(isSecond: false, typeID: 0)],
        pair: [.text(isSecond: false, typeID: 0), .text(isSecond: true, typeID: 1)]
    )

    /// BERT's: classification, first text, separator; then second text, separator, of type 1.
    static func bert(classification: Int, separator: Int) -> WordPieceTemplate {
        let classification = [Int32(classification)]
        let separator = [Int32(separator)]
        let single: [Piece] = [
            .special(ids: classification, typeID: 0), .text(isSecond: false, typeID: 0),
            .special(ids: separator, typeID: 0),
        ]
        return WordPieceTemplate(
            single: single,
            pair: single + [
                .text(isSecond: true, typeID: 1), .special(ids: separator, typeID: 1),
            ]
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
}
