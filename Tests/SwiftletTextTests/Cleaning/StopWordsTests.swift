import SwiftletText
import TestSupport
import Testing

@Suite struct StopWordsTests {
    @Test func areThoseOfNLTK() throws {
        let expected = try Fixtures.text("cleaning/stop-words.txt")
            .split(separator: "\n").map(String.init)
        #expect(StopWords.english == expected)
        #expect(expected.count == 198)
        for word in expected { #expect(StopWords.contains(word)) }
    }

    @Test(arguments: [
        "", "flight", "The", "th", "thee", "not\u{0}", "\u{0}", "yourselvesyourselves", "would",
        "abcdefghijklmnop", "abcdefghijklmnopq", "é", "ca", "aa",
    ])
    func noOtherWordIsOne(word: String) {
        #expect(!StopWords.contains(word))
    }
}
