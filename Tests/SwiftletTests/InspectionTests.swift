import Swiftlet
import TestSupport
import Testing

@Suite struct InspectionTests {
    let distilBERT: DistilBERTClassifier
    let biLSTM: BiLSTMClassifier
    let use: SentenceEncoderClassifier

    init() throws {
        distilBERT = try DistilBERTClassifier(from: DistilBERTClassifierTests.directory)
        biLSTM = try BiLSTMClassifierTests.trained.get().classifier
        use = try SentenceEncoderClassifierTests.trained.get().classifier
    }

    private func texts() throws -> [String] {
        try BiLSTMClassifierTests.tweets.get()[2].map(\.text) + hostileTexts
    }

    @Test func aDistilBERTSeesPiecesOfWords() throws {
        #expect(distilBERT.labels.count == 3)
        let texts = try texts()
        for (text, inspection) in zip(texts, distilBERT.inspect(texts)) {
            let ids = distilBERT.tokenizer.encode(distilBERT.configuration.cleaning(text))
            let tokens = ids.dropFirst().dropLast()
            #expect(inspection.tokenCount == tokens.count)
            #expect(
                inspection.unknownTokenCount
                    == tokens.count { $0 == distilBERT.tokenizer.id(of: "[UNK]") }
            )
            #expect(inspection.maximumTokenCount == 30)
        }
        let inspection = try distilBERT.inspect("the ☂☂ crew")
        #expect(inspection.unknownTokenCount > 0)
    }

    @Test func aTextOfTheMostTokensIsReadWhole() throws {
        let word = try #require(
            ["crew", "good", "the", "a"].first {
                distilBERT.tokenizer.encode($0).count == 3
            }
        )
        func text(_ count: Int) -> String { String(repeating: word + " ", count: count) }
        #expect(try distilBERT.inspect(text(30)).isTruncated == false)
        #expect(try distilBERT.inspect(text(31)).isTruncated)
        #expect(try distilBERT.predict(text(30)) != distilBERT.predict(text(29)))
        #expect(try distilBERT.predict(text(30)) == distilBERT.predict(text(31)))
    }

    @Test func aBiLSTMSeesCleanedWords() throws {
        let texts = try texts()
        for (text, inspection) in zip(texts, biLSTM.inspect(texts)) {
            // By scalars: a mark that follows a blank is one character with it.
            let words = biLSTM.configuration.cleaning(text).unicodeScalars
                .split(separator: " ").map { String($0) }
            #expect(inspection.tokenCount == words.count)
            #expect(inspection.unknownTokenCount == words.count { biLSTM.index.id(of: $0) == nil })
            #expect(inspection.maximumTokenCount == 50)
        }
        let inspection = try biLSTM.inspect("flight qqxxzz flight wwvvyy")
        #expect(inspection.tokenCount == 4)
        #expect(inspection.unknownTokenCount == 2)
        #expect(inspection.unknownShare == 0.5)
    }

    @Test func aSentenceEncoderSeesItsPieces() throws {
        let encoder = try SentenceEncoderClassifierTests.encoder.get()
        let tokenizer = encoder.tokenizer
        let texts = try texts()
        for (text, inspection) in zip(texts, try use.inspect(texts)) {
            let ids = tokenizer.encode(use.configuration.cleaning(text))
            let tokens = ids.dropFirst().dropLast()
            #expect(inspection.tokenCount == tokens.count)
            #expect(
                inspection.unknownTokenCount == tokens.count { $0 == tokenizer.unknownID }
            )
            #expect(inspection.maximumTokenCount == nil)
        }
        #expect(encoder.inspect(["\u{4E00}"])[0].unknownTokenCount > 0)

        let bert = try TransformerSentenceEncoder(from: Fixtures.path("sentence-bert/tiny"))
        let special = bert.tokenizer.encode("").count
        for (text, inspection) in zip(texts, bert.inspect(texts)) {
            #expect(inspection.tokenCount == bert.tokenizer.encode(text).count - special)
            #expect(inspection.maximumTokenCount == bert.maximumLength - special)
        }
    }

    @Test func anotherKindHasWordsBetweenWhiteSpace() throws {
        let classifier = KeywordClassifier(labels: ["a", "b"], keyword: "x")
        let counts = try classifier.inspect(["", " \n", "a\u{A0}b\tc\r\nd ", "\u{0}"])
        #expect(counts.map(\.tokenCount) == [0, 0, 4, 1])
        #expect(counts.allSatisfy { $0.unknownTokenCount == 0 && !$0.isTruncated })
    }

    @Test(arguments: [1, 2, 3]) func threadsChangeNothing(count: Int) throws {
        let texts = try texts()
        let classifiers: [any TextClassifier] = [
            distilBERT, biLSTM, use, try LinearClassifierTests.trained.get(),
            KeywordClassifier(labels: ["a", "b"], keyword: "x"),
        ]
        for classifier in classifiers {
            let alone = try texts.map { try classifier.inspect($0) }
            #expect(try Threads.withCount(count) { try classifier.inspect(texts) } == alone)
            #expect(try classifier.inspect([]).isEmpty)
            var inspections: [TextInspection] = []
            let predictions = try Threads.withCount(count) {
                try classifier.predict(texts) { inspections = $0 }
            }
            #expect(inspections == alone)
            #expect(try predictions == Threads.withCount(count) { try classifier.predict(texts) })
            for (text, inspection) in zip(texts, alone) {
                #expect(0...inspection.tokenCount ~= inspection.unknownTokenCount)
                #expect(0...1 ~= inspection.unknownShare)
                if text.isEmpty { #expect(inspection.tokenCount == 0) }
            }
        }
    }
}
