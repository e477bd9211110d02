/// What labelled texts are like: how many, how long, what they hold, which words they use.
///
///     var explorer = CorpusExplorer()
///     explorer.add(try [LabelledText](from: "tweets.csv"))
///     let summary = explorer.summary()
///     summary.classes.positive.share(with: .exclamationMarks)   // 0.41
///     summary.words.mostTelling.negative[0].text                // "sad"
public struct CorpusSummary: Sendable, Equatable {
    /// What the texts of either class are like.
    public let classes: ByClass<ClassSummary>
    /// Texts that occur more than once.
    public let duplicates: DuplicateSummary
    /// The words of all texts, as ``CorpusExplorer/wordCleaner`` leaves them, of two characters or
    /// more.
    public let words: TermSummary
    /// The pairs of words that follow each other once stop words are dropped.
    public let pairs: TermSummary

    /// How many texts there are.
    public var rows: Int { classes.map(\.rows).total }
}

/// Texts that are equal byte by byte.
///
/// Texts are told apart by 64 bits of hash: among 1.6 million, two different ones are taken for
/// equal with a probability of about one in ten million.
public struct DuplicateSummary: Sendable, Equatable {
    /// How many different texts there are.
    public let distinctTexts: Int
    /// How many rows repeat the text of an earlier one.
    public let repeatedRows: Int
    /// How many texts occur in both classes.
    public let contradictingTexts: Int
    /// How many rows have one of those.
    public let contradictingRows: Int

    init(_ counts: ClassCounts) {
        var (distinct, rows, contradictingTexts, contradictingRows) = (0, 0, 0, 0)
        for table in counts.tables {
            for entry in table.slots where entry.counts != SIMD2() {
                let sum = Int(entry.counts[0]) + Int(entry.counts[1])
                distinct += 1
                rows += sum
                if entry.counts.min() > 0 {
                    contradictingTexts += 1
                    contradictingRows += sum
                }
            }
        }
        distinctTexts = distinct
        repeatedRows = rows - distinct
        self.contradictingTexts = contradictingTexts
        self.contradictingRows = contradictingRows
    }
}
