import SwiftletNeural
import SwiftletTensor
import TestSupport
import Testing

@Suite struct WordVectorsTests {
    private let expected: GensimExpectations

    init() throws { expected = try GensimExpectations.load() }

    private func cases() -> [(file: String, format: WordVectorFormat, answers: GensimAnswers)] {
        [
            ("small.glove.txt", .text, expected.glove),
            ("small.w2v.txt", .text, expected.text),
            ("small.bin", .word2vecBinary, expected.binary),
            ("small.google.bin", .word2vecBinary, expected.binary),
        ]
    }

    @Test func readsWhatGensimReads() throws {
        for (file, format, answers) in cases() {
            for format in [nil, format] {
                let vectors = try WordVectors(
                    from: Fixtures.path("wordvectors/" + file),
                    format: format
                )
                #expect(vectors.words == answers.words)
                #expect(vectors.bits == answers.vectors)
                #expect(vectors.dimension == 12)
                #expect(vectors.duplicateCount == 0)
                for (row, word) in answers.words.enumerated() {
                    #expect(vectors.row(of: word) == row)
                    #expect(vectors.vector(for: Substring(word)) == vectors.vector(at: row))
                }
                #expect(vectors.row(of: "unheard-of") == nil)
                #expect(vectors.row(of: "") == nil)
                #expect(!vectors.contains("THE"))
            }
        }
    }

    @Test func answersWhatGensimAnswers() throws {
        for (file, _, answers) in cases() {
            let vectors = try WordVectors(from: Fixtures.path("wordvectors/" + file))
            for pair in answers.similarities {
                let cosine = try vectors.cosineSimilarity(between: pair.first, and: pair.second)
                #expect(abs(cosine - pair.cosine) < 2e-6)
            }
            for question in answers.mostSimilar {
                let answer = try vectors.mostSimilar(
                    positive: question.positive,
                    negative: question.negative,
                    count: question.count
                )
                #expect(answer.map(\.word) == question.answer.map(\.word))
                for (own, gensim) in zip(answer, question.answer) {
                    #expect(abs(own.similarity - gensim.similarity) < 2e-6)
                }
            }
        }
    }

    @Test func mostSimilarToAVectorIncludesItsWord() throws {
        let vectors = try WordVectors(from: Fixtures.path("wordvectors/small.bin"))
        let king = try #require(vectors.vector(for: "king"))
        let answer = vectors.mostSimilar(to: king, count: 4)
        #expect(answer[0].word == "king")
        #expect(abs(answer[0].similarity - 1) < 1e-6)
        #expect(Array(answer.dropFirst()) == (try vectors.mostSimilar(to: "king", count: 3)))
        #expect(vectors.mostSimilar(to: king, count: 0).isEmpty)
    }

    @Test func vectorsWithoutADirectionAreSimilarToNone() throws {
        let numbers: [Float] = [1, 2, .nan, 1, 0, 0, .infinity, 1, 2, 1]
        let vectors = WordVectors(
            words: ["a", "nan", "zero", "infinite", "b"],
            matrix: Tensor(numbers, shape: [5, 2])
        )
        let answer = try vectors.mostSimilar(to: "a")
        #expect(answer.map(\.word) == ["b", "nan", "zero", "infinite"])
        #expect(answer.dropFirst().allSatisfy { $0.similarity == 0 })
        #expect(try vectors.mostSimilar(to: "nan").allSatisfy { $0.similarity == 0 })
        #expect(try vectors.cosineSimilarity(between: "a", and: "infinite") == 0)
        #expect(vectors.mostSimilar(to: [.nan, .infinity], count: 2).map(\.word) == ["a", "nan"])
    }

    @Test func unknownWordsAreNamed() throws {
        let vectors = try WordVectors(from: Fixtures.path("wordvectors/small.bin"))
        #expect(throws: UnknownWordError("kingg")) {
            try vectors.mostSimilar(to: "kingg")
        }
        #expect(throws: UnknownWordError("x")) {
            try vectors.mostSimilar(positive: ["king"], negative: ["x"])
        }
        #expect(throws: UnknownWordError("")) {
            try vectors.cosineSimilarity(between: "king", and: "")
        }
    }

    /// Against a search through all rows in double precision, at sizes where threads split.
    @Test(arguments: [1, 3, 16, 50, 301])
    func findsTheSameAsASearchThroughAllRows(_ dimension: Int) throws {
        var mutator = Mutator(seed: UInt64(dimension))
        func number() -> Float { Float(mutator.below(20_001) - 10_000) / 7_000 }
        let count = 9_000
        var numbers = (0..<count * dimension).map { _ in number() }
        // A vector of zeros, one of tiny and one of huge numbers, and two that are equal.
        for column in 0..<dimension {
            numbers[4 * dimension + column] = 0
            numbers[5 * dimension + column] *= 1e-38
            numbers[6 * dimension + column] *= 1e38
            numbers[7 * dimension + column] = numbers[8 * dimension + column]
        }
        let words = (0..<count).map { "w\($0)" }
        let vectors = WordVectors(words: words, matrix: Tensor(numbers, shape: [count, dimension]))
        let units = (0..<count).map { row -> [Double] in
            let vector = numbers[row * dimension..<(row + 1) * dimension].map(Double.init)
            let norm = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
            return vector.map { norm > 0 ? $0 / norm : 0 }
        }
        for row in [0, 6, 7, count - 1] {
            let cosines = units.map { zip($0, units[row]).reduce(0) { $0 + $1.0 * $1.1 } }
            let best = cosines.enumerated().filter { $0.offset != row }
                .map { (row: $0.offset, cosine: Float($0.element)) }
                .sorted { $0.cosine == $1.cosine ? $0.row < $1.row : $0.cosine > $1.cosine }
            let answer = try vectors.mostSimilar(to: words[row], count: 12)
            #expect(answer.count == 12)
            for (own, other) in zip(answer, best) {
                #expect(abs(own.similarity - other.cosine) < 1e-6)
                if dimension > 1 { #expect(own.word == words[other.row]) }
            }
        }
    }

    @Test func madeOfWordsAndAMatrix() throws {
        let matrix = Tensor([1, 2, 3, 4, 5, 6, 7, 8] as [Float], shape: [4, 2])
        let vectors = WordVectors(words: ["b", "a", "b", ""], matrix: matrix)
        #expect(vectors.words == ["b", "a", ""])
        #expect(vectors.duplicateCount == 1)
        #expect(vectors.vector(for: "b") == [1, 2])
        #expect(vectors.vector(for: "a") == [3, 4])
        #expect(vectors.vector(for: "") == [7, 8])
        #expect(vectors.matrix.shape == [3, 2])
    }

    @Test func embeddingMatrixAndCoverage() throws {
        let vectors = try WordVectors(from: Fixtures.path("wordvectors/small.bin"))
        let words = ["king", "zebra", "the", "gnu", "東京"]
        let (matrix, coverage) = vectors.embeddingMatrix(
            for: words,
            counts: [5, 4, 60, 1, 10],
            reserved: 2
        )
        #expect(matrix.shape == [7, 12])
        let rows = matrix.withUnsafeBufferPointer { Array($0) }
        let zeros = [Float](repeating: 0, count: 12)
        let found = words.map { vectors.vector(for: $0) ?? zeros }
        #expect(rows == zeros + zeros + found.flatMap { $0 })
        #expect(coverage.words == 5 && coverage.wordsFound == 3)
        #expect(coverage.runningWords == 80 && coverage.runningWordsFound == 75)
        #expect(coverage.shareOfVocabulary == 0.6)
        #expect(coverage.shareOfRunningWords == 0.9375)
        #expect(coverage.missing == ["zebra", "gnu"])
        #expect(coverage.description == "3 of 5 words (60.0 %), 93.8 % of running words")

        let (empty, nothing) = vectors.embeddingMatrix(for: [])
        #expect(empty.shape == [0, 12])
        #expect(nothing.shareOfVocabulary == 0 && nothing.shareOfRunningWords == nil)
    }
}
