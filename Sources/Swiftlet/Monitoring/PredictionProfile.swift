import SwiftletEvaluation
import SwiftletText

/// What a classifier's texts and answers look like, as counts in fixed bins: so that those of today can
/// be compared with those that it was tested on.
///
///     var profile = PredictionProfile(labels: classifier.labels)
///     for (text, (prediction, inspection)) in zip(texts, zip(predictions, inspections)) {
///         profile.add(prediction, inspection, text: text)
///     }
///     if let reference = try PredictionProfile(from: "airline/model") {
///         print(profile.stability(against: reference).scores)     // 0.02
///     }
///
/// A reference is best made of texts that the classifier was not trained on: of those that it was, it
/// is too sure.
///
/// | what is counted | bins |
/// |---|---|
/// | labels | one for each of `labels` |
/// | scores: the winner's probability | ten equal ones from 0 to 1 |
/// | the share of a text's tokens that are unknown | ten equal ones from 0 to 1 |
/// | tokens of a text | those of ``tokenCountEdges`` |
/// | characters (Unicode scalars) of a raw text | those of ``characterCountEdges`` |
public struct PredictionProfile: Sendable, Equatable {
    /// Where the bins of a text's tokens begin: each ends where the next one begins, and the last has
    /// no end. They double, with a step between where tweets are.
    public static let tokenCountEdges = [
        0, 1, 2, 4, 8, 12, 16, 24, 32, 48, 64, 128, 256, 512, 1_024,
    ]
    /// Where the bins of a text's characters begin.
    public static let characterCountEdges = [
        0, 1, 8, 16, 24, 32, 48, 64, 96, 128, 192, 256, 512, 1_024, 2_048, 4_096,
    ]
    /// How many bins there are of scores, and of shares of unknown tokens.
    public static let shareBinCount = 10

    /// The labels, in the order of `labelCounts`.
    public let labels: [String]
    /// How many predictions were counted.
    public internal(set) var count = 0
    /// How often each label won.
    public internal(set) var labelCounts: [Int]
    /// How many predictions there were by the winner's probability.
    public internal(set) var scoreCounts = [Int](repeating: 0, count: shareBinCount)
    /// How many texts there were by their share of unknown tokens.
    public internal(set) var unknownShareCounts = [Int](repeating: 0, count: shareBinCount)
    /// How many texts there were by their number of tokens.
    public internal(set) var tokenCountCounts = [Int](repeating: 0, count: tokenCountEdges.count)
    /// How many texts there were by their number of characters.
    public internal(set) var characterCountCounts = [Int](
        repeating: 0,
        count: characterCountEdges.count
    )

    /// A profile of nothing yet.
    public init(labels: [String]) {
        self.labels = labels
        labelCounts = [Int](repeating: 0, count: labels.count)
    }

    /// Counts a prediction. One whose label is not among `labels` belongs to another classifier, and is
    /// left out.
    ///
    /// - Parameters:
    ///   - prediction: What was predicted of the text.
    ///   - inspection: What the classifier sees of the text.
    ///   - text: The raw text.
    public mutating func add(
        _ prediction: Prediction,
        _ inspection: TextInspection,
        text: String
    ) {
        guard let label = labels.firstIndex(of: prediction.label) else { return }
        count += 1
        labelCounts[label] += 1
        scoreCounts[Self.bin(ofShare: prediction.probability)] += 1
        unknownShareCounts[Self.bin(ofShare: inspection.unknownShare)] += 1
        tokenCountCounts[Self.bin(of: inspection.tokenCount, Self.tokenCountEdges)] += 1
        let characters = text.unicodeScalars.count
        characterCountCounts[Self.bin(of: characters, Self.characterCountEdges)] += 1
    }

    private static func bin(ofShare share: Double) -> Int {
        share > 0 ? min(Int(min(share, 1) * Double(shareBinCount)), shareBinCount - 1) : 0
    }

    private static func bin(of number: Int, _ edges: [Int]) -> Int {
        (edges.lastIndex { $0 <= number }) ?? 0
    }
}

extension PredictionProfile {
    /// How far a profile has moved from another: the population stability index of each of what is
    /// counted, 0 where the shares are the same; see `populationStabilityIndex(expected:actual:)`.
    public struct Stability: Sendable, Equatable, Codable {
        public let labels: Double
        public let scores: Double
        /// Of the share of unknown tokens.
        public let unknown: Double
        /// Of the number of tokens.
        public let tokens: Double
        /// Of the number of characters.
        public let characters: Double
    }

    /// How far this profile has moved from `reference`.
    ///
    /// Labels are compared by name; one that a profile does not have it has counted 0 times.
    public func stability(against reference: PredictionProfile) -> Stability {
        func index(_ counts: KeyPath<PredictionProfile, [Int]>) -> Double {
            populationStabilityIndex(
                expected: reference[keyPath: counts],
                actual: self[keyPath: counts]
            )
        }
        let names = labels + reference.labels.filter { !labels.contains($0) }
        func labelCounts(_ profile: PredictionProfile) -> [Int] {
            names.map { name in
                profile.labels.firstIndex(of: name).map { profile.labelCounts[$0] } ?? 0
            }
        }
        return Stability(
            labels: populationStabilityIndex(
                expected: labelCounts(reference),
                actual: labelCounts(self)
            ),
            scores: index(\.scoreCounts),
            unknown: index(\.unknownShareCounts),
            tokens: index(\.tokenCountCounts),
            characters: index(\.characterCountCounts)
        )
    }
}
