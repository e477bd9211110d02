import SwiftletBase

/// Numbers the most frequent words of texts, and turns texts into those numbers.
///
///     let (index, counts) = WordIndex.fit(["the flight was late", "late again"], maximumWords: 2)
///     index.words                                     // ["late", "the"], counts [2, 1]
///     index.encode("so late")                         // [0, 1]
///
/// Words are what stands between blanks, tabs and line breaks, compared byte by byte: clean the
/// texts first. The most frequent word is token 1, the next one token 2; among equally frequent
/// words the one that came first in the texts has the lower number, as in Keras' `Tokenizer`.
/// Token 0 stands for every word that is not in the index, and for no word when it is decoded. There
/// is no token for padding, since ``TokenSequences`` are not padded.
///
/// A value of this type is cheap to copy, and safe to share between tasks. A look-up makes no
/// string; the tables may lie in a mapped file.
public struct WordIndex: Tokenizer {
    /// The id of words that are not in the index.
    public static let unknownID = 0

    /// The row of a word is its token less one.
    package let table: WordRowTable

    /// An index whose word of row `i` is token `i + 1`.
    package init(_ table: WordRowTable) { self.table = table }

    /// An index of these words, in their order, without second occurrences.
    ///
    /// The words together may have at most 4 GiB.
    public init(words: some Sequence<String>) {
        guard let table = WordRowTable(words) else {
            preconditionFailure("The words are longer than 32-bit offsets can address.")
        }
        self.table = table
    }

    /// How many words there are.
    public var wordCount: Int { table.count }

    /// How many tokens there are: one more than words.
    public var vocabularySize: Int { table.count + 1 }

    /// Nil: there is no limit.
    public var maximumLength: Int? { nil }

    /// The words in the order of their tokens, from token 1.
    public var words: [String] {
        (0..<table.count).map { String(decoding: table.word(at: $0), as: UTF8.self) }
    }

    /// The id of a word; nil when it is not in the index.
    public func id(of word: String) -> Int? { table.row(of: word).map { $0 + 1 } }

    /// The word of an id; nil for 0, and for one that no word has.
    public func token(at id: Int) -> String? {
        guard id > 0, id <= table.count else { return nil }
        return String(decoding: table.word(at: id - 1), as: UTF8.self)
    }

    /// The words of ids with blanks between them.
    public func decode(_ ids: some Sequence<Int>) -> String {
        ids.compactMap { token(at: $0) }.joined(separator: " ")
    }

    /// The ids of the words of cleaned texts, on all threads.
    public func encode(_ texts: [String], maximumLength: Int?) -> TokenSequences {
        encode(source: texts, maximumLength: maximumLength)
    }

    package func encode(
        source texts: some TextSource,
        maximumLength: Int? = nil
    ) -> TokenSequences {
        precondition(maximumLength ?? 0 >= 0, "A length of \(maximumLength ?? 0) is negative.")
        let parts = Threads.map(texts.count, minimumPart: 256) { range in
            var tokens: [Int32] = []
            var ends: [Int] = []
            tokens.reserveCapacity(16 * range.count)
            ends.reserveCapacity(range.count)
            for text in range {
                let limit = maximumLength.map { tokens.count + $0 } ?? .max
                texts.withText(at: text) { text in
                    forEachWord(of: text) { word in
                        if tokens.count == limit { return false }
                        tokens.append(
                            Int32(table.row(of: word).map { $0 + 1 } ?? Self.unknownID)
                        )
                        return true
                    }
                }
                ends.append(tokens.count)
            }
            return (tokens: tokens, ends: ends)
        }
        return TokenSequences(parts: parts)
    }
}

extension WordIndex {
    /// Learns an index from texts, counting on all threads.
    ///
    /// - Parameters:
    ///   - texts: Cleaned texts.
    ///   - maximumWords: How many words to number, the most frequent ones.
    /// - Returns: The index, and how often each of its words occurs in the texts, in the order of
    ///   their tokens. Of texts without words the index is empty.
    public static func fit(
        _ texts: [String],
        maximumWords: Int = 20_000
    ) -> (index: WordIndex, counts: [Int]) {
        fit(source: texts, maximumWords: maximumWords)
    }

    package static func fit(
        source texts: some TextSource,
        maximumWords: Int
    ) -> (index: WordIndex, counts: [Int]) {
        precondition(maximumWords >= 0, "A maximum of \(maximumWords) words is negative.")
        // The words of the first part come first, whatever the number of parts.
        let parts = Threads.map(texts.count, minimumPart: 1_024) { range in
            var counter = WordCounter()
            for text in range {
                texts.withText(at: text) { text in
                    forEachWord(of: text) { word in
                        counter.add(word)
                        return true
                    }
                }
            }
            return counter
        }
        var counter = parts.first ?? WordCounter()
        for part in parts.dropFirst() { counter.add(part) }
        let numbers = counter.mostFrequent(maximumWords)
        let ranges = numbers.map { counter.offsets[$0]..<counter.offsets[$0 + 1] }
        let table = counter.bytes.withUnsafeBytes { WordRowTable.build(ranges, in: $0).table }
        guard let table else {
            preconditionFailure("The words are longer than 32-bit offsets can address.")
        }
        return (WordIndex(table), numbers.map { counter.counts[$0] })
    }
}

/// Calls `body` with each run of bytes between white space (ASCII's), until it returns false.
@inline(__always)
private func forEachWord(
    of text: UnsafeBufferPointer<UInt8>,
    _ body: (UnsafeRawBufferPointer) -> Bool
) {
    var position = 0
    while position < text.count {
        while position < text.count, isSpace(text[position]) { position += 1 }
        let start = position
        while position < text.count, !isSpace(text[position]) { position += 1 }
        if start == position { return }
        let word = UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: text[start..<position]))
        if !body(word) { return }
    }
}

@inline(__always)
private func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte &- 9 < 5 }
