/// A classifier that could be deployed: its quality and its costs.
public struct DeploymentCandidate: Sendable, Equatable {
    public var name: String
    /// A score such as the F1 on unseen tweets; higher is better.
    public var quality: Double
    /// The peak memory of a process that uses it.
    public var memoryBytes: Int
    /// How long one request takes.
    public var latencySeconds: Double

    /// Creates a candidate from what was measured.
    public init(name: String, quality: Double, memoryBytes: Int, latencySeconds: Double) {
        self.name = name
        self.quality = quality
        self.memoryBytes = memoryBytes
        self.latencySeconds = latencySeconds
    }
}

extension [DeploymentCandidate] {
    /// The positions of those that no other one beats: none is at least as good and takes no more
    /// memory and time, and is better in one of the three (Pareto's front).
    public var paretoFront: [Int] {
        indices.filter { position in !contains { $0.beats(self[position]) } }
    }
}

extension DeploymentCandidate {
    fileprivate func beats(_ other: DeploymentCandidate) -> Bool {
        let isNowhereWorse =
            quality >= other.quality && memoryBytes <= other.memoryBytes
            && latencySeconds <= other.latencySeconds
        let isSomewhereBetter =
            quality > other.quality || memoryBytes < other.memoryBytes
            || latencySeconds < other.latencySeconds
        return isNowhereWorse && isSomewhereBetter
    }
}
