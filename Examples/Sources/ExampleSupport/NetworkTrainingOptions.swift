import ArgumentParser
import Swiftlet

/// The options of a network's training, with the defaults of its classifier.
public struct NetworkTrainingOptions<Configuration: NetworkConfiguration>: ParsableArguments {
    private static var defaults: TrainingSettings { Configuration().training }

    @Option(help: "Learning rate of Adam.")
    public var learningRate = Self.defaults.learningRate

    @Option(help: "Schedule of the learning rate: constant, linear or cosine.")
    public var schedule = Schedule(Self.defaults.schedule)

    @Option(help: "Maximum number of epochs.")
    public var epochs = Self.defaults.epochs

    @Option(help: "Stop after so many epochs without a better validation F1, or 'all'.")
    public var patience = Self.defaults.patience.map { CountOrAll.count($0) } ?? .all

    @Option(help: "Tweets in a batch.")
    public var batchSize = Self.defaults.batchSize

    @Flag(help: "Weight the classes inversely to their frequencies.")
    public var balanceClasses = false

    @Option(help: "A file that is written after each epoch; training resumes from it.")
    public var checkpoint: String?

    /// The options that give the settings of a training, by the names of the settings.
    public static var optionsOfSettings: [String: String] {
        [
            "learningRate": "--learning-rate", "epochs": "--epochs", "patience": "--patience",
            "batchSize": "--batch-size",
        ]
    }

    public init() {}

    /// The settings that the options describe; the others are the defaults.
    public func settings(seed: UInt64) -> TrainingSettings {
        var settings = Self.defaults
        settings.learningRate = learningRate
        settings.schedule = schedule.value
        settings.epochs = epochs
        settings.patience = patience.number
        settings.batchSize = batchSize
        settings.seed = seed
        return settings
    }

    public var classWeighting: ClassWeighting { balanceClasses ? .balanced : .equal }

    /// The options as `metrics.json` has them, with the settings that were trained with: a search may
    /// have found others.
    public func described(_ settings: TrainingSettings) -> [(String, JSONValue)] {
        [
            ("learning_rate", .number(settings.learningRate)),
            ("schedule", .string(Schedule(settings.schedule).rawValue)),
            ("batch_size", .integer(settings.batchSize)),
            ("epochs", .integer(settings.epochs)),
            ("patience", settings.patience.map { .integer($0) } ?? .null),
            ("balance_classes", .bool(balanceClasses)),
            ("checkpoint", checkpoint.map { .string($0) } ?? .null),
        ]
    }
}
