import Foundation
import SwiftletEvaluation
import TestSupport
import Testing

@Suite struct HTMLReportTests {
    private static let hostile = "</style><script>\"x\"&amp;'\u{0}\u{B}\u{FFFF}]]> é😀"
    /// What a reader of the escaped text sees: XML has no place for three of its characters.
    private static let shown = "</style><script>\"x\"&amp;'���]]> é😀"

    private func report(sections: Int) -> HTMLReport {
        var report = HTMLReport(title: Self.hostile, lead: Self.hostile, language: Self.hostile)
        report.addKeyFigures([(Self.hostile, Self.hostile)])
        for _ in 0..<sections {
            report.addSection(Self.hostile)
            report.addParagraph(Self.hostile)
            var table = TextTable(
                title: Self.hostile,
                columns: [.text(Self.hostile), .number("n"), .mark("ok")]
            )
            table.append([Self.hostile, "1", "✓"])
            report.addTable(table)
            let chart = BarChart(
                title: Self.hostile,
                label: Self.hostile,
                categories: [Self.hostile],
                series: [.init(Self.hostile, values: [1])]
            )
            report.addFigure(chart, caption: Self.hostile)
        }
        return report
    }

    @Test func pageIsWellFormedAndHoldsWhatWasAdded() throws {
        let page = try ParsedElement.parse(report(sections: 4).html)
        #expect(page.attributes["lang"] == Self.shown)
        for name in ["h1", "h2", "p", "dt", "dd", "caption", "th", "td", "figcaption", "a"] {
            let first = try #require(page.all(name).first, "no \(name)")
            #expect(first.text == Self.shown, "\(name)")
        }
        #expect(page.all("h1").count == 1)
        #expect(page.all("section").count == 4)
        #expect(page.all("figure").flatMap { $0.all("svg") }.count == 4)
        let targets = page.all("a").map { $0.attributes["href"] }
        #expect(targets == page.all("section").map { "#" + ($0.attributes["id"] ?? "") })
        #expect(page.all(class: "right").count == 4)
        #expect(
            page.all("td").filter { $0.classes == ["number"] }.map(\.text) == ["1", "1", "1", "1"]
        )
    }

    @Test func aFirstColumnWithoutAHeadingNamesTheRows() throws {
        var table = TextTable(columns: [.text(""), .number("F1")])
        table.append(["linear", "0.76"])
        var report = HTMLReport(title: "Rows")
        report.addTable(table)
        let page = try ParsedElement.parse(report.html)
        let names = page.all("th").filter { $0.attributes["scope"] == "row" }
        #expect(names.map(\.text) == ["linear"])
        #expect(page.all("td").map(\.text) == ["0.76"])
    }

    @Test func pageNeedsNothingElse() throws {
        let html = report(sections: 1).html
        let page = try ParsedElement.parse(html)
        #expect(page.all("script").isEmpty && page.all("link").isEmpty && page.all("img").isEmpty)
        #expect(page.all.allSatisfy { $0.attributes["src"] == nil })
        let addresses = html.components(separatedBy: "http").dropFirst().map { $0.prefix(16) }
        #expect(addresses.allSatisfy { $0.hasPrefix("://www.w3.org") }, "\(addresses)")
        #expect(!html.contains("url(") && !html.contains("@import"))
        let viewport = page.all("meta").first { $0.attributes["name"] == "viewport" }
        #expect(viewport?.attributes["content"]?.contains("width=device-width") == true)
        #expect(page.all("nav").isEmpty)
    }

    @Test func reportWithoutSections() throws {
        var report = HTMLReport(title: "Empty")
        report.addParagraph("Nothing.")
        let page = try ParsedElement.parse(report.html)
        #expect(page.all("p").map(\.text) == ["Nothing."])
    }

    @Test func writingReplacesTheFileOrLeavesIt() throws {
        try withTemporaryDirectory { folder in
            let path = folder + "/report.html"
            let report = report(sections: 1)
            try "earlier".write(toFile: path, atomically: false, encoding: .utf8)
            try report.save(to: path)
            #expect(try String(contentsOfFile: path, encoding: .utf8) == report.html)
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["report.html"])
            #expect(throws: (any Error).self) { try report.save(to: folder + "/no/report.html") }
        }
    }
}
