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
            for (cell, cssClass) in zip(row, classes) {
                html += "<td\(cssClass)>\(Self.content(of: cell))</td>"
            }
            html += "</tr>\n"
        }
        return html + "</tbody>\n</table>\n</div>\n"
    }

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
