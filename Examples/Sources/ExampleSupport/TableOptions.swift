import ArgumentParser
import Swiftlet

/// The options of every program that reads labelled files.
public struct TableOptions: ParsableArguments {
    @Option(help: "The column of the texts: its name, or its number from 1 (default: recognised).")
    public var textColumn: String?

    @Option(help: "The column of the labels: its name, or its number from 1 (default: recognised).")
    public var labelColumn: String?

    @Option(help: "The separator of the columns (default: recognised).")
    public var delimiter: TableDelimiter?

    @Option(
        parsing: .unconditional,
        help: """
            The classes in their order, two or more, all different, separated by commas: the labels to \
            read, or names for labels that are numbers (default: the labels of the file).
            """,
        transform: LabelList.init(parsing:)
    )
    public var labels: LabelList?

    @Option(help: "The encoding of the files (default: utf-8, or utf-16 where they say so).")
    public var encoding: TableEncoding?

    @Flag(help: "Refuse stray quotes and rows without label or text, which are counted otherwise.")
    public var strict = false

    @Flag(help: "Leave out rows that cannot be read, and count them.")
    public var skipBadRows = false

    public init() {}

    /// The options for the library.
    public var readingOptions: ReadingOptions {
        ReadingOptions(
            textColumn: textColumn,
            labelColumn: labelColumn,
            delimiter: delimiter?.option,
            labels: labels?.names,
            encoding: encoding?.option ?? .automatic,
            isStrict: strict,
            onBadRow: skipBadRows ? .skip : .fail
        )
    }

    /// Those that are given, as `metrics.json` has them.
    public var described: [(String, JSONValue)] {
        let given: [(String, JSONValue?)] = [
            ("text_column", textColumn.map { .string($0) }),
            ("label_column", labelColumn.map { .string($0) }),
            ("delimiter", delimiter.map { .string($0.rawValue) }),
            ("labels", labels.map { .array($0.names.map { .string($0) }) }),
            ("encoding", encoding.map { .string($0.rawValue) }),
            ("strict", strict ? .bool(true) : nil),
        ]
        return given.compactMap { name, value in value.map { (name, $0) } }
            + [("skip_bad_rows", .bool(skipBadRows))]
    }
}

/// Names with commas between, two or more, none twice.
public struct LabelList: Sendable {
    public let names: [String]

    public init(_ names: [String]) { self.names = names }

    /// - Throws: `ValidationError` that says what is wrong.
    init(parsing argument: String) throws {
        names = argument.split(separator: ",", omittingEmptySubsequences: false).map { name in
            String(name.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
        }
        if names.count < 2 {
            throw ValidationError("there is one class; give two or more, with commas between.")
        }
        if names.contains("") { throw ValidationError("a name is empty.") }
        for (index, name) in names.enumerated() where names[..<index].contains(name) {
            throw ValidationError("\"\(name)\" is there twice.")
        }
    }
}

/// The separator of a table's columns.
public enum TableDelimiter: String, ExpressibleByArgument, CaseIterable, Sendable {
    case comma, tab, semicolon, pipe

    var option: ReadingOptions.Delimiter {
        switch self {
        case .comma: .comma
        case .tab: .tab
        case .semicolon: .semicolon
        case .pipe: .pipe
        }
    }
}

/// The encoding of a table.
public enum TableEncoding: String, ExpressibleByArgument, CaseIterable, Sendable {
    case utf8 = "utf-8"
    case latin1 = "latin-1"
    case cp1252
    case utf16 = "utf-16"

    var option: ReadingOptions.Encoding {
        switch self {
        case .utf8: .utf8
        case .latin1: .latin1
        case .cp1252: .cp1252
        case .utf16: .utf16
        }
    }
}
