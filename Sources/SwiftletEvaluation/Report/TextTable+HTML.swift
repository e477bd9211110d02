extension TextTable {
    /// The table as an HTML element in a box of its own, which scrolls where the page is narrow.
    var html: String {
        let label = title.map { " role=\"region\" aria-label=\"\(Markup.escape($0))\"" } ?? ""
        var html = "<div class=\"table\" tabindex=\"0\"\(label)>\n<table>\n"
        if let title { html += "<caption>\(Markup.escape(title))</caption>\n" }
        let classes = columns.indices.map(cssClass)
        html += "<thead><tr>"
        for (column, cssClass) in zip(columns, classes) {
            html += "<th scope=\"col\"\(cssClass)>\(Markup.escape(column.heading))</th>"
        }
        html += "</tr></thead>\n<tbody>\n"
        for row in rows {
            html += "<tr>"
            for (column, cell) in row.enumerated() {
                let name = column == 0 && namesRows ? "th scope=\"row\"" : "td\(classes[column])"
                html += "<\(name)>\(Self.content(of: cell))</\(name.prefix(2))>"
            }
            html += "</tr>\n"
        }
        return html + "</tbody>\n</table>\n</div>\n"
    }

    /// Whether the first column names the rows; it stays in sight where the others scroll.
    private var namesRows: Bool { columns.first?.heading.isEmpty == true }

    /// Numbers align right on a line of their own; long text gets room to wrap in.
    private func cssClass(ofColumn index: Int) -> String {
        switch columns[index].alignment {
        case .right: return " class=\"number\""
        case .center: return " class=\"center\""
        case .left:
            let isLong = rows.contains { $0[index].displayWidth > 36 }
            return isLong ? " class=\"long\"" : ""
        }
    }

    private static func content(of cell: String) -> String {
        switch cell {
        case NumberFormat.mark(true): "<span class=\"right\" title=\"right\">\(cell)</span>"
        case NumberFormat.mark(false): "<span class=\"wrong\" title=\"wrong\">\(cell)</span>"
        default: Markup.escape(cell)
        }
    }
}
