/// The limits of a deployment.
public struct DeploymentBudget: Sendable, Equatable {
    /// The most memory; nil for any.
    public var memoryBytes: Int?
    /// The longest time of one request; nil for any.
    public var latencySeconds: Double?

    /// Creates a budget; by default without limits.
    public init(memoryBytes: Int? = nil, latencySeconds: Double? = nil) {
        self.memoryBytes = memoryBytes
        self.latencySeconds = latencySeconds
    }
}

/// Which of several classifiers to deploy, by a rule: the best quality within the budget; of those
/// that come within a tolerance of it the one that takes least memory, then least time.
/// No other candidate beats the chosen one; see `paretoFront`.
///
///     let choice = DeploymentChoice(among: candidates, within: .init(memoryBytes: 100 << 20))
///     if let chosen = choice.chosen { print(candidates[chosen].name) }
public struct DeploymentChoice: Sendable, Equatable {
    /// What a candidate takes too much of.
    public enum Excess: Sendable, Equatable {
        case memory
        case latency
    }

    /// The position of the candidate to deploy; nil where none is within the budget.
    public let chosen: Int?
    /// What each candidate takes too much of; nothing for those within the budget.
    public let excesses: [[Excess]]

    /// Chooses.
    ///
    /// - Parameters:
    ///   - tolerance: How much less quality counts as equal. Candidates whose quality is not a number
    ///     are never chosen.
    public init(
        among candidates: [DeploymentCandidate],
        within budget: DeploymentBudget = DeploymentBudget(),
        tolerance: Double = 0
    ) {
        excesses = candidates.map { candidate in
            var excess: [Excess] = []
            if let most = budget.memoryBytes, candidate.memoryBytes > most {
                excess.append(.memory)
            }
            if let longest = budget.latencySeconds, !(candidate.latencySeconds <= longest) {
                excess.append(.latency)
            }
            return excess
        }
        let affordable = candidates.indices.filter { [excesses] position in
            excesses[position].isEmpty && !candidates[position].quality.isNaN
        }
        guard let best = affordable.map({ candidates[$0].quality }).max() else {
            chosen = nil
            return
        }
        chosen = affordable.filter { candidates[$0].quality >= best - tolerance }.min {
            let (one, other) = (candidates[$0], candidates[$1])
            return (one.memoryBytes, one.latencySeconds, other.quality)
                < (other.memoryBytes, other.latencySeconds, one.quality)
        }
    }
}
