import Swiftlet

/// How much oftener one classifier is right than another on the same texts, and between which bounds
/// that lies for 95 of 100 such draws of texts.
public struct PairedBootstrap: Sendable, Equatable {
    /// The share of texts that the second is right on, less that of the first.
    public let difference: Double
    public let lower: Double
    public let upper: Double

    /// - Parameters:
    ///   - first: Whether the first classifier is right, by text.
    ///   - second: Whether the second is, of the same texts; at least one.
    ///   - resamples: How many draws with replacement.
    public init(_ first: [Bool], _ second: [Bool], resamples: Int = 10_000, seed: UInt64 = 1) {
        precondition(
            first.count == second.count && !first.isEmpty,
            "\(first.count) and \(second.count) answers are not those to the same texts."
        )
        let count = first.count
        // Texts on which both are right or both wrong count 0: how many of a draw are none of these
        // is all that matters.
        let gains = zip(first, second).map { ($1 ? 1 : 0) - ($0 ? 1 : 0) }
        difference = Double(gains.reduce(0, +)) / Double(count)
        var generator = PCG64(seed: seed)
        let sums = (0..<resamples).map { _ in
            (0..<count).reduce(0) { sum, _ in sum + gains[generator.below(count)] }
        }.sorted()
        lower = Double(sums[Int(0.025 * Double(resamples))]) / Double(count)
        upper = Double(sums[Int(0.975 * Double(resamples))]) / Double(count)
    }
}
