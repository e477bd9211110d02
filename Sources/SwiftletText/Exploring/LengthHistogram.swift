import SwiftletBase

/// How often each length occurs, from which quantiles are taken without keeping every length.
public struct LengthHistogram: Sendable, Equatable {
    /// The counts of the lengths below ``denseLimit``, as far as they occurred.
    private var dense: [Int] = []
    private var beyond: [Int: Int] = [:]

    /// How many lengths there are.
    public private(set) var count = 0
    /// All lengths together.
    public private(set) var sum = 0

    private static let denseLimit = 4_096

    /// A histogram of nothing.
    public init() {}

    /// Counts a length, which is not negative.
    public mutating func add(_ length: Int) { add(length, times: 1) }

    mutating func add(_ other: LengthHistogram) {
        for (length, times) in other.entries { add(length, times: times) }
    }

    private mutating func add(_ length: Int, times: Int) {
        precondition(length >= 0, "A length of \(length).")
        if length >= Self.denseLimit {
            beyond[length, default: 0] += times
        } else {
            if length >= dense.count {
                dense += repeatElement(0, count: length + 1 - dense.count)
            }
            dense[length] += times
        }
        count += times
        sum += length * times
    }

    /// The lengths that occur, in ascending order, each with its frequency.
    public var entries: [(length: Int, count: Int)] {
        var entries: [(length: Int, count: Int)] = []
        for (length, times) in dense.enumerated() where times > 0 {
            entries.append((length, times))
        }
        for (length, times) in beyond.sorted(by: { $0.key < $1.key }) {
            entries.append((length, times))
        }
        return entries
    }

    /// The mean length, nil where there is none.
    public var mean: Double? { count > 0 ? Double(sum) / Double(count) : nil }

    /// The length below which a share of all lie, as `numpy.quantile` has it: between two lengths
    /// it interpolates. Nil where there is no length.
    ///
    /// - Parameter share: 0 for the shortest to 1 for the longest.
    public func quantile(_ share: Double) -> Double? {
        precondition(0...1 ~= share, "A quantile at \(share) of all.")
        guard count > 0 else { return nil }
        return SwiftletBase.quantile(share, of: count) { Double(length(at: $0)) }
    }

    /// The length at a place below ``count``, were all put in order.
    private func length(at place: Int) -> Int {
        var passed = 0
        for (length, times) in entries {
            passed += times
            if passed > place { return length }
        }
        preconditionFailure("The counts of the lengths do not add up.")
    }
}
