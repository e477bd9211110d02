/// How ``LabelledTextReader`` reads a table.
///
///     var options = ReadingOptions()
///     options.labelColumn = "mood"
///     options.labels = ["bad", "fair", "good"]
public struct ReadingOptions: Sendable, Hashable {
    /// What the bytes of a file mean.
    public enum Encoding: Sendable, Hashable {
        /// UTF-16 where the file begins with its byte order mark or like it, else UTF-8. In a file of
        /// Sentiment140's six columns each row is UTF-8 where it is valid UTF-8 and Latin-1 where it
        /// is not: the published file mixes both. ``ReadingReport/latin1Rows`` tells how many rows
        /// were Latin-1.
        case automatic
        /// UTF-8; a row that is not is a bad row.
        case utf8
        /// Latin-1 (ISO 8859-1): every byte is the scalar of the same number.
        case latin1
        /// Windows-1252, which has curly quotes and dashes where Latin-1 has control characters.
        case cp1252
        /// UTF-16, in the byte order that its mark or else its first characters show.
        case utf16
    }

    /// What stands between the fields of a row.
    public enum Delimiter: Sendable, Hashable, CaseIterable {
        case comma, tab, semicolon, pipe

        var byte: UInt8 {
            switch self {
            case .comma: UInt8(ascii: ",")
            case .tab: UInt8(ascii: "\t")
            case .semicolon: UInt8(ascii: ";")
            case .pipe: UInt8(ascii: "|")
            }
        }
    }

    /// What to do with a row that cannot be used.
    public enum RowPolicy: Sendable, Hashable {
        /// Throw a `FormatError` that names it.
        case fail
        /// Leave it out and count it in the ``ReadingReport``.
        case skip
    }

    /// The column of the texts: its name, or its number from 1; nil to recognise it by its name.
    public var textColumn: String?

    /// The column of the labels: its name, or its number from 1; nil to recognise it by its name.
    public var labelColumn: String?

    /// What stands between fields; nil to find out.
    public var delimiter: Delimiter?

    /// The names of the classes in their order; nil to take the labels of the file.
    ///
    /// Where the file has these names, rows with another label are bad. Where it has numbers
    /// instead, as many as there are names, the names are for the numbers in ascending order.
    public var labels: [String]?

    /// The one of `labels` that each number in the column of the labels means; nil to find out.
    ///
    /// Rows with another number, which is none of `labels` itself, are bad. With an empty dictionary
    /// the file must have the names.
    public var namesOfNumbers: [String: String]?

    /// The encoding; a byte order mark of UTF-8 or UTF-16 at the start is dropped and counts more.
    public var encoding: Encoding

    /// Whether to refuse what is otherwise read or left out with a count: quotes where RFC 4180
    /// allows none, and rows without a label or without a text. Such a row is then a bad row.
    public var isStrict: Bool

    /// Whether rows with an empty text are given out; otherwise they are left out and counted.
    public var keepsEmptyTexts: Bool

    /// What to do with a bad row.
    public var onBadRow: RowPolicy

    /// What to do with a neutral row (label 2) of Sentiment140's six columns where no `labels` are
    /// given, or `namesOfNumbers` too. Any other table has no such rows: there neutral is a class like others.
    public var onNeutralRow: RowPolicy

    /// The most bytes a row may have. Bounds the memory that a broken file can take.
    public var maximumRowBytes: Int

    public init(
        textColumn: String? = nil,
        labelColumn: String? = nil,
        delimiter: Delimiter? = nil,
        labels: [String]? = nil,
        namesOfNumbers: [String: String]? = nil,
        encoding: Encoding = .automatic,
        isStrict: Bool = false,
        keepsEmptyTexts: Bool = false,
        onBadRow: RowPolicy = .fail,
        onNeutralRow: RowPolicy = .skip,
        maximumRowBytes: Int = 16 << 20
    ) {
        precondition(maximumRowBytes > 0, "A row of at most \(maximumRowBytes) bytes.")
        self.textColumn = textColumn
        self.labelColumn = labelColumn
        self.delimiter = delimiter
        self.labels = labels
        self.namesOfNumbers = namesOfNumbers
        self.encoding = encoding
        self.isStrict = isStrict
        self.keepsEmptyTexts = keepsEmptyTexts
        self.onBadRow = onBadRow
        self.onNeutralRow = onNeutralRow
        self.maximumRowBytes = maximumRowBytes
    }
}
