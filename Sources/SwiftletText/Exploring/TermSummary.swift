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
