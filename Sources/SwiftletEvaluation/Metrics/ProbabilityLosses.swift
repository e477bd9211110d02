import SwiftletPlatform

/// The mean negative natural logarithm of the probability given to the true class.
///
/// Equals scikit-learn's `log_loss`: probabilities are cut to at least the spacing of `Double` at 1
/// away from 0 and 1.
///
/// - Parameters:
///   - truth: The class of each example, from 0; at least one example.
///   - probabilities: For each example the probability of every class, 0 to 1.
public func logLoss(truth: [Int], probabilities: [[Double]]) -> Double {
    requireFit(truth, probabilities)
    let smallest = Double.ulpOfOne
    var sum = 0.0
    for (label, probabilities) in zip(truth, probabilities) {
        sum -= log(min(max(probabilities[label], smallest), 1 - smallest))
    }
    return sum / Double(truth.count)
}

/// The mean squared distance of the probabilities from 1 for the true class and 0 for the others.
///
/// Equals scikit-learn's `brier_score_loss`: of two classes one probability alone counts, so that
/// the score is at most 1; of more all do, and it is at most 2.
///
/// - Parameters:
///   - truth: The class of each example, from 0; at least one example.
///   - probabilities: For each example the probability of every class, 0 to 1.
public func brierScore(truth: [Int], probabilities: [[Double]]) -> Double {
    requireFit(truth, probabilities)
    var sum = 0.0
    for (label, probabilities) in zip(truth, probabilities) {
        var distance = 0.0
        for (index, probability) in probabilities.enumerated() {
            let difference = probability - (index == label ? 1 : 0)
            distance += difference * difference
        }
        sum += probabilities.count == 2 ? distance / 2 : distance
    }
    return sum / Double(truth.count)
}

private func requireFit(_ truth: [Int], _ probabilities: [[Double]]) {
    precondition(
        truth.count == probabilities.count && !truth.isEmpty,
        "\(truth.count) true classes do not fit \(probabilities.count) examples, or none."
    )
}
