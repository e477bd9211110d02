import Swiftlet

/// The gates of a challenger, with the results that decide whether it is promoted.
public struct PromotionDecision: Sendable {
    /// One thing that is asked.
    public struct Gate: Sendable, Equatable {
        public let name: String
        public let champion: String
        public let challenger: String
        /// The gate, in words.
        public let limit: String
        public let isPassed: Bool
    }

    public let gates: [Gate]
    /// Why there is no challenger to ask about; nil where there is one.
    public let obstacle: String?

    /// The decision on a challenger.
    public init(_ gates: [Gate]) {
        self.gates = gates
        obstacle = nil
    }

    /// No challenger was trained.
    public init(obstacle: String) {
        gates = []
        self.obstacle = obstacle
    }

    public var isPromoted: Bool { obstacle == nil && gates.allSatisfy(\.isPassed) }

    /// Why the champion is kept; empty where it is not.
    public var reasons: [String] {
        if let obstacle { return [obstacle] }
        return gates.filter { !$0.isPassed }.map { gate in
            "\(gate.name): \(gate.champion) before, \(gate.challenger) now; asked is \(gate.limit)"
        }
    }

    /// The decision in one sentence or more.
    public var sentence: String {
        isPromoted
            ? "Promoted: every gate is passed."
            : "Kept the champion. \(reasons.joined(separator: ". "))."
    }
}

extension PromotionDecision.Gate {
    /// The score on the fixed test, which may fall a little.
    public static func test(
        champion: ClassificationScores,
        challenger: ClassificationScores,
        tolerance: Double
    ) -> Self {
        Self(
            name: (champion.labels.count == 2 ? "F1" : "macro F1") + ", fixed test",
            champion: NumberFormat.decimal(champion.f1, places: 4),
            challenger: NumberFormat.decimal(challenger.f1, places: 4),
            limit: "not more than \(NumberFormat.decimal(tolerance)) lower",
            // A difference of exactly so much passes, whatever the last binary digit.
            isPassed: challenger.f1 >= champion.f1 - tolerance - 1e-12
        )
    }

    /// Whether the data are as good as those that the champion was trained on: their labels mean the
    /// same, and the champion's settings, trained on them without reports, reach what it had.
    ///
    /// - Parameters:
    ///   - champion: What the champion itself has on the fixed test, which it may have learned.
    ///   - recordedF1: What it had on unseen texts when it was trained; nil where that is not known.
    ///   - reference: What its settings have, trained on the rest of the data.
    public static func data(
        champion: ClassificationScores,
        recordedF1: Double?,
        reference: ClassificationScores,
        tolerance: Double
    ) -> Self {
        func f1(_ value: Double, _ when: String) -> String {
            "F1 \(NumberFormat.decimal(value, places: 4)) \(when)"
        }
        let accuracy = champion.balancedAccuracy
        guard accuracy > 1 / Double(champion.labels.count) else {
            return Self(
                name: "data",
                champion: "balanced accuracy \(NumberFormat.decimal(accuracy))",
                challenger: f1(reference.f1, "without reports"),
                limit: "labels of --data with the champion's meaning (see --labels)",
                isPassed: false
            )
        }
        return Self(
            name: "data",
            champion: recordedF1.map { f1($0, "when trained") } ?? "not known",
            challenger: f1(reference.f1, "without reports"),
            limit: "not more than \(NumberFormat.decimal(tolerance)) lower, or a --test",
            isPassed: recordedF1.map { reference.f1 >= $0 - tolerance - 1e-12 } ?? true
        )
    }

    /// The reports kept to judge by, on which the challenger must be better beyond chance.
    public static func feedback(champion: [Bool], challenger: [Bool]) -> Self {
        func share(_ isRight: [Bool]) -> String {
            "\(isRight.count { $0 }) of \(isRight.count) right"
        }
        let bootstrap = PairedBootstrap(champion, challenger)
        let bounds = [bootstrap.lower, bootstrap.upper].map {
            NumberFormat.decimal(100 * $0, places: 1)
        }
        return Self(
            name: "judged reports",
            champion: share(champion),
            challenger: "\(share(challenger)), difference \(bounds[0]) to \(bounds[1]) points",
            limit: "an interval of 95 % above 0",
            isPassed: bootstrap.lower > 0
        )
    }

    /// The hard texts, of which a few more may be wrong.
    public static func hard(champion: [Bool], challenger: [Bool], tolerance: Int) -> Self {
        let (before, now) = (champion.count { $0 }, challenger.count { $0 })
        return Self(
            name: "hard texts right",
            champion: "\(before) of \(champion.count)",
            challenger: "\(now) of \(challenger.count)",
            limit: "not worse by more than \(tolerance)",
            isPassed: now >= before - tolerance
        )
    }

    /// How long one text takes.
    public static func latency(
        champion: LatencySummary,
        challenger: LatencySummary,
        milliseconds: Double
    ) -> Self {
        Self(
            name: "latency of one text, p95",
            champion: NumberFormat.duration(seconds: champion.p95),
            challenger: NumberFormat.duration(seconds: challenger.p95),
            limit: "at most \(NumberFormat.duration(seconds: milliseconds / 1_000))",
            isPassed: challenger.p95 * 1_000 <= milliseconds
        )
    }

    /// The most memory of a process that answers one text.
    public static func memory(champion: Int, challenger: Int, mebibytes: Double) -> Self {
        Self(
            name: "peak memory",
            champion: NumberFormat.bytes(champion),
            challenger: NumberFormat.bytes(challenger),
            limit: "at most \(NumberFormat.bytes(Int(mebibytes * 1_048_576)))",
            isPassed: Double(challenger) <= mebibytes * 1_048_576
        )
    }
}
