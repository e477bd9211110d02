import SwiftletBase

/// How a model sees a text before it computes anything: how many tokens the text becomes, how many of
/// them it does not know, and whether it reads them all.
///
///     let inspection = try classifier.inspect("not again, 3 hours late")
///     if inspection.isTruncated { print("read to token \(inspection.maximumTokenCount!) only") }
public struct TextInspection: Sendable, Equatable {
    /// How many tokens the whole text becomes once cleaned, without the special ones that a model
    /// adds.
    public let tokenCount: Int
    /// How many of them are unknown to the model.
    public let unknownTokenCount: Int
    /// The most tokens that the model reads of a text, without the special ones; nil where it reads
    /// all.
    public let maximumTokenCount: Int?

    public init(tokenCount: Int, unknownTokenCount: Int, maximumTokenCount: Int? = nil) {
        self.tokenCount = tokenCount
        self.unknownTokenCount = unknownTokenCount
        self.maximumTokenCount = maximumTokenCount
    }

    /// Whether the model does not read all of the text.
    public var isTruncated: Bool { tokenCount > maximumTokenCount ?? .max }

    /// The share of the tokens that are unknown, 0 to 1; 0 of a text without tokens.
    public var unknownShare: Double {
        tokenCount > 0 ? Double(unknownTokenCount) / Double(tokenCount) : 0
    }
}

extension TextInspection {
    /// Of texts whose tokens are not known: each word between white space is one that is known, and
    /// there is no limit.
    package static func ofWords(in texts: [String]) -> [TextInspection] {
        Threads.map(texts.count, minimumPart: 64) { range in
            range.map { text in
                TextInspection(tokenCount: texts[text].wordRanges.count, unknownTokenCount: 0)
            }
        }.flatMap(\.self)
    }
}

extension TokenSequences {
    /// Of texts that became these sequences, whole and without special tokens.
    package func inspections(unknown: Int?, maximum: Int?) -> [TextInspection] {
        map { sequence in
            TextInspection(
                tokenCount: sequence.count,
                unknownTokenCount: unknown.map { unknown in
                    sequence.count { $0 == unknown }
                } ?? 0,
                maximumTokenCount: maximum
            )
        }
    }
}

extension String {
    /// Where the words stand: the longest runs without white space (`White_Space` in Unicode).
    package var wordRanges: [Range<String.Index>] {
        var words: [Range<String.Index>] = []
        var start: String.Index?
        for place in unicodeScalars.indices {
            if unicodeScalars[place].properties.isWhitespace {
                if let first = start { words.append(first..<place) }
                start = nil
            } else if start == nil {
                start = place
            }
        }
        if let start { words.append(start..<endIndex) }
        return words
    }
}
