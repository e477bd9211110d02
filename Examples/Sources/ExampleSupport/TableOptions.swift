import ArgumentParser
import Swiftlet

/// How labelled files are written: the options of every program that reads them.
public struct TableOptions: ParsableArguments {
    @Option(help: "The column of the texts: its name, or its number from 1 (default: recognised).")
    public var textColumn: String?

    @Option(help: "The column of the labels: its name, or its number from 1 (default: recognised).")
    public var labelColumn: String?

    @Option(help: "What stands between columns (default: recognised).")
    public var delimiter: ReadingOptions.Delimiter?

    @Option(
        help: """
            The classes in their order, with commas between: the labels to read, or names for labels \
            that are numbers (default: the labels of the file).
            """
    )
    public var labels: LabelList?

    @Option(help: "The encoding of the files (default: utf-8, or utf-16 where they say so).")
    public var encoding: ReadingOptions.Encoding?

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
            delimiter: delimiter,
            labels: labels?.names,
            encoding: encoding ?? .automatic,
            isStrict: strict,
            onBadRow: skipBadRows ? .skip : .fail
        )
    }

    /// Those that are given, as `metrics.json` has them.
    public var described: [(String, JSONValue)] {
        let given: [(String, JSONValue?)] = [
            ("text_column", textColumn.map { .string($0) }),
            ("label_column", labelColumn.map { .string($0) }),
            ("delimiter", delimiter.map { .string("\($0)") }),
            ("labels", labels.map { .array($0.names.map { .string($0) }) }),
            ("encoding", encoding.map { .string($0.name) }),
            ("strict", strict ? .bool(true) : nil),
        ]
        return given.compactMap { name, value in value.map { (name, $0) } }
            + [("skip_bad_rows", .bool(skipBadRows))]
    }
}

/// Names with commas between, two or more, none twice.
public struct LabelList: ExpressibleByArgument, Sendable {
    public let names: [String]

    public init(_ names: [String]) { self.names = names }

    public init?(argument: String) {
        names = argument.split(separator: ",", omittingEmptySubsequences: false).map { name in
            String(name.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
        }
        guard names.count > 1, !names.contains(""), Set(names).count == names.count else {
            return nil
        }
    }
}

extension ReadingOptions.Delimiter: @retroactive ExpressibleByArgument {
    public init?(argument: String) {
        guard let delimiter = Self.allCases.first(where: { "\($0)" == argument }) else {
            return nil
        }
        self = delimiter
    }

    public static var allValueStrings: [String] { allCases.map { "\($0)" } }
}

extension ReadingOptions.Encoding: @retroactive ExpressibleByArgument {
    private static let byName: [(name: String, encoding: Self)] = [
        ("utf-8", .utf8), ("latin-1", .latin1), ("cp1252", .cp1252), ("utf-16", .utf16),
    ]

    public init?(argument: String) {
        guard let found = Self.byName.first(where: { $0.name == argument.lowercased() }) else {
            return nil
        }
        self = found.encoding
    }

    public static var allValueStrings: [String] { byName.map(\.name) }

    var name: String { Self.byName.first { $0.encoding == self }?.name ?? "automatic" }
}
