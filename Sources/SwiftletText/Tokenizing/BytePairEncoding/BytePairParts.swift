import SwiftletBase

/// What the files of a byte-level BPE tokenizer say.
package struct BytePairParts {
    var tokens: [(token: String, id: Int)] = []
    package var merges = MergeList(isOfLines: false)
    var added: [AddedToken] = []
    var addsPrefixSpace = false
    var splitsWords = true
    var ignoresMerges = false
    var unknownToken: String?
    var fusesUnknown = false
    var fallsBackToBytes = false
    var normalizer = TextNormalizer()
    var template = TokenTemplate.plain
    var specialTokens = BytePairTokenizer.SpecialTokens()
    var maximumLength: Int?
    var rules = EncodingRules()

    package init() {}

    /// The token for bytes that the vocabulary does not hold; nil where it holds all.
    func unknownID(
        in tokens: TokenVocabulary,
        _ byteIDs: [Int32]
    ) throws(FormatError) -> Int? {
        guard byteIDs.contains(-1) else { return nil }
        guard !fallsBackToBytes else {
            throw FormatError(
                place: .member("model.byte_fallback"),
                problem: "it is true, which is supported only where the vocabulary holds all bytes",
                remedy: "Add the missing bytes to the vocabulary, or set it to false"
            )
        }
        guard let unknownToken else { return nil }
        guard let id = tokens.id(of: unknownToken) else {
            throw FormatError(
                place: .member("model.unk_token"),
                problem: "the vocabulary does not hold \"\(unknownToken)\"",
                remedy: "Add it to the vocabulary, or set this to null"
            )
        }
        return id
    }

    /// Reads an object of tokens and their numbers.
    package mutating func readVocabulary(_ object: JSONObject, place: FormatError.Place?)
        throws(FormatError)
    {
        tokens.reserveCapacity(object.count)
        for (token, value) in zip(object.names, object.values) {
            guard case .integer(let id) = value else {
                throw FormatError(
                    place: place,
                    problem: "the number of the token \"\(token)\" is \(value)",
                    remedy: "Give it an integer from 0"
                )
            }
            tokens.append((token, id))
        }
    }
}

/// The pairs of tokens that are joined, the first to be joined first.
package struct MergeList {
    /// The texts of the pairs, end to end, and where each begins, is divided, and ends.
    private var bytes: [UInt8] = []
    private var bounds: [(start: Int, middle: Int, end: Int)] = []
    /// Where each stands in its file: its line, or its place in the list.
    private var places: [Int] = []
    private let isOfLines: Bool

    init(isOfLines: Bool) { self.isOfLines = isOfLines }

    private func place(_ place: Int) -> FormatError.Place {
        isOfLines ? .line(place) : .member("model.merges, element \(place)")
    }

    mutating func append(
        _ left: some Sequence<UInt8>,
        _ right: some Sequence<UInt8>,
        at place: Int
    ) {
        let start = bytes.count
        bytes.append(contentsOf: left)
        let middle = bytes.count
        bytes.append(contentsOf: right)
        bounds.append((start, middle, bytes.count))
        places.append(place)
    }

    /// Appends two texts with a blank between them.
    mutating func append(
        pair text: some Collection<UInt8>,
        at place: Int
    ) throws(FormatError) {
        let blanks = text.indices.filter { text[$0] == UInt8(ascii: " ") }
        guard blanks.count == 1 else {
            throw FormatError(
                place: self.place(place),
                problem: "there are \(blanks.count) blanks in "
                    + "\"\(String(decoding: text, as: UTF8.self))\"",
                remedy: "Write two tokens with one blank between them"
            )
        }
        append(text[..<blanks[0]], text[blanks[0]...].dropFirst(), at: place)
    }

    /// Reads a `merges.txt`: a pair a line; lines that begin with `#version` say nothing.
    package init(lines file: [UInt8]) throws(FormatError) {
        isOfLines = true
        var start = 0
        var line = 0
        while start < file.count {
            line += 1
            let end = file[start...].firstIndex(of: UInt8(ascii: "\n")) ?? file.count
            var text = file[start..<end]
            start = end + 1
            if text.last == UInt8(ascii: "\r") { text.removeLast() }
            if text.starts(with: "#version".utf8) { continue }
            try append(pair: text, at: line)
        }
    }

    /// Reads the `merges` of a `tokenizer.json`: texts with a blank in them, or lists of two texts.
    init(_ values: [JSONValue]) throws {
        isOfLines = false
        for (index, value) in values.enumerated() {
            if case .string(let text) = value {
                if text.utf8.starts(with: "#version".utf8) { continue }
                try append(pair: text.utf8, at: index)
                continue
            }
            let pair = try value.array()
            guard pair.count == 2 else {
                throw FormatError(
                    place: place(index),
                    problem: "it has \(pair.count) elements",
                    remedy: "Write a list of two tokens"
                )
            }
            append(try pair[0].string().utf8, try pair[1].string().utf8, at: index)
        }
    }

    /// The pairs by the numbers of their tokens.
    func table(of tokens: TokenVocabulary) throws(FormatError) -> MergeTable {
        var table = MergeTable(capacity: bounds.count)
        for (bounds, place) in zip(bounds, places) {
            let ids = bytes.withUnsafeBufferPointer { bytes in
                (
                    tokens.id(of: .init(rebasing: bytes[bounds.start..<bounds.middle])),
                    tokens.id(of: .init(rebasing: bytes[bounds.middle..<bounds.end])),
                    tokens.id(of: .init(rebasing: bytes[bounds.start..<bounds.end]))
                )
            }
            guard case (let left?, let right?, let joined?) = ids else {
                let range =
                    ids.0 == nil
                    ? bounds.start..<bounds.middle
                    : ids.1 == nil ? bounds.middle..<bounds.end : bounds.start..<bounds.end
                throw FormatError(
                    place: self.place(place),
                    problem: "the vocabulary does not hold "
                        + "\"\(String(decoding: bytes[range], as: UTF8.self))\"",
                    remedy: "Use the merges and the vocabulary of the same model"
                )
            }
            table.add(left, right, joined: joined)
        }
        return table
    }
}
