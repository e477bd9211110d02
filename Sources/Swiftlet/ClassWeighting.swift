import SwiftletNeural

/// How much the examples of each class count in the loss.
public enum ClassWeighting: Sendable, Equatable, Codable {
    /// Every example counts the same.
    case equal
    /// The classes count the same in all, however many examples they have.
    case balanced
    /// As given, for two classes.
    case weights(negative: Float, positive: Float)

    /// The weights for examples with these labels; nil where all count the same.
    func weights(_ labels: [Int], classes: Int = 2) -> ClassWeights? {
        switch self {
        case .equal: nil
        case .balanced: .balanced(labels, classes: classes)
        case .weights(let negative, let positive): ClassWeights([negative, positive])
        }
    }

    /// What makes no sense of it, as it may come from a file; nil where all does.
    var firstInvalid: InvalidSetting? { firstInvalid(labels: 2) }

    /// The same for so many labels.
    func firstInvalid(labels: Int) -> InvalidSetting? {
        guard case .weights(let negative, let positive) = self else { return nil }
        if labels != 2 {
            return InvalidSetting(
                "classWeighting",
                "the weights of two classes",
                expected: "equal or balanced, for \(labels) labels"
            )
        }
        return [negative, positive].lazy.compactMap {
            InvalidSetting(
                "classWeighting",
                $0,
                unless: $0 >= 0 && $0.isFinite,
                expected: "0 or more"
            )
        }.first
    }
}
