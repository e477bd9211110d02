import SwiftletBase
import SwiftletText
import TestSupport
import Testing

@Suite struct CorpusSummaryTests {
    private struct Expected: Decodable {
        struct Class: Decodable {
            let rows, missing, blank, wordless: Int
            /// The total, and the number of tweets that have it.
            let features: [String: [Int]]
            /// The mean, then quantiles.
            let lengths: [String: [Double]]
        }
        struct Term: Decodable {
            let text: String
            let negative, positive: Int
            let z: Double
        }
        struct Terms: Decodable {
            let distinct: Int
            let total: [Int]
            let frequent, telling: [[Term]]
        }
        let classes: [Class]
        let duplicates: [Int]
        let words, pairs: Terms
    }

    private func readTweets() throws -> [LabelledText] {
        try [LabelledText](
            from: Fixtures.path("exploring/tweets.csv"),
            options: ReadingOptions(keepsEmptyTexts: true)
        )
    }

    private func explore(
        _ tweets: [LabelledText],
        batch: Int = .max,
        threads: Int = 2,
        pairLimit: Int = .max,
        termLimit: Int = 25
    ) -> CorpusSummary {
        Threads.withCount(threads) {
            var explorer = CorpusExplorer(pairLimit: pairLimit)
            var start = 0
            while start < tweets.count {
                let end = batch < tweets.count - start ? start + batch : tweets.count
                explorer.add(Array(tweets[start..<end]))
                start = end
            }
            return explorer.summary(termLimit: termLimit)
        }
    }

    @Test func rowsFeaturesAndLengthsAreThoseOfPandas() throws {
        let expected = try Fixtures.json("exploring/summary.json", as: Expected.self)
        let summary = explore(try readTweets())
        for label in 0...1 {
            let (found, expected) = (summary.classes[label], expected.classes[label])
            #expect(found.rows == expected.rows)
            #expect(found.missing == expected.missing)
            #expect(found.blank == expected.blank)
            #expect(found.wordless == expected.wordless)
            for feature in TextFeature.allCases {
                let counts = try #require(expected.features["\(feature)"])
                #expect(found.total(feature) == counts[0], "\(feature)")
                #expect(found.texts(with: feature) == counts[1], "\(feature)")
                let share = try #require(found.share(with: feature))
                #expect(share == Double(counts[1]) / Double(expected.rows))
                let mean = try #require(found.mean(feature))
                #expect(mean == Double(counts[0]) / Double(expected.rows))
            }
            for (name, lengths) in [("characters", found.characters), ("words", found.words)] {
                let numbers = try #require(expected.lengths[name])
                let mean = try #require(lengths.mean)
                #expect(abs(mean - numbers[0]) < 1e-9)
                for (share, number) in zip([0, 0.1, 0.25, 0.5, 0.75, 0.99, 1], numbers[1...]) {
                    let quantile = try #require(lengths.quantile(share))
                    #expect(abs(quantile - number) < 1e-9, "\(name) at \(share)")
                }
                #expect(lengths.entries.reduce(0) { $0 + $1.count } == expected.rows)
            }
        }
        #expect(summary.rows == expected.classes[0].rows + expected.classes[1].rows)
        let duplicates = summary.duplicates
        #expect(
            expected.duplicates == [
                duplicates.distinctTexts, duplicates.repeatedRows,
                duplicates.contradictingTexts, duplicates.contradictingRows,
            ]
        )
    }

    @Test func termsAreThoseOfScikitLearn() throws {
        let expected = try Fixtures.json("exploring/summary.json", as: Expected.self)
        let summary = explore(try readTweets())
        for (found, expected) in [(summary.words, expected.words), (summary.pairs, expected.pairs)]
        {
            #expect(found.distinct == expected.distinct)
            #expect([found.total.negative, found.total.positive] == expected.total)
            #expect(found.possibleShortfall == 0)
            for label in 0...1 {
                expectTerms(found.mostFrequent[label], expected.frequent[label])
                expectTerms(found.mostTelling[label], expected.telling[label])
            }
        }
    }

    private func expectTerms(_ found: [CountedTerm], _ expected: [Expected.Term]) {
        #expect(found.map(\.text) == expected.map(\.text))
        for (term, other) in zip(found, expected) {
            #expect(term.counts == ByClass(negative: other.negative, positive: other.positive))
            #expect(abs(term.zScore - other.z) < 1e-9, "\(term.text)")
        }
    }

    @Test func batchesAndThreadsChangeNothing() throws {
        let tweets = try readTweets()
        // Enough for every thread to have a part.
        let many = Array(repeatElement(tweets, count: 5).joined())
        let whole = explore(many, threads: 1)
        #expect(whole == explore(many, threads: 3))
        #expect(whole == explore(many, batch: 7))
        #expect(whole == explore(many, batch: 1_500, threads: 2))
    }

    @Test func manyPairsAreCountedToWithinTheShortfall() throws {
        let tweets = try readTweets()
        let exact = explore(tweets, batch: 20, termLimit: 10_000)
        let short = explore(tweets, batch: 20, pairLimit: 300, termLimit: 10_000)
        #expect(exact.pairs.distinct > 600)
        #expect(short.pairs.distinct <= 300)
        #expect(short.pairs.total == exact.pairs.total)
        #expect(short.words == exact.words)
        let shortfall = short.pairs.possibleShortfall
        #expect(shortfall > 0)
        for label in 0...1 {
            let found = Dictionary(
                uniqueKeysWithValues: short.pairs.mostFrequent[label].map {
                    ($0.text, $0.counts[label])
                }
            )
            for term in exact.pairs.mostFrequent[label] {
                let count = found[term.text] ?? 0
                #expect(count <= term.counts[label])
                #expect(count >= term.counts[label] - shortfall)
            }
        }
    }

    @Test func oneClassOrNoneHasNoTellingTerms() {
        let nothing = explore([])
        #expect(nothing.rows == 0)
        #expect(nothing.words.mostFrequent.positive.isEmpty)
        #expect(nothing.classes.positive.share(with: .emoji) == nil)
        #expect(nothing.classes.positive.mean(.emoji) == nil)
        #expect(nothing.classes.negative.characters.mean == nil)
        #expect(nothing.classes.negative.characters.quantile(0.5) == nil)

        let one = explore([
            LabelledText(text: "happy crew", label: 1), LabelledText(text: "happy day", label: 1),
        ])
        #expect(one.classes.negative.rows == 0)
        #expect(one.words.mostFrequent.positive.map(\.text) == ["happy", "crew", "day"])
        #expect(one.words.mostFrequent.negative.isEmpty)
        #expect(one.words.mostTelling.positive.isEmpty)
        #expect(one.words.mostTelling.negative.isEmpty)
    }

    @Test func aSingleWordTellsNothing() {
        let summary = explore([
            LabelledText(text: "late", label: 0), LabelledText(text: "late late", label: 1),
        ])
        #expect(summary.words.distinct == 1)
        #expect(summary.words.mostFrequent.positive[0].zScore == 0)
        #expect(summary.words.mostTelling.positive.isEmpty)
    }

    @Test func theReaderTellsHowFarItIs() throws {
        let bytes = Array("label,text\n0,late\n1,\"so, early\"\n".utf8)
        let reader = try LabelledTextReader(bytes: bytes)
        #expect(reader.consumedBytes == 11)
        _ = try reader.next()
        #expect(reader.consumedBytes == 18)
        _ = try reader.readAll()
        #expect(reader.consumedBytes == bytes.count)
    }
}
