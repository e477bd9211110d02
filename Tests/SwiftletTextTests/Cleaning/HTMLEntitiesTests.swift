import SwiftletText
import TestSupport
import Testing

@Suite struct HTMLEntitiesTests {
    @Test func decodesAsPythonDoes() throws {
        let cases: [[String]] = try Fixtures.json("cleaning/entities.json")
        #expect(cases.count > 900)
        for pair in cases {
            let decoded = HTMLEntities.decode(pair[0])
            // Compared by scalars: Swift's == would take canonical equals for the same.
            #expect(
                Array(decoded.unicodeScalars) == Array(pair[1].unicodeScalars),
                "\(pair[0].debugDescription)"
            )
        }
    }

    @Test(arguments: [
        ("&ampfoo", "&ampfoo"), ("?a=1&copy=2", "?a=1&copy=2"), ("&notit;", "&notit;"),
        ("&amp;amp;amp;", "&amp;"), ("&rarr x", "&rarr x"), ("&NBSP;", "&NBSP;"), ("", ""),
        ("&check;", "&check;"),
    ])
    func leavesWhatIsRatherText(text: String, expected: String) {
        #expect(HTMLEntities.decode(text) == expected)
    }
}
