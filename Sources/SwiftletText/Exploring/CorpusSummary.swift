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

/// A word or 2-gram with how often it occurs.
public struct CountedTerm: Sendable, Equatable {
    /// The word, or both words with a blank between.
    public let text: String
    /// How often it occurs in the texts of either class.
    public let counts: ByClass<Int>
    /// How far it speaks for the positive class (above zero) or the negative one (below): the
    /// log-odds ratio of the term in units of its standard deviation, with a prior of 1,000 terms
    /// that are spread as those of both classes are (Monroe, Colaresi and Quinn, 2008).
    public let zScore: Double
}

/// The words or 2-grams of labelled texts.
public struct TermSummary: Sendable, Equatable {
    /// How many different terms there are.
    public let distinct: Int
    /// How many terms the texts of either class have, repeated ones counted again.
    public let total: ByClass<Int>
    /// The terms that occur most often in either class; among equals in the order of code points.
    public let mostFrequent: ByClass<[CountedTerm]>
    /// The terms that speak most for either class.
    public let mostTelling: ByClass<[CountedTerm]>
    /// By how much any count may be too low: 0 unless there are so many different terms (2-grams:
    /// more than 12 million) that rare ones had to be forgotten on the way.
    public let possibleShortfall: Int
}
