import SwiftletPlatform

/// Replaces margins by the probabilities of their classes, and returns the logarithm of the sum
/// of the margins' exponentials.
package func softmax(_ margins: UnsafeMutablePointer<Double>, _ classes: Int) -> Double {
    var greatest = margins[0]
    for k in 1..<classes { greatest = max(greatest, margins[k]) }
    var sum = 0.0
    for k in 0..<classes {
        margins[k] = exp(margins[k] - greatest)
        sum += margins[k]
    }
    for k in 0..<classes { margins[k] /= sum }
    return greatest + log(sum)
}

/// The probability of the second of two classes at a margin.
package func sigmoid(_ margin: Double) -> Double {
    let small = exp(-abs(margin))
    return margin >= 0 ? 1 / (1 + small) : small / (1 + small)
}

/// Replaces the margins of classes, each versus the rest, by probabilities that add up to 1.
func normalizedSigmoids(_ margins: UnsafeMutablePointer<Double>, _ classes: Int) {
    var sum = 0.0
    for k in 0..<classes { sum += sigmoid(margins[k]) }
    // Of margins far below zero, the sigmoid is the exponential.
    if sum == 0 {
        _ = softmax(margins, classes)
    } else {
        for k in 0..<classes { margins[k] = sigmoid(margins[k]) / sum }
    }
}
