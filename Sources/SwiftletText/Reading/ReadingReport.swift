import SwiftletBase

/// What ``LabelledTextReader`` has met so far.
public struct ReadingReport: Sendable, Hashable {
    /// How many rows were given out.
    public var rows = 0

    /// How many bad rows were met.
    public var badRows = 0

    /// The first bad rows, at most ``maximumErrors`` of them.
    public var firstErrors: [FormatError] = []

    /// How many neutral rows of Sentiment140 were left out.
    public var neutralRows = 0

    /// How many rows without a label were left out: the field is empty or holds what pandas takes
    /// for a missing value, such as `NaN`.
    public var unlabelledRows = 0

    /// How many rows with an empty text were left out.
    public var emptyTextRows = 0

    /// How many of the rows given out have quotes where RFC 4180 allows none, and the line of the
    /// first. They are read as Python's `csv` and pandas read them.
    public var looselyQuotedRows = 0
    public var firstLooseQuoteLine: Int?

    /// How many of the rows given out were decoded as Latin-1 and are not plain ASCII.
    public var latin1Rows = 0

    /// How many errors ``firstErrors`` keeps.
    public static let maximumErrors = 10

    mutating func count(_ error: FormatError) {
        badRows += 1
        if firstErrors.count < Self.maximumErrors { firstErrors.append(error) }
    }
}
