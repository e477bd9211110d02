import SwiftletEvaluation
import TestSupport
import Testing

@Suite struct TextTableTests {
    private struct Width: Decodable {
        let text: String
        let width: Int
    }

    @Test func widthsEqualWcwidth() throws {
        for expected in try Fixtures.json("report/widths.json", as: [Width].self) {
            #expect(expected.text.displayWidth == expected.width, "\(expected.text)")
        }
    }

    @Test func columnsAlign() {
        var table = TextTable(
            title: "Scores",
            columns: [.mark("ok"), .text("split"), .number("F1")]
        )
        table.append(["✓", "validation", "0.731"])
        table.append(["✗", "飛行機 😀", "12.3 ms"])
        let expected = """
            Scores
            ok  split            F1
            ──  ──────────  ───────
            ✓   validation    0.731
            ✗   飛行機 😀   12.3 ms
            """
        #expect(table.description == expected)
    }

    @Test func textStaysOnItsLineAndWithinItsWidth() {
        var table = TextTable(columns: [.text("tweet", maximumWidth: 8), .text("label")])
        table.append(["two\nlines and more", "a\u{1B}[2Jb"])
        table.append(["飛行機が遅れた", "\u{202E}evil"])
        let expected = """
            tweet     label
            ────────  ──────
            two lin…  a [2Jb
            飛行機…    evil
            """
        #expect(table.description == expected)
    }

    @Test func tablesWithoutRowsOrTitle() {
        #expect(TextTable(columns: [.text("a"), .number("bc")]).description == "a  bc\n─  ──")
        #expect(TextTable(title: "Nothing", columns: []).description == "Nothing\n\n")
    }
}
