import SwiftletPlatform

/// How far what is counted now has moved from what was expected: the sum over the bins of
/// `(a - e) * ln(a / e)`, where `e` and `a` are a bin's shares of the two counts.
///
///     populationStabilityIndex(expected: [50, 50], actual: [5, 5])      // 0
///     populationStabilityIndex(expected: [50, 50], actual: [9, 1])      // 0.88
///
/// It is 0 for equal shares. As a rule of thumb, below 0.1 little has changed, above 0.25 much. By
/// chance alone it comes to about the number of bins over the smaller of the two totals.
///
/// So that an empty bin does not make it infinite, 0.0001 is added to each share, and the shares are
/// then divided by their sum. Where one side has counted nothing, there is nothing to compare: 0.
///
/// Reference: Siddiqi, "Credit Risk Scorecards", 2006.
///
/// - Parameters:
///   - expected: How many there were in each bin, none below 0.
///   - actual: How many there are in each of the same bins.
public func populationStabilityIndex(expected: [Int], actual: [Int]) -> Double {
    precondition(
        expected.count == actual.count,
        "\(expected.count) bins cannot be compared with \(actual.count)."
    )
    guard let e = smoothedShares(expected), let a = smoothedShares(actual) else { return 0 }
    return zip(e, a).reduce(0) { $0 + ($1.1 - $1.0) * log($1.1 / $1.0) }
}

/// The share of each bin, none of them 0; nil where all are empty.
private func smoothedShares(_ counts: [Int]) -> [Double]? {
    let total = counts.reduce(0.0) { sum, count in
        precondition(count >= 0, "A count of \(count) is negative.")
        return sum + Double(count)
    }
    guard total > 0 else { return nil }
    let smoothing = 1e-4
    let sum = 1 + smoothing * Double(counts.count)
    return counts.map { (Double($0) / total + smoothing) / sum }
}
