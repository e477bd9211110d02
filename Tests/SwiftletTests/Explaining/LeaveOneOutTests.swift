import Foundation
import Swiftlet
import TestSupport
import Testing

/// Texts that break what takes texts for granted.
let hostileTexts = [
    "", " ", "\t\n \u{2028}\u{3000}", "\u{0}", "a\u{0}b \u{0} c", "word",
    "<script>alert(\"x\")</script> <b>bold</b> &amp; &lt;3 &#0;",
    "[CLS] [SEP] [UNK] [PAD] <s> </s>", "e\u{301} \u{301}x 👨‍👩‍👧 \u{FEFF}\u{200B}",
    String(repeating: "What a lovely crew! ", count: 2_000),
    String(repeating: "x", count: 20_000),
]

func logOdds(_ probability: Double) -> Double { log(probability / (1 - probability)) }

@Suite struct LeaveOneOutTests {
    let keyword = KeywordClassifier(labels: ["other", "about seats"], keyword: "seat")

    @Test func theWordThatDecidesHasTheWeight() throws {
        let explanation = try keyword.explain(" the\u{A0}seat\n was  broken")
        #expect(explanation.method == .leaveOneOut)
        #expect(explanation.label == "about seats")
        #expect(explanation.intercept == nil)
        #expect(explanation.terms.map(\.term) == ["the", "seat", "was", "broken"])
        let weights = explanation.terms.map(\.weight)
        // From 0.75 to 0, which counts as 1e-6.
        #expect(abs(weights[1] - (logOdds(0.75) - logOdds(1e-6))) < 1e-9)
        #expect([weights[0], weights[2], weights[3]] == [0, 0, 0])
    }

    @Test func aWordThatStandsTwiceDecidesNothingAlone() throws {
        let explanation = try keyword.explain("seat seat")
        #expect(explanation.terms.map(\.weight) == [0, 0])
    }

    @Test func weightsAreThoseOfThePredictionsWithoutEachWord() throws {
        let classifier = try DistilBERTClassifier(from: DistilBERTClassifierTests.directory)
        let words = ["not", "a", "good", "flight"]
        let explanation = try classifier.explain(words.joined(separator: " "))
        let whole = try classifier.predict(words.joined(separator: " "))
        #expect(explanation.label == whole.label)
        let label = try #require(classifier.labels.firstIndex(of: whole.label))
        for (index, term) in explanation.terms.enumerated() {
            var rest = words
            rest.remove(at: index)
            let without = try classifier.predict(rest.joined(separator: " "))
            let weight = logOdds(whole.probability) - logOdds(without.probabilities[label])
            #expect(term.term == words[index])
            #expect(abs(term.weight - weight) < 1e-4)
        }
    }

    @Test(arguments: [63, 64, 65, 1_000]) func manyWordsAreLeftOutInGroups(count: Int) throws {
        let words = (0..<count).map { "w\($0)" }
        let explanation = try keyword.explain(words.joined(separator: " "))
        #expect(explanation.terms.count == min(count, 64))
        #expect(
            explanation.terms.map(\.term).joined(separator: " ").split(separator: " ")
                == words.map { Substring($0) }
        )
    }

    @Test func wordsThatAreNotReadAreNoTerms() throws {
        let classifier = try DistilBERTClassifier(from: DistilBERTClassifierTests.directory)
        let words = (0..<3_000).map { ["good", "crew", "bad", "late"][$0 % 4] }
        let text = words.joined(separator: " ")
        let limit = try #require(try classifier.inspect(text).maximumTokenCount)
        let explanation = try classifier.explain(text)
        // The last one is the first that is not read.
        let read = explanation.terms.map(\.term)
        #expect(read.count <= limit + 1 && read.count > 1)
        #expect(read == Array(words.prefix(read.count)))
        let beginning = read.dropLast().joined(separator: " ")
        #expect(try !classifier.inspect(beginning).isTruncated)
        #expect(try classifier.inspect(read.joined(separator: " ")).isTruncated)
    }

    @Test func hostileTextsAreExplained() throws {
        let classifiers: [any TextClassifier] = [
            keyword, try BiLSTMClassifierTests.trained.get().classifier,
            try SentenceEncoderClassifierTests.trained.get().classifier,
            try DistilBERTClassifier(from: DistilBERTClassifierTests.directory),
            try DistilBERTClassifier(from: DistilBERTClassifierTests.directory).quantized(),
            try LinearClassifierTests.trained.get(),
        ]
        for classifier in classifiers {
            for text in hostileTexts {
                let explanation = try classifier.explain(text)
                let name = Comment(rawValue: "\(type(of: classifier)): \(text.prefix(40))")
                #expect(try explanation.label == classifier.predict(text).label, name)
                #expect(explanation.terms.allSatisfy { $0.weight.isFinite }, name)
                if explanation.method == .leaveOneOut {
                    #expect(explanation.terms.count <= 64, name)
                    #expect(explanation.terms.allSatisfy { text.contains($0.term) }, name)
                    let isBlank = text.allSatisfy(\.isWhitespace)
                    #expect(explanation.terms.isEmpty == isBlank, name)
                }
                let encoded = try JSONEncoder().encode(explanation)
                #expect(try JSONDecoder().decode(Explanation.self, from: encoded) == explanation)
            }
        }
    }

    @Test func theJSONIsThatOfTheService() throws {
        let explanation = try keyword.explain("seat")
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let text = String(decoding: try encoder.encode(explanation), as: UTF8.self)
        #expect(
            text.hasPrefix(#"{"label":"about seats","method":"leave_one_out","terms":[{"#),
            "\(text)"
        )
    }
}
