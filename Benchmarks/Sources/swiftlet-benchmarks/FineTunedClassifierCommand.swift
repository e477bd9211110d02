import ArgumentParser
import Swiftlet

struct FineTunedClassifierCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fine-tuned-classifier",
        abstract: "Fine-tunes a DistilBERT classifier and scores it on unseen tweets."
    )

    @Option(help: "A directory of Hugging Face's layout.")
    var encoder: String

    @Option(help: "Labelled tweets to train on, all of them.")
    var training: String

    @Option(help: "Labelled tweets to score on.")
    var unseen: String

    @Option(help: "How many tweets make a batch, and a step.")
    var batch = 32

    @Option(help: "The learning rate.")
    var rate = 5e-5

    @Option(help: "The numbers that linear layers multiply.")
    var precision = TrainingNumbers.float32

    @Option(help: "How often to go through the tweets.")
    var epochs = 1

    @Option(help: "The seed of the order, of dropout and of the head's starting weights.")
    var seed: UInt64 = 1

    func run() throws {
        var configuration = DistilBERTClassifier.Configuration()
        configuration.precision = precision.precision
        configuration.training.epochs = epochs
        configuration.training.batchSize = batch
        configuration.training.gradientAccumulationSteps = 1
        configuration.training.learningRate = rate
        configuration.training.seed = seed
        let training = try LabelledTexts(from: training)
        let classifier = try DistilBERTClassifier.train(
            on: Array(training),
            labels: training.labels,
            from: encoder,
            configuration: configuration
        ).classifier
        let unseen = try LabelledTexts(from: unseen)
        let scores = ClassificationScores(
            truth: unseen.map(\.label),
            probabilities: try classifier.predict(unseen.map(\.text)).map(\.probabilities),
            labels: training.labels
        )
        let fields: JSONValue = ["f1": .number(scores.f1), "accuracy": .number(scores.accuracy)]
        print(fields)
    }
}
