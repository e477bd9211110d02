import ExampleSupport
import Swiftlet

/// All contenders side by side, and which of them to deploy.
struct Comparison {
    let contenders: [MeasuredContender]
    let candidates: [DeploymentCandidate]
    let budget: DeploymentBudget
    let tolerance: Double
    let choice: DeploymentChoice

    init(contenders: [MeasuredContender], budget: DeploymentBudget, tolerance: Double) {
        self.contenders = contenders
        self.budget = budget
        self.tolerance = tolerance
        candidates = contenders.map {
            DeploymentCandidate(
                name: $0.contender.name,
                quality: $0.split("test").scores.f1,
                memoryBytes: $0.measurements.peakBytes,
                latencySeconds: $0.measurements.latency.p95
            )
        }
        choice = DeploymentChoice(among: candidates, within: budget, tolerance: tolerance)
    }

    /// What the F1 is called: that of the second of two classes, or the mean of more.
    var nameOfF1: String { contenders[0].split("test").scores.nameOfF1 }

    /// Whether the classes are negative and positive, for which there are published figures to
    /// show.
    var showsPublished: Bool { contenders[0].hard != nil }

    /// The choice and the rule behind it, in words.
    var verdict: String {
        let rule =
            "Rule: the highest \(nameOfF1) on the test tweets\(limits); F1 within "
            + "\(NumberFormat.decimal(tolerance)) of it counts as equal, and of equals the one "
            + "that takes least memory is chosen."
        return [decision, excluded, rule, caution].filter { !$0.isEmpty }.joined(separator: "\n")
    }

    private var decision: String {
        guard let chosen = choice.chosen else {
            return "Choice: none; no approach is within the budget."
        }
        let candidate = candidates[chosen]
        return "Choice: \(candidate.name), \(nameOfF1) \(NumberFormat.decimal(candidate.quality)), "
            + "\(NumberFormat.bytes(candidate.memoryBytes)), "
            + "\(NumberFormat.duration(seconds: candidate.latencySeconds)) a tweet."
    }

    private var limits: String {
        let limits = [
            budget.memoryBytes.map { "at most \(NumberFormat.bytes($0)) of memory" },
            budget.latencySeconds.map {
                "at most \(NumberFormat.duration(seconds: $0)) a tweet for 95 of 100"
            },
        ].compactMap { $0 }
        return limits.isEmpty ? "" : " with \(limits.joined(separator: " and "))"
    }

    private var excluded: String {
        let names = zip(candidates, choice.excesses).filter { !$1.isEmpty }.map {
            candidate,
            excess in
            let reasons = excess.map {
                switch $0 {
                case .memory: NumberFormat.bytes(candidate.memoryBytes)
                case .latency: NumberFormat.duration(seconds: candidate.latencySeconds)
                }
            }
            return "\(candidate.name) (\(reasons.joined(separator: ", ")))"
        }
        return names.isEmpty ? "" : "Over the budget: \(names.joined(separator: ", "))."
    }

    /// How far apart two F1 may be by chance: twice the standard error of a share of so many tweets.
    private var caution: String {
        let scores = contenders[0].split("test").scores
        let share = scores.accuracy
        let error = 2 * (share * (1 - share) / Double(scores.count)).squareRoot()
        return "On \(NumberFormat.count(scores.count)) test tweets an F1 is known to about "
            + "±\(NumberFormat.decimal(error)) (95 %)."
    }
}
