import ArgumentParser
import Swiftlet

/// A linear classifier from raw tweets to its scores on unseen ones.
struct ClassifierCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "classifier",
        abstract: "Trains a linear classifier and scores it on unseen tweets."
    )

    @Option(help: "Labelled tweets to train on.")
    var training: String

    @Option(help: "Labelled tweets to score on.")
    var unseen: String

    @Option(
        help: "What to train: \(ClassifierConfiguration.allValueStrings.joined(separator: ", "))."
    )
    var configuration: ClassifierConfiguration

    @Option(help: "When the regression stops; default: where scikit-learn's does.")
    var tolerance: Double?

    @Option(help: "How many times to time the training, after one that does not count; default: 0.")
    var repetitions = 0

    @Option(help: "Gets the saved classifier.")
    var save: String?

    @Option(help: "Gets the cleaned texts, the counts and the probabilities, as safetensors.")
    var export: String?

    func run() throws {
        var configuration = configuration.configuration
        if let tolerance { configuration.regression.tolerance = tolerance }
        let training = try [LabelledText](from: training)
        let unseen = try [LabelledText](from: unseen)
        let result = try LinearClassifier.train(on: training, configuration: configuration)
        let classifier = result.classifier
        let probabilities = try classifier.predict(unseen.map(\.text)).map { $0.probabilities[1] }
        let scores = ClassificationScores(truth: unseen.map(\.label), probabilities: probabilities)
        if let save { try classifier.save(to: save) }
        if let export {
            var file = SafetensorsWriter()
            file.add("training", training, cleanedBy: configuration.cleaning)
            file.add("unseen", unseen, cleanedBy: configuration.cleaning)
            file.add("probabilities", probabilities, shape: [probabilities.count])
            try file.save(to: export)
        }
        let times = try (0..<max(0, repetitions)).map { _ in
            try seconds {
                _ = try LinearClassifier.train(on: training, configuration: configuration)
            }
        }
        let fields: JSONValue = [
            "seconds": ["train": .numbers(times)],
            "scores": [
                "accuracy": .number(scores.accuracy),
                "precision": .number(scores.precision),
                "recall": .number(scores.recall),
                "f1": .number(scores.f1),
                "auc": scores.areaUnderCurve.map { .number($0) } ?? .null,
            ],
            "features": .integer(classifier.weightedTerms.count),
            "iterations": .integer(result.history.iterations),
            "converged": .bool(result.history.converged),
            "configuration": configuration.description,
        ]
        print(fields)
    }
}

extension SafetensorsWriter {
    /// Adds what the features of `examples` are made of: cleaned texts and counts of the raw ones.
    fileprivate mutating func add(
        _ name: String,
        _ examples: [LabelledText],
        cleanedBy clean: TextCleaner
    ) {
        add("\(name).texts", clean(examples.map(\.text)))
        add("\(name).labels", examples.map(\.label), shape: [examples.count])
        let counts = examples.flatMap { TweetCounts($0.text).values }
        add("\(name).counts", Tensor(counts, shape: [examples.count, TweetCounts.names.count]))
    }
}
