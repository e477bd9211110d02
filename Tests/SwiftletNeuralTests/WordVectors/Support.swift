import Foundation
import SwiftletBase
import SwiftletNeural
import TestSupport

/// What gensim answers on the vectors of `Fixtures/wordvectors`.
struct GensimAnswers: Decodable {
    struct Similarity: Decodable {
        let first: String
        let second: String
        let cosine: Float
    }
    struct Word: Decodable {
        let word: String
        let similarity: Float
    }
    struct Question: Decodable {
        let positive: [String]
        let negative: [String]
        let count: Int
        let answer: [Word]
    }
    let words: [String]
    let vectors: [UInt32]
    let similarities: [Similarity]
    let mostSimilar: [Question]
}

struct GensimExpectations: Decodable {
    struct Duplicate: Decodable {
        let words: [String]
        let vectors: [UInt32]
    }
    let glove: GensimAnswers
    let text: GensimAnswers
    let binary: GensimAnswers
    let duplicate: Duplicate

    static func load() throws -> GensimExpectations {
        try Fixtures.json("wordvectors/expected.json")
    }
}

extension WordVectors {
    var words: [String] { (0..<count).map { word(at: $0) } }
    /// The bits of all numbers, row by row.
    var bits: [UInt32] { (0..<count).flatMap { vector(at: $0).map(\.bitPattern) } }
}

/// Writes bytes to a file and reads word vectors from it.
func read(
    _ bytes: [UInt8],
    format: WordVectorFormat? = nil,
    vocabulary: [String]? = nil
) throws -> WordVectors {
    try withTemporaryDirectory { directory in
        let path = directory + "/vectors"
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        return try WordVectors(from: path, format: format, vocabulary: vocabulary)
    }
}

func read(
    _ text: String,
    format: WordVectorFormat? = nil,
    vocabulary: [String]? = nil
) throws -> WordVectors {
    try read(Array(text.utf8), format: format, vocabulary: vocabulary)
}

/// Reads a file that must be refused, and says where and why it was.
func refusal(
    of bytes: [UInt8],
    format: WordVectorFormat? = nil,
    vocabulary: [String]? = nil
) throws -> Refusal? {
    do {
        _ = try read(bytes, format: format, vocabulary: vocabulary)
        return nil
    } catch let error as FormatError {
        return Refusal(place: error.place, problem: error.problem)
    }
}

func refusal(
    of text: String,
    format: WordVectorFormat? = nil,
    vocabulary: [String]? = nil
) throws -> Refusal? {
    try refusal(of: Array(text.utf8), format: format, vocabulary: vocabulary)
}

struct Refusal: Equatable {
    let place: FormatError.Place?
    let problem: String

    init(place: FormatError.Place?, problem: String) {
        self.place = place
        self.problem = problem
    }

    init(_ place: FormatError.Place, _ problem: WordVectorProblem) {
        self.init(place: place, problem: "\(problem)")
    }
}
