import SwiftletBase
import SwiftletTensor
import SwiftletText

/// Vectors of words, as GloVe and word2vec train them, found by word.
///
///     let vectors = try WordVectors(from: "glove.6B.50d.txt")
///     vectors.vector(for: "flight")                                   // 50 numbers
///     try vectors.mostSimilar(to: "flight", count: 3)                 // flights, plane, ...
///     try vectors.mostSimilar(positive: ["king", "woman"], negative: ["man"])
///
/// Words are compared byte by byte: upper and lower case, and composed and decomposed letters, are
/// different words. Of a word that a file holds twice, the first vector counts, as in gensim.
///
/// A value of this type is cheap to copy, and safe to share between tasks. What `init(from:)`
/// maps and does not copy stays in the file: it must not be changed in place meanwhile.
///
/// References: Mikolov et al., "Efficient estimation of word representations in vector space",
/// 2013; Pennington, Socher and Manning, "GloVe: global vectors for word representation", 2014.
/// Answers are those of gensim 4's `KeyedVectors`.
public struct WordVectors: Sendable {
    let table: WordRowTable
    let rows: VectorRows
    /// The index for `mostSimilar`.
    private let similarity = LazyValue<SimilarityIndex>()
    /// How many lines or records were left out since their word came before in the file.
    public let duplicateCount: Int

    init(_ contents: WordVectorContents) {
        table = contents.table
        rows = contents.rows
        duplicateCount = contents.duplicates
    }

    /// Vectors of `words`, in their order: row `i` of the matrix is the vector of `words[i]`. Of
    /// equal words the first counts.
    public init(words: [String], matrix: Tensor) {
        precondition(
            matrix.shape.count == 2 && matrix.rows == words.count,
            "\(words.count) words do not fit a matrix of shape \(matrix.shape)."
        )
        guard let table = WordRowTable(words) else {
            preconditionFailure("More words than 32-bit offsets can address.")
        }
        self.table = table
        rows =
            table.count == words.count
            ? VectorRows(matrix)
            : VectorRows(VectorRows(matrix).matrix(of: Self.firstOccurrences(words, table)))
        duplicateCount = words.count - table.count
    }

    private static func firstOccurrences(_ words: [String], _ table: WordRowTable) -> [Int] {
        var rows: [Int] = []
        for (row, word) in words.enumerated()
        where rows.count < table.count && table.row(of: word) == rows.count { rows.append(row) }
        return rows
    }

    /// How many words there are.
    public var count: Int { rows.count }
    /// How many numbers a vector has.
    public var dimension: Int { rows.dimension }

    /// The row of a word, or nil when there is none.
    public func row(of word: some StringProtocol) -> Int? { table.row(of: word) }

    /// The word of a row, `0 ..< count`. Bytes that are no UTF-8 become U+FFFD.
    public func word(at row: Int) -> String {
        precondition(row >= 0 && row < count, "No row \(row) among \(count) word vectors.")
        return String(decoding: table.word(at: row), as: UTF8.self)
    }

    /// Whether there is a vector for a word.
    public func contains(_ word: some StringProtocol) -> Bool { table.row(of: word) != nil }

    /// The vector of a word, or nil when there is none.
    public func vector(for word: some StringProtocol) -> [Float]? {
        table.row(of: word).map { vector(at: $0) }
    }

    /// The vector of a row, `0 ..< count`.
    public func vector(at row: Int) -> [Float] {
        precondition(row >= 0 && row < count, "No row \(row) among \(count) word vectors.")
        return (0..<dimension).map { element(rows.address(of: row), $0) }
    }

    /// All vectors, `[count, dimension]`. Copies them when they lie in a mapped file.
    public var matrix: Tensor { rows.tensor ?? rows.matrix(of: Array(0..<count)) }

    /// The cosine of the angle between the vectors of two words; 0 for a vector of zeros.
    ///
    /// - Throws: `UnknownWordError`.
    public func cosineSimilarity(
        between first: some StringProtocol,
        and second: some StringProtocol
    ) throws(UnknownWordError) -> Float {
        let first = try unitVector(first)
        let second = try unitVector(second)
        return Float(zip(first, second).reduce(0) { $0 + $1.0 * $1.1 })
    }

    /// The words whose vectors have the largest cosines with that of `word`, the largest first,
    /// without `word` itself.
    ///
    /// The first search of all builds an index, a byte for each number, which later ones use.
    ///
    /// - Throws: `UnknownWordError`.
    public func mostSimilar(
        to word: some StringProtocol,
        count: Int = 10
    ) throws(UnknownWordError) -> [SimilarWord] {
        try mostSimilar(positive: [String(word)], count: count)
    }

    /// The words that are to be added to some words and taken from others: "king" + "woman" - "man".
    ///
    /// The mean of the unit vectors, those of `negative` with the sign changed, is compared with
    /// all vectors by its cosine, as gensim's `most_similar` does. The words given are never in the
    /// answer.
    ///
    /// - Throws: `UnknownWordError`.
    public func mostSimilar(
        positive: [String],
        negative: [String] = [],
        count: Int = 10
    ) throws(UnknownWordError) -> [SimilarWord] {
        var sum = [Double](repeating: 0, count: dimension)
        for (words, sign) in [(positive, 1.0), (negative, -1.0)] {
            for word in words {
                let unit = try unitVector(word)
                for index in 0..<dimension { sum[index] += sign * unit[index] }
            }
        }
        return nearest(to: sum, count: count, excluding: positive + negative)
    }

    /// The words whose vectors have the largest cosines with `vector`, the largest first.
    public func mostSimilar(to vector: [Float], count: Int = 10) -> [SimilarWord] {
        precondition(
            vector.count == dimension,
            "A vector of \(vector.count) numbers among word vectors of \(dimension)."
        )
        return nearest(to: vector.map(Double.init), count: count, excluding: [])
    }

    private func nearest(
        to vector: [Double],
        count: Int,
        excluding words: [String]
    ) -> [SimilarWord] {
        precondition(count >= 0, "A count of \(count) words is negative.")
        if count == 0 { return [] }
        return similarity.value { SimilarityIndex(rows) }
            .nearest(
                to: vector,
                count: count,
                excluding: words.compactMap { table.row(of: $0) }
            )
            .map { SimilarWord(word: word(at: $0.row), similarity: $0.cosine) }
    }

    private func unitVector(_ word: some StringProtocol) throws(UnknownWordError) -> [Double] {
        guard let vector = vector(for: word) else { throw UnknownWordError(String(word)) }
        return SimilarityIndex.unit(vector.map(Double.init))
    }
}

/// A word and the cosine of its vector with what was asked for.
public struct SimilarWord: Sendable, Equatable {
    public let word: String
    public let similarity: Float

    /// Creates a similar word.
    public init(word: String, similarity: Float) {
        self.word = word
        self.similarity = similarity
    }
}

/// The result of reading word vectors.
struct WordVectorContents {
    let table: WordRowTable
    let rows: VectorRows
    let duplicates: Int
}
