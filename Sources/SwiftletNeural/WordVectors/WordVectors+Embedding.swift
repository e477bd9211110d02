import SwiftletTensor

extension WordVectors {
    /// The table of an embedding layer for a word index, and how much of it has a vector.
    ///
    ///     let (matrix, coverage) = vectors.embeddingMatrix(for: words, counts: counts, reserved: 2)
    ///     print(coverage)     // 18,402 of 20,000 words (92.0 %), 97.8 % of running words
    ///
    /// - Parameters:
    ///   - words: The words of the index, in the order of their rows.
    ///   - counts: How often each occurs in the texts; nil when that is not known.
    ///   - reserved: How many rows of zeros stand before them, for padding and unknown words.
    ///   - substitutes: For a word without a vector, what may stand for it: each a list of words
    ///     whose mean vector is taken. The first list whose words all have vectors counts.
    /// - Returns: A matrix `[reserved + words.count, dimension]` whose row `reserved + i` is the
    ///   vector of `words[i]`, zeros when there is none; and the share of words that have one.
    public func embeddingMatrix(
        for words: [String],
        counts: [Int]? = nil,
        reserved: Int = 0,
        substitutes: (String) -> [[String]] = { _ in [] }
    ) -> (matrix: Tensor, coverage: VocabularyCoverage) {
        precondition(reserved >= 0, "\(reserved) reserved rows are negative.")
        precondition(
            counts.map { $0.count == words.count } ?? true,
            "\(counts?.count ?? 0) counts do not fit \(words.count) words."
        )
        var matrix = Tensor(zeros: [reserved + words.count, dimension])
        var coverage = VocabularyCoverage(hasCounts: counts != nil)
        matrix.withUnsafeMutableBufferPointer { matrix in
            for (index, word) in words.enumerated() {
                let found =
                    table.row(of: word).map { [$0] } ?? substituteRows(substitutes(word))
                if let base = matrix.baseAddress {
                    writeMean(of: found, to: base + (reserved + index) * dimension)
                }
                coverage.add(word, count: counts?[index] ?? 0, isFound: !found.isEmpty)
            }
        }
        return (matrix, coverage)
    }

    /// The rows of the first list whose words all have vectors; none where there is no such list.
    private func substituteRows(_ lists: [[String]]) -> [Int] {
        for list in lists {
            let rows = list.compactMap { table.row(of: $0) }
            if rows.count == list.count { return rows }
        }
        return []
    }

    /// Writes the mean of the vectors of some rows; nothing where there are none.
    private func writeMean(of found: [Int], to target: UnsafeMutablePointer<Float>) {
        if found.count == 1 { return rows.copy(found[0], to: target) }
        for row in found {
            let vector = rows.address(of: row)
            for column in 0..<dimension {
                target[column] += element(vector, column) / Float(found.count)
            }
        }
    }
}

/// The share of an index's words that have a vector.
public struct VocabularyCoverage: Sendable, Equatable {
    /// How many words there are, each counted once, and how many of them have a vector.
    public private(set) var words = 0
    public private(set) var wordsFound = 0
    /// How many words the texts have, each counted as often as it occurs, and how many of them
    /// have a vector; nil when the counts are not known.
    public private(set) var runningWords: Int?
    public private(set) var runningWordsFound: Int?
    /// The words that have no vector, in the order in which they were given.
    public private(set) var missing: [String] = []

    init(hasCounts: Bool) {
        if hasCounts {
            runningWords = 0
            runningWordsFound = 0
        }
    }

    mutating func add(_ word: String, count: Int, isFound: Bool) {
        words += 1
        runningWords? += count
        if isFound {
            wordsFound += 1
            runningWordsFound? += count
        } else {
            missing.append(word)
        }
    }

    /// The share of the different words that have a vector, 0 ... 1; 0 of no words.
    public var shareOfVocabulary: Double {
        words == 0 ? 0 : Double(wordsFound) / Double(words)
    }

    /// The share of the running words that have a vector, 0 ... 1; nil without counts.
    public var shareOfRunningWords: Double? {
        guard let runningWords, let runningWordsFound else { return nil }
        return runningWords == 0 ? 0 : Double(runningWordsFound) / Double(runningWords)
    }
}

extension VocabularyCoverage: CustomStringConvertible {
    public var description: String {
        let vocabulary = "\(wordsFound) of \(words) words (\(percent(shareOfVocabulary)))"
        guard let share = shareOfRunningWords else { return vocabulary }
        return vocabulary + ", \(percent(share)) of running words"
    }
}

/// A share in per cent with one decimal.
private func percent(_ share: Double) -> String {
    let tenths = Int((share * 1000).rounded())
    return "\(tenths / 10).\(tenths % 10) %"
}
