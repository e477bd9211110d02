import SwiftletBase

/// The texts of tokens by number, and their numbers by text: by its bytes, since `String` takes a
/// composed and a decomposed letter for the same.
struct TokenVocabulary: Sendable {
    static let maximumSize = WordPieceVocabulary.maximumSize

    /// The texts, end to end.
    private var bytes: [UInt8] = []
    /// Where each text begins and ends in `bytes`, by number; -1 for a number without a token.
    private var bounds: [(start: Int32, end: Int32)] = []
    /// A token's number plus one; 0 for a free place.
    private var slots: [Int32]

    /// Room for that many tokens.
    init(capacity: Int) {
        var size = 16
        while size < capacity * 2 { size *= 2 }
        slots = Array(repeating: 0, count: size)
    }

    /// One more than the greatest number.
    var count: Int { bounds.count }

    /// Adds a token whose text and number no other one has.
    mutating func add(_ token: String, id: Int) throws(FormatError) {
        guard (0..<Self.maximumSize).contains(id) else {
            throw FormatError(
                problem: "the token \"\(token)\" has the number \(id), which is not from 0 to "
                    + "\(Self.maximumSize - 1)",
                remedy: "Number the tokens from 0"
            )
        }
        if id < count, bounds[id].start >= 0 {
            throw FormatError(
                problem: "the tokens \"\(self[id]!)\" and \"\(token)\" have the number \(id)",
                remedy: "Give each token a number of its own"
            )
        }
        var token = token
        let earlier = token.withUTF8 { self.id(of: $0) }
        if let earlier {
            throw FormatError(
                problem: "the token \"\(token)\" has the numbers \(earlier) and \(id)",
                remedy: "Leave one of them"
            )
        }
        let start = bytes.count
        bytes.append(contentsOf: token.utf8)
        guard bytes.count < Int32.max else {
            throw FormatError(
                problem: "the tokens have more than 2 GiB of text",
                remedy: "Use a smaller vocabulary"
            )
        }
        while bounds.count <= id { bounds.append((-1, -1)) }
        bounds[id] = (Int32(start), Int32(bytes.count))
        var place = token.withUTF8 { self.place(of: $0) }
        while slots[place] != 0 { place = (place + 1) & (slots.count - 1) }
        slots[place] = Int32(id + 1)
    }

    /// Where the look-up of a text begins.
    @inline(__always)
    private func place(of text: UnsafeBufferPointer<UInt8>) -> Int {
        Int(truncatingIfNeeded: UnsafeRawBufferPointer(text).stableHash) & (slots.count - 1)
    }

    /// The number of a token; nil where there is no such token.
    func id(of text: UnsafeBufferPointer<UInt8>) -> Int? {
        var place = place(of: text)
        while slots[place] != 0 {
            let id = Int(slots[place]) - 1
            let bounds = bounds[id]
            if Int(bounds.end - bounds.start) == text.count,
                bytes[Int(bounds.start)..<Int(bounds.end)].elementsEqual(text)
            {
                return id
            }
            place = (place + 1) & (slots.count - 1)
        }
        return nil
    }

    /// The number of a token; nil where there is no such token.
    func id(of token: String) -> Int? {
        var token = token
        return token.withUTF8 { id(of: $0) }
    }

    /// The bytes of a token's text; nil where the number has none.
    func bytes(of id: Int) -> ArraySlice<UInt8>? {
        guard bounds.indices.contains(id), bounds[id].start >= 0 else { return nil }
        return bytes[Int(bounds[id].start)..<Int(bounds[id].end)]
    }

    /// The text of a token; nil where the number has none.
    subscript(id: Int) -> String? { bytes(of: id).map { String(decoding: $0, as: UTF8.self) } }
}
