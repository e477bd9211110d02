import SwiftletBase

/// One division of the examples in a cross-validation.
public struct Fold: Sendable, Equatable {
    /// Positions to train on, in ascending order.
    public let training: [Int]
    /// Positions to validate on, in ascending order.
    public let validation: [Int]
}

/// Divides examples into `count` folds that each hold the classes in the same shares.
///
/// Every example is validated on in exactly one fold. Without a seed, folds equal those of
/// scikit-learn's `StratifiedKFold(n_splits=count)`; with one, each class is shuffled first.
///
/// - Parameters:
///   - labels: The class of each example.
///   - count: How many folds, at least 2.
///   - seed: Shuffles with the same seed are the same; `nil` does not shuffle.
/// - Throws: `TrainingDataError` where a class has fewer examples than there are folds.
public func stratifiedFolds(
    labels: [Int],
    count: Int,
    seed: UInt64? = nil
) throws -> [Fold] {
    precondition(count >= 2, "\(count) folds do not divide anything; at least 2 do.")
    guard !labels.isEmpty else { throw TrainingDataError.noExamples }

    // Classes are numbered by first appearance, and dealt out from the sorted labels like cards, so
    // that both the folds' sizes and each class's share in them differ by at most one.
    let classes = positionsByClass(labels).sorted { $0.positions[0] < $1.positions[0] }
    for (label, positions) in classes where positions.count < count {
        throw TrainingDataError.tooFewExamples(label: label, count: positions.count, needed: count)
    }
    var foldOfExample = [Int](repeating: 0, count: labels.count)
    var generator = seed.map { PCG64(seed: $0) }
    var dealt = 0
    for (_, positions) in classes {
        var sizes = [Int](repeating: 0, count: count)
        for card in dealt..<dealt + positions.count { sizes[card % count] += 1 }
        dealt += positions.count
        var folds = sizes.enumerated().flatMap { Array(repeating: $0.offset, count: $0.element) }
        if generator != nil { folds.shuffle(using: &generator!) }
        for (position, fold) in zip(positions, folds) { foldOfExample[position] = fold }
    }
    return (0..<count).map { fold in
        Fold(
            training: labels.indices.filter { foldOfExample[$0] != fold },
            validation: labels.indices.filter { foldOfExample[$0] == fold }
        )
    }
}
