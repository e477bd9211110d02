import SwiftletBase
import SwiftletLinear
import TestSupport
import Testing

/// What scikit-learn 1.9 made of the same texts: Fixtures/vectorizers/make_vectorizers.py.
struct VectorizerFixture: Decodable, Sendable {
    struct Case: Decodable, Sendable, CustomTestStringConvertible {
        let name: String
        let settings: TFIDFVectorizer.Settings
        let given: [String]?
        let vocabulary: [String]
        let inverseDocumentFrequency: [Float]
        let rowOffsets: [Int]
        let columnIndices: [Int32]
        let values: [Float]

        var testDescription: String { name }

        func vectorizer() throws -> TFIDFVectorizer {
            guard let given else { return TFIDFVectorizer(settings) }
            return try TFIDFVectorizer(settings, vocabulary: Vocabulary(given))
        }
    }

    let training: [String]
    let unseen: [String]
    let cases: [Case]

    static let shared = Result {
        try Fixtures.json("vectorizers/cases.json", as: VectorizerFixture.self)
    }
}

@Suite struct VectorizerFixtureTests {
    let fixture: VectorizerFixture
    init() throws { fixture = try VectorizerFixture.shared.get() }

    @Test func everyCaseIsThere() { #expect(fixture.cases.count == 26) }

    @Test(arguments: try VectorizerFixture.shared.get().cases)
    func agreesWithScikitLearn(_ expected: VectorizerFixture.Case) throws {
        var vectorizer = try expected.vectorizer()
        try vectorizer.fit(fixture.training)
        try #require(Array(vectorizer.vocabulary) == expected.vocabulary)
        let frequencies = vectorizer.inverseDocumentFrequency
        try #require(frequencies.count == expected.inverseDocumentFrequency.count)
        for (found, wanted) in zip(frequencies, expected.inverseDocumentFrequency) {
            #expect(abs(found - wanted) <= 1e-6)
        }
        let matrix = vectorizer.transform(fixture.unseen)
        #expect(matrix.rows == fixture.unseen.count)
        #expect(matrix.columns == expected.vocabulary.count)
        try #require(matrix.rowOffsets == expected.rowOffsets)
        #expect(matrix.columnIndices == expected.columnIndices)
        for (found, wanted) in zip(matrix.values, expected.values) {
            #expect(abs(found - wanted) <= 1e-6 * max(1, abs(wanted)))
        }
    }

    /// A few texts are looked up in the sorted vocabulary, many in a table.
    @Test(arguments: try VectorizerFixture.shared.get().cases)
    func manyTextsHaveTheTermsOfFew(_ expected: VectorizerFixture.Case) throws {
        var vectorizer = try expected.vectorizer()
        try vectorizer.fit(fixture.training)
        let few = vectorizer.transform(fixture.unseen)
        let repetitions = 2_000 / fixture.unseen.count
        let many = vectorizer.transform(
            (0..<repetitions).flatMap { _ in fixture.unseen }
        )
        #expect(many.rows > 1_000)
        for repetition in [0, repetitions - 1] {
            let start = repetition * fixture.unseen.count
            #expect(many.rows(in: start..<start + fixture.unseen.count) == few)
        }
    }

    @Test(arguments: try VectorizerFixture.shared.get().cases)
    func fitTransformEqualsTransform(_ expected: VectorizerFixture.Case) throws {
        var vectorizer = try expected.vectorizer()
        let matrix = try vectorizer.fitTransform(fixture.training)
        #expect(matrix == vectorizer.transform(fixture.training))
        #expect(matrix.values.count > 0)

        var texts = FlatTexts()
        for text in fixture.training { texts.append(text.utf8) }
        var flat = try expected.vectorizer()
        #expect(try flat.fitTransform(texts) == matrix)
        #expect(flat.transform(texts) == matrix)
        #expect(flat.vocabulary == vectorizer.vocabulary)
    }

    @Test(arguments: try VectorizerFixture.shared.get().cases)
    func threadsDoNotShow(_ expected: VectorizerFixture.Case) throws {
        // Enough texts for a part on each of several threads.
        let texts = (0..<12).flatMap { round in
            fixture.training.map { $0 + " round\(round)" } + ["once\(round)"]
        }
        var alone = try expected.vectorizer()
        let matrix = try Threads.withCount(1) { try alone.fitTransform(texts) }
        for threads in [2, 3, 7] {
            try Threads.withCount(threads) {
                var together = try expected.vectorizer()
                #expect(try together.fitTransform(texts) == matrix)
                #expect(together.vocabulary == alone.vocabulary)
                #expect(together.inverseDocumentFrequency == alone.inverseDocumentFrequency)
                #expect(together.transform(texts) == matrix)
            }
        }
    }

    @Test(arguments: try VectorizerFixture.shared.get().cases)
    func restoredTransformsTheSame(_ expected: VectorizerFixture.Case) throws {
        var vectorizer = try expected.vectorizer()
        try vectorizer.fit(fixture.training)
        let vocabulary = try Vocabulary(
            utf8: vectorizer.vocabulary.utf8,
            offsets: vectorizer.vocabulary.offsets
        )
        let restored = try TFIDFVectorizer(
            vectorizer.settings,
            vocabulary: vocabulary,
            inverseDocumentFrequency: vectorizer.inverseDocumentFrequency
        )
        #expect(restored.isFitted)
        #expect(restored.transform(fixture.unseen) == vectorizer.transform(fixture.unseen))
        for text in fixture.unseen {
            #expect(restored.transform(text) == vectorizer.transform([text]))
        }
    }

    @Test func countsAreCounts() throws {
        // "binary" and counts against the matrix without weights: tf / ||tf||.
        var counter = CountVectorizer(.init(ngramRange: 1...2, minimumDocumentFrequency: 2))
        let counts = try counter.fitTransform(fixture.training)
        let expected = try #require(fixture.cases.first { $0.name == "no frequencies" })
        #expect(Array(counter.vocabulary) == expected.vocabulary)
        let unseen = counter.transform(fixture.unseen)
        #expect(unseen.columnIndices == expected.columnIndices)
        for row in 0..<unseen.rows {
            let range = unseen.rowOffsets[row]..<unseen.rowOffsets[row + 1]
            let length = unseen.values[range].reduce(0) { $0 + $1 * $1 }.squareRoot()
            for index in range {
                #expect(abs(unseen.values[index] / length - expected.values[index]) <= 1e-6)
            }
        }
        #expect(counts.values.allSatisfy { $0 >= 1 && $0 == $0.rounded() })
        #expect(counts.values.contains { $0 > 1 })
    }
}
