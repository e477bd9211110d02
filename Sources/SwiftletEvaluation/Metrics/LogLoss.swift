import SwiftletPlatform

/// The mean negative natural logarithm of the probability given to the true class.
///
/// Equals scikit-learn's `log_loss`: probabilities are cut to at least the spacing of `Double` at 1
/// away from 0 and 1.
///
/// - Parameters:
///   - truth: 1 for a positive, 0 for a negative; at least one example.
///   - probabilities: The probability of being positive, 0 to 1, for each example.
public func logLoss(truth: [Int], probabilities: [Double]) -> Double {
    precondition(
        truth.count == probabilities.count && !truth.isEmpty,
        "\(truth.count) true classes do not fit \(probabilities.count) probabilities, or none."
    )
    let smallest = Double.ulpOfOne
    var sum = 0.0
    for (label, probability) in zip(truth, probabilities) {
        let cut = min(max(probability, smallest), 1 - smallest)
        sum -= log(label == 1 ? cut : 1 - cut)
    }
    return sum / Double(truth.count)
}
