import SwiftletBase

/// What the texts of one class are like.
public struct ClassSummary: Sendable, Equatable {
    /// How many texts there are.
    public private(set) var rows = 0
    /// How many hold nothing at all: the field is missing or empty.
    public private(set) var missing = 0
    /// How many hold white space only.
    public private(set) var blank = 0
    /// How many hold something, but no word that ``CorpusSummary/words`` counts: mentions, URLs,
    /// numbers, marks, single letters and stop words only.
    public private(set) var wordless = 0
    /// The lengths of the texts in Unicode scalars.
    public private(set) var characters = LengthHistogram()
    /// The lengths of the texts in runs without white space.
    public private(set) var words = LengthHistogram()

    private var featureTotals = [Int](repeating: 0, count: TextFeature.allCases.count)
    private var featureTexts = [Int](repeating: 0, count: TextFeature.allCases.count)

    /// How often a feature stands in all texts together.
    public func total(_ feature: TextFeature) -> Int { featureTotals[feature.rawValue] }

    /// How many texts have a feature at least once.
    public func texts(with feature: TextFeature) -> Int { featureTexts[feature.rawValue] }

    /// The share of texts that have a feature at least once, nil where there is no text.
    public func share(with feature: TextFeature) -> Double? {
        rows > 0 ? Double(texts(with: feature)) / Double(rows) : nil
    }

    /// How often a feature stands in a text in the mean, nil where there is no text.
    public func mean(_ feature: TextFeature) -> Double? {
        rows > 0 ? Double(total(feature)) / Double(rows) : nil
    }

    /// Counts a text.
    ///
    /// - Parameter hasWords: Whether there are words in it that are counted.
    mutating func add(
        _ text: UnsafeBufferPointer<UInt8>,
        _ symbols: SymbolCounts,
        hasWords: Bool
    ) {
        let counts = TweetCounts(text)
        rows += 1
        characters.add(counts.characters)
        words.add(counts.words)
        if text.isEmpty {
            missing += 1
        } else if counts.words == 0 {
            blank += 1
        } else if !hasWords {
            wordless += 1
        }
        let features = TextFeature.counts(
            counts,
            symbols,
            punctuation: PunctuationMarks.count(in: text)
        )
        for (feature, count) in features.enumerated() where count > 0 {
            featureTotals[feature] += count
            featureTexts[feature] += 1
        }
    }

    mutating func add(_ other: ClassSummary) {
        rows += other.rows
        missing += other.missing
        blank += other.blank
        wordless += other.wordless
        characters.add(other.characters)
        words.add(other.words)
        for feature in featureTotals.indices {
            featureTotals[feature] += other.featureTotals[feature]
            featureTexts[feature] += other.featureTexts[feature]
        }
    }
}

/// Punctuation in running text.
enum PunctuationMarks {
    /// How many scalars of `bytes`, valid UTF-8, are punctuation: Unicode's general category P,
    /// `\p{P}` of Python's `regex`. Of ASCII's marks `$+<=>^`|~` are symbols and not among them.
    static func count(in bytes: UnsafeBufferPointer<UInt8>) -> Int {
        guard let base = bytes.baseAddress else { return 0 }
        // Read once: each use of a static value asks whether it was made.
        let (low, high) = (Self.low, Self.high)
        var marks = 0
        var index = 0
        while index < bytes.count {
            let byte = base[index]
            if byte < 0x80 {
                let bits = byte < 0x40 ? low : high
                if bits >> UInt64(byte & 0x3F) & 1 != 0 { marks += 1 }
                index += 1
                continue
            }
            let scalar = UTF8Scalar(base, index, bytes.count)
            if isMark(scalar.value) { marks += 1 }
            index += scalar.count
        }
        return marks
    }

    // A bit for each of ASCII's marks, those below `@` and those from there on.
    private static let low = bits(of: "!\"#%&'()*,-./:;?", from: 0)
    private static let high = bits(of: "@[\\]_{}", from: 0x40)

    private static func bits(of marks: StaticString, from first: UInt64) -> UInt64 {
        var bits: UInt64 = 0
        for index in 0..<marks.utf8CodeUnitCount {
            bits |= 1 << (UInt64(marks.utf8Start[index]) - first)
        }
        return bits
    }

    private static func isMark(_ value: UInt32) -> Bool {
        guard let scalar = Unicode.Scalar(value) else { return false }
        switch scalar.properties.generalCategory {
        case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation,
            .initialPunctuation, .finalPunctuation, .otherPunctuation:
            return true
        default:
            return false
        }
    }
}
