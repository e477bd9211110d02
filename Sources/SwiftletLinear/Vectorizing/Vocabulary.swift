import SwiftletBase

/// The terms of a vectorizer, one for each column, in the order of the columns.
///
///     let vocabulary = try Vocabulary(["delay", "great", "great flight"])
///     vocabulary[2]           // "great flight"
///     vocabulary.utf8         // all terms end to end, with `offsets` the form to save
///
/// What a vectorizer learns is sorted by code point, as Python sorts `str`; a given vocabulary
/// keeps its order. Making one from `utf8` and `offsets` takes one pass over the bytes.
public struct Vocabulary: Sendable, Equatable {
    /// The UTF-8 of all terms, end to end.
    public let utf8: [UInt8]
    /// Term `i` stands at `offsets[i] ..< offsets[i + 1]` of `utf8`; one more than there are terms.
    public let offsets: [Int32]

    /// A vocabulary of `terms`, in their order.
    ///
    /// - Throws: `TrainingDataError` beyond 2 GiB.
    public init(_ terms: some Sequence<String>) throws {
        var utf8: [UInt8] = []
        var offsets: [Int32] = [0]
        for term in terms {
            utf8.append(contentsOf: term.utf8)
            guard let end = Int32(exactly: utf8.count) else {
                throw TrainingDataError.corpusTooLarge(
                    what: "bytes of terms",
                    count: utf8.count,
                    most: Int(Int32.max)
                )
            }
            offsets.append(end)
        }
        self.utf8 = utf8
        self.offsets = offsets
    }

    /// A vocabulary in the form in which it is saved.
    ///
    /// - Throws: `FormatError` where offsets decrease or leave the bytes, or a
    ///   term is not UTF-8.
    public init(utf8: [UInt8], offsets: [Int32]) throws {
        guard offsets.first == 0, Int(offsets[offsets.count - 1]) == utf8.count else {
            throw FormatError.malformedVocabulary(
                term: Swift.max(0, offsets.count - 2),
                reason: "the offsets must run from 0 to \(utf8.count), the number of bytes"
            )
        }
        for term in 0..<offsets.count - 1 {
            let (start, end) = (Int(offsets[term]), Int(offsets[term + 1]))
            if start > end || end > utf8.count {
                throw FormatError.malformedVocabulary(
                    term: term,
                    reason: "it ends at byte \(end) but starts at byte \(start)"
                )
            }
        }
        let malformed: Int? = utf8.withUnsafeBufferPointer { bytes in
            // Terms are whole where all of them are and no character lies in two.
            let areWhole = offsets.allSatisfy {
                Int($0) == bytes.count || bytes[Int($0)] & 0xC0 != 0x80
            }
            if areWhole && isWellFormed(bytes) { return nil }
            return (0..<offsets.count - 1).first {
                let term = bytes[Int(offsets[$0])..<Int(offsets[$0 + 1])]
                return !isWellFormed(UnsafeBufferPointer(rebasing: term))
            }
        }
        if let malformed {
            throw FormatError.malformedVocabulary(term: malformed, reason: "it is not UTF-8")
        }
        self.utf8 = utf8
        self.offsets = offsets
    }

    /// Terms that are known to be well-formed.
    init(wellFormed utf8: [UInt8], offsets: [Int32]) {
        self.utf8 = utf8
        self.offsets = offsets
    }
}

extension Vocabulary: RandomAccessCollection {
    public var startIndex: Int { 0 }
    public var endIndex: Int { offsets.count - 1 }

    /// The term of a column.
    public subscript(column: Int) -> String {
        precondition(
            column >= 0 && column < count,
            "No column \(column) in a vocabulary of \(count) terms."
        )
        return String(
            decoding: utf8[Int(offsets[column])..<Int(offsets[column + 1])],
            as: UTF8.self
        )
    }
}

/// Whether `text` is UTF-8 throughout.
private func isWellFormed(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    var position = 0
    let bytes = UnsafeRawBufferPointer(text)
    while position < text.count {
        if position &+ 8 <= text.count
            && bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self)
                & 0x8080_8080_8080_8080 == 0
        {
            position += 8
            continue
        }
        if text[position] < 0x80 {
            position += 1
            continue
        }
        let (_, length) = decodeScalar(text, at: position)
        if length == 1 { return false }
        position += length
    }
    return true
}
