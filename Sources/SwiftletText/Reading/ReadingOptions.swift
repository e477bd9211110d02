/// How ``LabelledTextReader`` reads a file.
public struct ReadingOptions: Sendable, Hashable {
    /// What the bytes of a file mean.
    public enum Encoding: Sendable, Hashable {
        /// UTF-8 for a file with a header. In a file of Sentiment140's six columns each row is
        /// UTF-8 where it is valid UTF-8 and Latin-1 where it is not: the published file mixes
        /// both. ``ReadingReport/latin1Rows`` tells how many rows were Latin-1.
        case automatic
        /// UTF-8; a row that is not is a bad row.
        case utf8
        /// Latin-1 (ISO 8859-1): every byte is the scalar of the same number.
        case latin1
    }

    /// What to do with a row that cannot be used.
    public enum RowPolicy: Sendable, Hashable {
        /// Throw a ``ReadingError`` that names it.
        case fail
        /// Leave it out and count it in the ``ReadingReport``.
        case skip
    }

    /// The encoding; a UTF-8 byte order mark at the start is dropped and makes the file UTF-8.
    public var encoding: Encoding

    /// What to do with a bad row.
    public var onBadRow: RowPolicy

    /// What to do with a neutral row (label 2) of Sentiment140. A file with a header has none:
    /// there a 2 is an unknown label.
    public var onNeutralRow: RowPolicy

    /// The most bytes a row may have. Bounds the memory that a broken file can take.
    public var maximumRowBytes: Int

    public init(
        encoding: Encoding = .automatic,
        onBadRow: RowPolicy = .fail,
        onNeutralRow: RowPolicy = .skip,
        maximumRowBytes: Int = 16 << 20
    ) {
        precondition(maximumRowBytes > 0, "A row of at most \(maximumRowBytes) bytes.")
        self.encoding = encoding
        self.onBadRow = onBadRow
        self.onNeutralRow = onNeutralRow
        self.maximumRowBytes = maximumRowBytes
    }
}
