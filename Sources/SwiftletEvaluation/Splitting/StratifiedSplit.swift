import SwiftletBase

/// Splits examples at random into parts that each hold the classes in the same shares as the whole.
///
///     let parts = try stratifiedSplit(labels: labels, shares: [0.1, 0.1], seed: 7)
///     // parts[0] for training (80 %), parts[1] and parts[2] for validation and test (10 % each)
///
/// A part's size is its share of the examples, rounded up as in scikit-learn's `train_test_split`;
/// a class's number in it is rounded by largest remainder.
///
/// - Parameters:
///   - labels: The class of each example.
///   - shares: The shares of the parts after the first, each above 0; their sum below 1.
///   - seed: Splits with the same seed are the same.
/// - Returns: The positions in each part: first what the shares leave over, then one per share, each
///   shuffled.
/// - Throws: `SettingError` where a share is out of range, `TrainingDataError` where there is no example,
///   or a class has fewer than there are parts.
public func stratifiedSplit(
    labels: [Int],
    shares: [Double],
    seed: UInt64
) throws -> [[Int]] {
    guard !labels.isEmpty else { throw TrainingDataError.noExamples }
    for share in shares where !(share > 0 && share < 1) {
        throw SettingError.shareOutOfRange(share)
    }
    let sum = shares.reduce(0, +)
    guard sum < 1 else { throw SettingError.shareOutOfRange(sum) }

    var generator = PCG64(seed: seed)
    var remaining = positionsByClass(labels)
    for (label, positions) in remaining where positions.count <= shares.count {
        throw TrainingDataError.tooFewExamples(
            label: label,
            count: positions.count,
            needed: shares.count + 1
        )
    }
    for index in remaining.indices { remaining[index].positions.shuffle(using: &generator) }

    var parts: [[Int]] = []
    for share in shares {
        let size = Int((share * Double(labels.count)).rounded(.up))
        let counts = apportion(size, among: remaining.map(\.positions.count))
        var part: [Int] = []
        for (index, count) in counts.enumerated() {
            part += remaining[index].positions.suffix(count)
            remaining[index].positions.removeLast(count)
        }
        parts.append(part.shuffled(using: &generator))
    }
    let rest = remaining.flatMap(\.positions).shuffled(using: &generator)
    return [rest] + parts
}

/// Shares `total` among classes in proportion to their sizes, by largest remainder; ties go to the
/// earlier class.
func apportion(_ total: Int, among sizes: [Int]) -> [Int] {
    let whole = sizes.reduce(0, +)
    let exact = sizes.map { Double(total) * Double($0) / Double(whole) }
    var counts = exact.map { Int($0) }
    let byRemainder = sizes.indices.sorted {
        let left = exact[$0] - Double(counts[$0])
        let right = exact[$1] - Double(counts[$1])
        return left == right ? $0 < $1 : left > right
    }
    for index in byRemainder.prefix(total - counts.reduce(0, +)) { counts[index] += 1 }
    return counts
}
