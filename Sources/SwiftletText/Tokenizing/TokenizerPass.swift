import SwiftletBase

/// One thread's work of a tokenizer: cuts text after text into tokens, in memory that it keeps.
protocol TokenizerPass: ~Copyable {
    /// The numbers of all tokens so far.
    var tokens: UnsafeBufferPointer<Int32> { get }

    mutating func append(_ id: Int32)

    /// Appends the tokens of a text, at most `limit` of them.
    mutating func tokenize(_ text: UnsafeBufferPointer<UInt8>, limit: Int)

    /// Of the tokens from `start` on keeps the last ones, at most `room`.
    mutating func keepLast(_ room: Int, from start: Int)
}

extension TokenizerPass where Self: ~Copyable {
    /// The tokens of some texts, each in a template's pieces, and where those of each text end.
    ///
    /// - Parameters:
    ///   - room: The most tokens of a text, the special ones of `pieces` left out.
    ///   - truncatesStart: Whether what is too long loses its beginning, not its end.
    mutating func encode(
        _ texts: some TextSource,
        _ range: Range<Int>,
        in pieces: [TokenTemplate.Piece],
        room: Int,
        truncatesStart: Bool
    ) -> ([Int32], ends: [Int]) {
        var ends: [Int] = []
        ends.reserveCapacity(range.count)
        for index in range {
            for piece in pieces {
                switch piece {
                case .special(let ids, _): for id in ids { append(id) }
                case .text where truncatesStart:
                    let start = tokens.count
                    texts.withText(at: index) { tokenize($0, limit: .max) }
                    keepLast(room, from: start)
                case .text: texts.withText(at: index) { tokenize($0, limit: room) }
                }
            }
            ends.append(tokens.count)
        }
        return (Array(tokens), ends)
    }
}

extension GrowableBuffer<Int32> {
    /// Of the elements from `start` on keeps the last ones, `room` of them at most.
    mutating func keepLast(_ room: Int, from start: Int) {
        guard count - start > room else { return }
        (base + start).update(from: base + (count - room), count: room)
        count = start + room
    }
}
