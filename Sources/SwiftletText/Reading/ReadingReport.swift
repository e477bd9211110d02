/// What ``LabelledTextReader`` has met so far.
public struct ReadingReport: Sendable, Hashable {
    /// How many rows were given out.
    public var rows = 0

    /// How many bad rows were met.
    public var badRows = 0

    /// The first bad rows, at most ``maximumErrors`` of them.
    public var firstErrors: [ReadingError] = []

    /// How many neutral rows were left out.
    public var neutralRows = 0

    /// How many of the rows given out were decoded as Latin-1 and are not plain ASCII.
    public var latin1Rows = 0

    /// How many errors ``firstErrors`` keeps.
    public static let maximumErrors = 10

    mutating func count(_ error: ReadingError) {
        badRows += 1
        if firstErrors.count < Self.maximumErrors { firstErrors.append(error) }
    }
}
