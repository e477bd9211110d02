import SwiftletBase
import SwiftletLinear
import Testing

@Suite struct VectorizerErrorTests {
    typealias Settings = CountVectorizer.Settings
    static let texts = ["one two three", "two three four", "three four five"]

    private func failure(
        _ settings: Settings,
        _ texts: [String] = Self.texts
    ) -> (any Error)? {
        var vectorizer = CountVectorizer(settings)
        var weights = TFIDFVectorizer(.init(counting: settings))
        let first = #expect(throws: (any Error).self) { try vectorizer.fit(texts) }
        let second = #expect(throws: (any Error).self) {
            _ = try weights.fitTransform(texts)
        }
        #expect(first.map { "\($0)" } == second.map { "\($0)" })
        #expect(!vectorizer.isFitted && !weights.isFitted)
        return first
    }

    @Test func noTerms() {
        #expect(failure(Settings(), []) == .noTerms(texts: 0))
        #expect(failure(Settings(), ["", " ", "a . !"]) == .noTerms(texts: 3))
        #expect(
            failure(Settings(stopWords: ["one"]), ["one one", "one"]) == .noTerms(texts: 2)
        )
        #expect(failure(Settings(ngramRange: 4...5)) == .noTerms(texts: 3))
        #expect(
            failure(Settings(analyzer: .characterWithinWords), ["\t", ""])
                == .noTerms(texts: 2)
        )
        let message = TrainingDataError.noTerms(texts: 2).description
        #expect(message.contains("token pattern") && message.contains("stop words"))
    }

    @Test func noTermWithinTheLimits() {
        // In scikit-learn: "max_df corresponds to < documents than min_df".
        #expect(
            failure(Settings(minimumDocumentFrequency: 3, maximumDocumentFrequency: 2))
                == .documentFrequencyLimitsCross(minimum: 3, maximum: 2, texts: 3)
        )
        #expect(
            failure(Settings(minimumDocumentFrequency: 4))
                == .documentFrequencyLimitsCross(minimum: 4, maximum: 3, texts: 3)
        )
        #expect(
            failure(Settings(minimumDocumentFrequency: .count(.max)))
                == .documentFrequencyLimitsCross(
                    minimum: Double(Int.max),
                    maximum: 3,
                    texts: 3
                )
        )
        // "After pruning, no terms remain."
        #expect(
            failure(
                Settings(minimumDocumentFrequency: 2, maximumDocumentFrequency: 2),
                ["one", "one", "one", "two"]
            )
                == .noTermsAfterPruning(minimum: 2, maximum: 2, texts: 4)
        )
        #expect(
            failure(Settings(maximumDocumentFrequency: 0.0), ["one"])
                == .documentFrequencyLimitsCross(minimum: 1, maximum: 0, texts: 1)
        )
    }

    @Test func settingsOutOfRange() {
        let all: [(Settings, String)] = [
            (Settings(ngramRange: 0...1), "ngramRange"),
            (Settings(tokenPattern: .words(minimumLength: 0)), "tokenPattern"),
            (Settings(maximumFeatures: 0), "maximumFeatures"),
            (Settings(minimumDocumentFrequency: 0), "minimumDocumentFrequency"),
            (Settings(minimumDocumentFrequency: .share(.nan)), "minimumDocumentFrequency"),
            (Settings(maximumDocumentFrequency: 1.5), "maximumDocumentFrequency"),
        ]
        for (settings, name) in all {
            #expect((failure(settings) as? SettingError)?.name == name)
            #expect(throws: SettingError.self) {
                try CountVectorizer(settings, vocabulary: Vocabulary(["one"]))
            }
        }
    }

    @Test func aFailedFitKeepsWhatWasLearned() throws {
        var vectorizer = TFIDFVectorizer()
        let before = try vectorizer.fitTransform(Self.texts)
        #expect(throws: TrainingDataError.noTerms(texts: 1)) { try vectorizer.fit(["."]) }
        #expect(vectorizer.transform(Self.texts) == before)
    }

    @Test func givenVocabularies() throws {
        #expect(throws: SettingError.givenVocabularyIsEmpty) {
            try CountVectorizer(vocabulary: Vocabulary([]))
        }
        for twice in [
            ["one", "two", "one"], ["a b", "c", "a b"], ["", "c", ""], ["a  b", "", "a  b"],
        ] {
            #expect(throws: SettingError.duplicateTerm(twice[0], first: 0, second: 2)) {
                try CountVectorizer(vocabulary: Vocabulary(twice))
            }
        }
        var unsmoothed = try TFIDFVectorizer(
            .init(smoothIDF: false),
            vocabulary: Vocabulary(["two", "seven"])
        )
        #expect(throws: TrainingDataError.givenTermOccursNowhere(term: "seven", column: 1)) {
            try unsmoothed.fit(Self.texts)
        }
        // Ready at once, and fitting it changes nothing.
        var counter = try CountVectorizer(vocabulary: Vocabulary(["two", "seven"]))
        #expect(counter.isFitted)
        #expect(counter.transform("two, two and seven").values == [2, 1])
        try counter.fit(Self.texts)
        #expect(Array(counter.vocabulary) == ["two", "seven"])
    }

    @Test func restoringFromWhatDoesNotFit() throws {
        #expect(throws: FormatError.self) { try Vocabulary(utf8: [97], offsets: []) }
        #expect(throws: FormatError.self) { try Vocabulary(utf8: [97], offsets: [0]) }
        #expect(throws: FormatError.self) { try Vocabulary(utf8: [97], offsets: [1, 1]) }
        #expect(throws: FormatError.self) { try Vocabulary(utf8: [97, 98], offsets: [0, 3]) }
        for offsets: [Int32] in [[0, 3, 2], [0, 2, 1, 2], [0, -1, 2]] {
            #expect(throws: FormatError.self) {
                try Vocabulary(utf8: [97, 98], offsets: offsets)
            }
        }
        // "é" cut in two, a surrogate, an overlong blank.
        for (utf8, offsets): ([UInt8], [Int32]) in [
            ([0xC3, 0xA9], [0, 1, 2]), ([0xED, 0xA0, 0x80], [0, 3]), ([0xC0, 0xA0], [0, 2]),
        ] {
            #expect(throws: FormatError.malformedVocabulary(term: 0, reason: "it is not UTF-8")) {
                try Vocabulary(utf8: utf8, offsets: offsets)
            }
        }
        let vocabulary = try Vocabulary(["one", "two"])
        #expect(throws: FormatError.frequencyCountMismatch(terms: 2, frequencies: 1)) {
            try TFIDFVectorizer(.init(), vocabulary: vocabulary, inverseDocumentFrequency: [1])
        }
        #expect(throws: FormatError.nonFiniteFrequency(term: 1)) {
            try TFIDFVectorizer(
                .init(),
                vocabulary: vocabulary,
                inverseDocumentFrequency: [1, .infinity]
            )
        }
        #expect(throws: FormatError.frequencyCountMismatch(terms: 0, frequencies: 2)) {
            try TFIDFVectorizer(
                .init(useIDF: false),
                vocabulary: vocabulary,
                inverseDocumentFrequency: [1, 1]
            )
        }
    }
}

private func == (found: (any Error)?, expected: TrainingDataError) -> Bool {
    let found = found as? TrainingDataError
    return found?.problem == expected.problem && found?.label == expected.label
}
