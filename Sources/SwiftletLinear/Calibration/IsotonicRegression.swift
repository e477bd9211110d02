import SwiftletBase

/// A non-decreasing function of a score, fitted so that it gives the probability of the positive
/// class: steps, with straight lines between them.
///
///     let calibration = try IsotonicRegression(scores: margins, truth: truth)
///     calibration.probability(of: 0.3)
///
/// Equals scikit-learn's `IsotonicRegression(out_of_bounds="clip")`, by pooling neighbours that fall
/// (PAVA).
///
/// Reference: M. Best and N. Chakravarti, "Active set algorithms for isotonic regression", Mathematical
/// Programming 47 (1990).
public struct IsotonicRegression: Sendable, Equatable, Codable {
    /// The scores at which the function bends, ascending; at least one.
    public let scores: [Double]
    /// The probability at each of them, non-decreasing.
    public let probabilities: [Double]

    /// A function fitted earlier.
    ///
    /// - Throws: `FormatError` where the two do not fit together.
    public init(scores: [Double], probabilities: [Double]) throws(FormatError) {
        guard
            !scores.isEmpty, scores.count == probabilities.count, scores.allSatisfy(\.isFinite),
            zip(scores, scores.dropFirst()).allSatisfy({ $0 < $1 }),
            zip(probabilities, probabilities.dropFirst()).allSatisfy({ $0 <= $1 }),
            probabilities.allSatisfy({ 0...1 ~= $0 })
        else { throw .invalidSteps }
        self.scores = scores
        self.probabilities = probabilities
    }

    /// Reads what `encode(to:)` wrote.
    ///
    /// - Throws: `DecodingError`.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let scores = try container.decode([Double].self, forKey: .scores)
        let probabilities = try container.decode([Double].self, forKey: .probabilities)
        do {
            try self.init(scores: scores, probabilities: probabilities)
        } catch {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "\(error)")
            )
        }
    }

    /// Fits the function.
    ///
    /// - Parameters:
    ///   - scores: A score for each example; at least one.
    ///   - truth: 1 for a positive, 0 for a negative.
    /// - Throws: `TrainingDataError` where there is no example or a score is not finite.
    public init(scores: [Double], truth: [Int]) throws(TrainingDataError) {
        try TrainingDataError.requireUsable(scores, truth)
        let (unique, blocks) = Self.blocks(scores, truth)
        let values = Self.pooled(blocks)
        // Between its ends, a step is straight without the points inside.
        let kept = values.indices.filter {
            $0 == 0 || $0 == values.count - 1 || values[$0] != values[$0 - 1]
                || values[$0] != values[$0 + 1]
        }
        self.scores = kept.map { unique[$0] }
        probabilities = kept.map { values[$0] }
    }

    /// The probability of an example with this score; beyond the scores that were fitted to, that of
    /// the nearest.
    public func probability(of score: Double) -> Double {
        let last = scores.count - 1
        if score.isNaN { return .nan }
        if score <= scores[0] { return probabilities[0] }
        if score >= scores[last] { return probabilities[last] }
        var (low, high) = (0, last)
        while high - low > 1 {
            let middle = (low + high) / 2
            if scores[middle] < score { low = middle } else { high = middle }
        }
        let slope = (probabilities[high] - probabilities[low]) / (scores[high] - scores[low])
        // A line that is steep over a tiny gap must not leave its ends by rounding.
        return min(slope * (score - scores[low]) + probabilities[low], probabilities[high])
    }

    /// A run of examples that get the same value.
    private struct Block {
        var positives: Double
        var weight: Double
        /// How many distinct scores it spans.
        var width = 1

        var mean: Double { positives / weight }
    }

    /// The distinct scores, ascending, and the examples of each. Scores closer than the resolution
    /// of `Double`, as NumPy has it, are one.
    private static func blocks(
        _ scores: [Double],
        _ truth: [Int]
    ) -> (scores: [Double], blocks: [Block]) {
        var unique: [Double] = []
        var blocks: [Block] = []
        for index in scores.indices.sorted(by: { scores[$0] < scores[$1] }) {
            let isPositive = truth[index] == 1
            if let last = unique.last, scores[index] - last < 1e-15 {
                blocks[blocks.count - 1].positives += isPositive ? 1 : 0
                blocks[blocks.count - 1].weight += 1
            } else {
                unique.append(scores[index])
                blocks.append(Block(positives: isPositive ? 1 : 0, weight: 1))
            }
        }
        return (unique, blocks)
    }

    /// The values of the blocks once neighbours that fall are one.
    private static func pooled(_ blocks: [Block]) -> [Double] {
        var pools: [Block] = []
        for var block in blocks {
            while let last = pools.last, last.mean >= block.mean {
                block.positives += last.positives
                block.weight += last.weight
                block.width += last.width
                pools.removeLast()
            }
            pools.append(block)
        }
        return pools.flatMap { Array(repeating: $0.mean, count: $0.width) }
    }
}
