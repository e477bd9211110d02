import ExampleSupport
import Swiftlet

/// TF-IDF, ten counts and logistic regression, with the cleaning that cross-validation prefers.
struct LinearApproach: Approach {
    let name = LinearClassifier.approach
    let title = "logistic regression"
    let missing: String? = nil
    let standardPerClass = 8_000
    let contenders = [Contender(name: "logistic", published: .linear)]
    private let seed: UInt64
    private let configurations: [LinearClassifier.Configuration]

    init(seed: UInt64) {
        self.seed = seed
        configurations = Cleaning.linearChoices.map {
            LinearClassifier.Configuration(
                cleaning: $0.cleaner,
                regression: LogisticRegression(maximumIterations: 1_000, seed: seed)
            )
        }
    }

    func settings() -> [(String, JSONValue)] {
        var fingerprint = DataFingerprint()
        fingerprint.add("\(configurations)")
        return [("settings", .string(fingerprint.description))]
    }

    func estimate(_ training: LabelledTexts) throws -> Double {
        try estimatedSeconds(of: training, sample: 1_000) { sample in
            _ = try bestByCrossValidation(configurations, on: sample, seed: seed)
        }
    }

    func train(_ run: TrainingRun) throws -> TrainingOutcome {
        let bar = run.progress
        let (configuration, folds) = try bestByCrossValidation(
            configurations,
            on: run.training,
            seed: seed,
            progress: { done, total in bar?.update(Double(done) / Double(total), note: "") }
        )
        let trained = try LinearClassifier.train(
            on: run.training.examples,
            labels: run.training.labels,
            configuration: configuration
        )
        if !trained.history.converged {
            announce("The solver did not converge: \(trained.history.reason).")
        }
        try trained.classifier.save(to: run.directory(of: contenders[0]), profile: nil)
        return TrainingOutcome(details: [
            ("cleaning", .string(Cleaning.name(of: configuration.cleaning))),
            ("cross_validated_f1", .number(folds.scores.f1)),
            ("iterations", .integer(trained.history.iterations)),
            ("converged", .bool(trained.history.converged)),
        ])
    }
}
