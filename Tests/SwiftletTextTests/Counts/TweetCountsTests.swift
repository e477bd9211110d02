import SwiftletText
import TestSupport
import Testing

@Suite struct TweetCountsTests {
    private struct Case: Decodable {
        let text: String
        let counts: [Float]
    }

    @Test func everyCountIsThatOfPythonsRegularExpression() throws {
        let cases = try Fixtures.json("counts/counts.json", as: [Case].self)
        #expect(cases.count >= 300)
        for item in cases {
            #expect(TweetCounts(item.text).values == item.counts, "\(item.text.debugDescription)")
        }
    }

    @Test func namesStandInTheOrderOfTheValues() {
        let counts = TweetCounts("@ana NEVER again!!! http://a.co/b")
        #expect(counts.values == [33, 4, 1, 0, 1, 1, 0, 3, 0, 1])
        #expect(TweetCounts.names.count == counts.values.count)
        #expect(TweetCounts.names.firstIndex(of: "mentions") == 5)
        #expect(counts.mentions == 1)
    }

    @Test func aLongTextIsCounted() {
        let counts = TweetCounts(String(repeating: "don't! ", count: 200_000))
        #expect(counts.characters == 1_400_000)
        #expect(counts.words == 200_000)
        #expect(counts.negativeForms == 200_000)
        #expect(counts.exclamationMarks == 200_000)
    }
}
