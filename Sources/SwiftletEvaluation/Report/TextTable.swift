/// Rows of cells under headings, aligned for a terminal; `HTMLReport` shows the same table. A first
/// column without a heading names the rows.
///
///     var table = TextTable(title: "Scores", columns: [.text("split"), .number("F1")])
///     table.append(["validation", NumberFormat.decimal(0.7312)])
///     table.append(["test", NumberFormat.decimal(0.7406)])
///     print(table)
///
///     Scores
///     split          F1
///     ──────────  ─────
///     validation  0.731
///     test        0.741
public struct TextTable: Sendable, Equatable {
    /// A column's heading and how its cells stand under it.
    public struct Column: Sendable, Equatable {
        /// Where a cell stands in its column.
        public enum Alignment: Sendable {
            case left, center, right
        }

        public var heading: String
        public var alignment: Alignment
        /// On a terminal, longer cells are cut to this many columns; nil leaves them whole.
        public var maximumWidth: Int?

        /// Creates a column, by default aligned left and never cut.
        public init(_ heading: String, alignment: Alignment = .left, maximumWidth: Int? = nil) {
            self.heading = heading
            self.alignment = alignment
            self.maximumWidth = maximumWidth
        }

        /// A column of words, aligned left.
        public static func text(_ heading: String, maximumWidth: Int? = nil) -> Column {
            Column(heading, maximumWidth: maximumWidth)
        }

        /// A column of numbers, aligned right.
        public static func number(_ heading: String) -> Column {
            Column(heading, alignment: .right)
        }

        /// A column of `✓` and `✗`, centred.
        public static func mark(_ heading: String) -> Column {
            Column(heading, alignment: .center)
        }
    }

    /// A line above the table; the caption in a report.
    public var title: String?
    public let columns: [Column]
    /// The cells, row by row, each row as long as `columns`.
    public private(set) var rows: [[String]] = []

    /// A table without rows yet.
    public init(title: String? = nil, columns: [Column]) {
        self.title = title
        self.columns = columns
    }

    /// Adds a row, a cell for each column.
    public mutating func append(_ row: [String]) {
        precondition(
            row.count == columns.count,
            "A row of \(row.count) cells does not fit \(columns.count) columns."
        )
        rows.append(row)
    }
}

extension TextTable: CustomStringConvertible {
    /// The table as lines of text, without a line break at the end.
    public var description: String {
        let headings = columns.map { Self.line(of: $0.heading) }
        let cells = rows.map { row in
            zip(row, columns).map { cell, column in
                let line = Self.line(of: cell)
                return column.maximumWidth.map { line.truncated(toDisplayWidth: max($0, 1)) }
                    ?? line
            }
        }
        let widths = columns.indices.map { index in
            cells.reduce(headings[index].displayWidth) { max($0, $1[index].displayWidth) }
        }
        let rule = widths.map { String(repeating: "─", count: $0) }
        let lines =
            [align(headings, widths), align(rule, widths)] + cells.map { align($0, widths) }
        return ((title.map { [Self.line(of: $0)] } ?? []) + lines).joined(separator: "\n")
    }

    private func align(_ cells: [String], _ widths: [Int]) -> String {
        var line = ""
        for (index, cell) in cells.enumerated() {
            let padding = widths[index] - cell.displayWidth
            let before =
                switch columns[index].alignment {
                case .left: 0
                case .center: padding / 2
                case .right: padding
                }
            line += (index == 0 ? "" : "  ") + String(repeating: " ", count: before) + cell
            line += String(repeating: " ", count: padding - before)
        }
        while line.utf8.last == UInt8(ascii: " ") { line.removeLast() }
        return line
    }

    /// The text on one line, with a space for each character that would move a terminal's cursor
    /// or turn the direction of writing.
    private static func line(of text: String) -> String {
        var line = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{2028}", "\u{2029}",
                "\u{202A}"..."\u{202E}", "\u{2066}"..."\u{2069}":
                line += " "
            default: line.unicodeScalars.append(scalar)
            }
        }
        return line
    }
}
