import SwiftletNeural

/// How much the examples of each class count in the loss.
public enum ClassWeighting: Sendable, Equatable, Codable {
    /// Every example counts the same.
    case equal
    /// Both classes count the same in all, however many examples they have.
    case balanced
    /// As given.
    case weights(negative: Float, positive: Float)

    /// The weights for examples with these labels; nil where all count the same.
    func weights(_ labels: [Int]) -> ClassWeights? {
        switch self {
        case .equal: nil
        case .balanced: .balanced(labels, classes: 2)
        case .weights(let negative, let positive): ClassWeights([negative, positive])
        }
    }

    /// What makes no sense of it, as it may come from a file; nil where all does.
    var firstInvalid: InvalidSetting? {
        guard case .weights(let negative, let positive) = self else { return nil }
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
