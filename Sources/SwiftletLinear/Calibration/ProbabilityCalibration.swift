import SwiftletBase
import SwiftletPlatform

/// Makes a classifier's probabilities mean what they say: of the texts that get 80 %, 80 % are right.
///
///     let calibration = try ProbabilityCalibration(
///         .sigmoid, probabilities: unseen, truth: truth
///     )
///     calibration.calibrated([0.1, 0.9])      // [0.22, 0.78]
///
/// Of two classes the log-odds of the second are calibrated; of more, those of each class versus the
/// rest, and the results are divided by their sum, as in scikit-learn's `CalibratedClassifierCV`.
public struct ProbabilityCalibration: Sendable, Equatable, Codable {
    /// What maps scores to probabilities.
    public enum Method: String, Sendable, CaseIterable, Codable {
        /// A sigmoid, of two numbers (Platt scaling): for few examples.
        case sigmoid
        /// Any non-decreasing function: for about 1,000 examples or more.
        case isotonic
    }

    /// One for the second of two classes; of more, one for each.
    public enum Curves: Sendable, Equatable {
        case sigmoid([SigmoidCalibration])
        case isotonic([IsotonicRegression])
    }

    public let curves: Curves

    /// A calibration by curves fitted earlier: one for two classes, else one for each.
    public init(curves: Curves) {
        self.curves = curves
        precondition(classCount >= 2, "Two classes need 1 curve, more need one each.")
    }

    /// Fits the curves.
    ///
    /// - Parameters:
    ///   - method: What kind of curve to fit.
    ///   - probabilities: For each example the probability of every class, two or more, from a
    ///     classifier that was not trained on these examples.
    ///   - truth: The class of each example, from 0; each must occur.
    /// - Throws: `TrainingDataError` where there is no example of a class.
    public init(
        _ method: Method,
        probabilities: [[Double]],
        truth: [Int]
    ) throws(TrainingDataError) {
        guard let classCount = probabilities.first?.count else { throw .noExamplesToCalibrate }
        precondition(
            classCount >= 2 && probabilities.allSatisfy { $0.count == classCount },
            "Examples need probabilities of the same classes, two or more."
        )
        for label in 0..<classCount where !truth.contains(label) {
            throw .labelToCalibrateMissing(label)
        }
        let classes = classCount == 2 ? 1..<2 : 0..<classCount
        var sigmoids: [SigmoidCalibration] = []
        var isotonics: [IsotonicRegression] = []
        for label in classes {
            let scores = probabilities.map { Self.logOdds($0, of: label) }
            let truth = truth.map { $0 == label ? 1 : 0 }
            switch method {
            case .sigmoid: sigmoids.append(try SigmoidCalibration(scores: scores, truth: truth))
            case .isotonic: isotonics.append(try IsotonicRegression(scores: scores, truth: truth))
            }
        }
        curves = method == .sigmoid ? .sigmoid(sigmoids) : .isotonic(isotonics)
    }

    /// How many classes there are.
    public var classCount: Int {
        switch curveCount {
        case 1: 2
        case 0, 2: 0
        default: curveCount
        }
    }

    private var curveCount: Int {
        switch curves {
        case .sigmoid(let curves): curves.count
        case .isotonic(let curves): curves.count
        }
    }

    /// The kind of curve.
    public var method: Method {
        switch curves {
        case .sigmoid: .sigmoid
        case .isotonic: .isotonic
        }
    }

    /// The calibrated probabilities of the classes; their sum is 1.
    public func calibrated(_ probabilities: [Double]) -> [Double] {
        precondition(
            probabilities.count == classCount,
            "\(probabilities.count) probabilities do not fit \(classCount) classes."
        )
        if classCount == 2 {
            let second = probability(0, Self.logOdds(probabilities, of: 1))
            return [1 - second, second]
        }
        let alone = probabilities.indices.map {
            probability($0, Self.logOdds(probabilities, of: $0))
        }
        let sum = alone.reduce(0, +)
        // Where every class is ruled out, none is more likely than another.
        return alone.map { sum == 0 ? 1 / Double(classCount) : $0 / sum }
    }

    private func probability(_ curve: Int, _ score: Double) -> Double {
        switch curves {
        case .sigmoid(let curves): curves[curve].probability(of: score)
        case .isotonic(let curves): curves[curve].probability(of: score)
        }
    }

    /// The logarithm of a class's probability over that of all others, which keeps the digits that a
    /// probability near 1 loses.
    static func logOdds(_ probabilities: [Double], of label: Int) -> Double {
        var others = 0.0
        for (place, probability) in probabilities.enumerated() where place != label {
            others += probability
        }
        let smallest = Double.ulpOfOne
        return log(max(probabilities[label], smallest)) - log(max(others, smallest))
    }
}

extension ProbabilityCalibration {
    private enum CodingKeys: String, CodingKey {
        case sigmoids, isotonics
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        switch curves {
        case .sigmoid(let curves): try container.encode(curves, forKey: .sigmoids)
        case .isotonic(let curves): try container.encode(curves, forKey: .isotonics)
        }
    }

    /// Reads what `encode(to:)` wrote.
    ///
    /// - Throws: `DecodingError`.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        if container.contains(.sigmoids) {
            curves = .sigmoid(try container.decode([SigmoidCalibration].self, forKey: .sigmoids))
        } else {
            curves = .isotonic(try container.decode([IsotonicRegression].self, forKey: .isotonics))
        }
        guard classCount >= 2 else {
            throw DecodingError.dataCorrupted(
                .init(
                    codingPath: decoder.codingPath,
                    debugDescription: "\(curveCount) curves, expected one for two labels, "
                        + "or as many as there are labels"
                )
            )
        }
    }
}
