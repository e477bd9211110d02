import SwiftletBase

/// A report in a single HTML file that needs nothing beside it: no script, no font, no picture from
/// elsewhere.
///
///     var report = HTMLReport(title: "Logistic regression on tweets", lead: "TF-IDF and ten counts.")
///     report.addKeyFigures([("F1 (test)", "0.741"), ("accuracy (test)", "0.739")])
///     report.addSection("Errors")
///     report.addParagraph("What was taken for what.")
///     report.addFigure(ConfusionMatrixPlot(matrix, classNames: ["negative", "positive"]))
///     report.addTable(hardTweets)
///     try report.save(to: "report.html")
///
/// Pages read well on a telephone and on paper, and follow the reader's light or dark setting. Texts
/// are escaped: they may hold anything.
public struct HTMLReport: Sendable {
    public let title: String
    private let lead: String
    private let language: String
    /// The figures, each with its plot's title, in their order.
    public private(set) var figures: [(title: String, drawing: SVGDrawing)] = []
    private var headings: [String] = []
    private var body = ""

    /// A report with a title and nothing else yet.
    ///
    /// - Parameters:
    ///   - title: The page's heading, and its name in a browser.
    ///   - lead: A sentence or two under the title.
    ///   - language: The language of the texts, as in BCP 47.
    public init(title: String, lead: String = "", language: String = "en") {
        self.title = title
        self.lead = lead
        self.language = language
    }

    /// Begins a section.
    public mutating func addSection(_ heading: String) {
        if !headings.isEmpty { body += "</section>\n" }
        headings.append(heading)
        let id = "section-\(headings.count)"
        body += "<section id=\"\(id)\">\n<h2>\(Markup.escape(heading))</h2>\n"
    }

    /// Adds a paragraph of plain text.
    public mutating func addParagraph(_ text: String) {
        body += "<p>\(Markup.escape(text))</p>\n"
    }

    /// Adds the few numbers that matter most, large, each under its name.
    public mutating func addKeyFigures(_ figures: [(name: String, value: String)]) {
        guard !figures.isEmpty else { return }
        body += "<dl class=\"key-figures\">\n"
        for figure in figures {
            body += "<div><dt>\(Markup.escape(figure.name))</dt>"
            body += "<dd>\(Markup.escape(figure.value))</dd></div>\n"
        }
        body += "</dl>\n"
    }

    /// Adds a table, its title as the caption.
    public mutating func addTable(_ table: TextTable) {
        body += table.html
    }

    /// Adds a plot; figures that follow each other stand side by side where there is room.
    ///
    /// - Parameter caption: What to see in it, below.
    public mutating func addFigure(_ plot: some Plot, caption: String = "") {
        let drawing = plot.drawing
        figures.append((plot.title, drawing))
        body += "<figure>\n\(drawing.element)\n"
        if !caption.isEmpty { body += "<figcaption>\(Markup.escape(caption))</figcaption>\n" }
        body += "</figure>\n"
    }

    /// The whole page.
    public var html: String {
        """
        <!DOCTYPE html>
        <html xmlns="http://www.w3.org/1999/xhtml" lang="\(Markup.escape(language))">
        <head>
        <meta charset="utf-8"/>
        <meta name="viewport" content="width=device-width, initial-scale=1"/>
        <meta name="color-scheme" content="light dark"/>
        <title>\(Markup.escape(title))</title>
        <style>
        \(PlotStyle.css)\(Self.style)</style>
        </head>
        <body>
        <main>
        <h1>\(Markup.escape(title))</h1>
        \(lead.isEmpty ? "" : "<p class=\"lead\">\(Markup.escape(lead))</p>\n")\(contents)\(body)\
        \(headings.isEmpty ? "" : "</section>\n")</main>
        </body>
        </html>

        """
    }

    /// Links to the sections of a report long enough to need them.
    private var contents: String {
        guard headings.count >= 4 else { return "" }
        let links = headings.enumerated().map { index, heading in
            "<li><a href=\"#section-\(index + 1)\">\(Markup.escape(heading))</a></li>\n"
        }
        return "<nav aria-label=\"Contents\"><ul>\n\(links.joined())</ul></nav>\n"
    }
}

extension HTMLReport: Savable {
    /// Puts the page at `path`, in place of what is there; an earlier file stays whole where that
    /// fails.
    ///
    /// - Throws: `FileError` naming the path.
    public func save(to path: String) throws {
        try AtomicFile.write(Array(html.utf8), to: path)
    }
}
