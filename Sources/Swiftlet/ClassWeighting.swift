import SwiftletBase
import SwiftletNeural

/// How much the examples of each class count in the loss.
public enum ClassWeighting: Sendable, Equatable, Codable {
    /// Every example counts the same.
    case equal
    /// Classes are weighted inversely to their frequencies.
    case balanced
    /// As given, for two classes.
    case weights(negative: Float, positive: Float)
    /// As given, a weight for each class.
    case perClass([Float])

    /// The weights for examples with these labels; nil where all count the same.
    func weights(_ labels: [Int], classes: Int) -> ClassWeights? {
        switch self {
        case .equal: nil
        case .balanced: .balanced(labels, classes: classes)
        case .weights(let negative, let positive): ClassWeights([negative, positive])
        case .perClass(let weights): ClassWeights(weights)
        }
    }

    /// What makes no sense of it for so many labels, as it may come from a file; nil where all does.
    func firstInvalid(labels: Int) -> SettingError? {
        let weights: [Float]
        switch self {
        case .equal, .balanced: return nil
        case .weights(let negative, let positive): weights = [negative, positive]
        case .perClass(let given): weights = given
        }
        if weights.count != labels {
            return SettingError(
                name: "classWeighting",
                value: "the weights of \(weights.count) classes",
                expected: "one for each of the \(labels) labels, or equal, or balanced"
            )
        }
        return weights.lazy.compactMap {
            SettingError(
                "classWeighting",
                $0,
                unless: $0 >= 0 && $0.isFinite,
                expected: "0 or more"
            )
        }.first
    }
}
