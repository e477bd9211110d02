import SwiftletPlatform

/// A schedule of the learning rate: a factor of the rate in the settings, by step.
///
/// Warm-up raises the factor linearly from 0 over the first steps. The formulas are those of the
/// Transformers library's `get_linear_schedule_with_warmup` and `get_cosine_schedule_with_warmup`.
public enum LearningRateSchedule: Sendable, Equatable, Codable {
    /// Always 1.
    case constant
    /// From 1 after the warm-up down to 0 at the last step, along a line.
    case linear(warmUpRatio: Double)
    /// From 1 after the warm-up down to 0 at the last step, along half a wave of the cosine.
    case cosine(warmUpRatio: Double)

    // The names in files are those of the first version.
    private enum LinearCodingKeys: String, CodingKey { case warmUpRatio = "warmUpShare" }
    private enum CosineCodingKeys: String, CodingKey { case warmUpRatio = "warmUpShare" }

    /// The factor for a step.
    ///
    /// - Parameters:
    ///   - step: The step's number, from 0.
    ///   - total: The number of steps in all. The warm-up takes its share of them, rounded down.
    public func factor(step: Int, of total: Int) -> Double {
        switch self {
        case .constant:
            return 1
        case .linear(let ratio), .cosine(let ratio):
            precondition(ratio >= 0 && ratio <= 1, "A warm-up ratio of \(ratio) is not in 0...1.")
            let warmUp = Int(ratio * Double(total))
            if step < warmUp { return Double(step) / Double(warmUp) }
            let progress = Double(step - warmUp) / Double(max(1, total - warmUp))
            if case .linear = self { return max(0, 1 - progress) }
            return progress >= 1 ? 0 : (1 + cos(Double.pi * progress)) / 2
        }
    }
}
