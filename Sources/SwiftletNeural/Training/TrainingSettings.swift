/// The settings of a training.
public struct TrainingSettings: Sendable, Equatable, Codable {
    /// Maximum number of epochs.
    public var epochs = 10
    /// Examples in a batch; the last batch of an epoch has the rest.
    public var batchSize = 32
    /// Batches whose gradients are averaged for one step of the optimiser.
    public var gradientAccumulationSteps = 1
    public var optimizer = Optimizer.adam()
    public var learningRate = 1e-3
    /// Schedule of the learning rate over the steps of all `epochs`.
    public var schedule = LearningRateSchedule.constant
    /// Maximum norm of the gradient, which is scaled down to it; nil for no limit.
    public var maxGradientNorm: Double?
    /// Batches per length bucket: the shuffled examples are cut into runs of so many batches, and
    /// each run is sorted by length. 1 for batches of any lengths. More is faster and less random.
    public var bucketBatches = 1
    /// Epochs without an improvement after which the training stops; nil for never.
    public var patience: Int?
    /// Minimum improvement of a validation that counts.
    public var minimumImprovement = 0.0
    /// What selects the best epoch.
    public var monitor = TrainingMonitor.highestScore
    /// The seed of the order of the examples.
    public var seed: UInt64 = 0

    /// Creates the default settings.
    public init() {}

    /// The names in files are those of the first version.
    private enum CodingKeys: String, CodingKey {
        case epochs, batchSize
        case gradientAccumulationSteps = "batchesPerStep"
        case optimizer, learningRate, schedule
        case maxGradientNorm = "clippingNorm"
        case bucketBatches, patience, minimumImprovement, monitor, seed
    }

    /// Stops the program where a setting makes no sense.
    func requireValid() {
        precondition(epochs >= 0, "\(epochs) epochs are negative.")
        precondition(batchSize > 0, "A batch size of \(batchSize) is not positive.")
        precondition(
            gradientAccumulationSteps > 0,
            "\(gradientAccumulationSteps) gradient accumulation steps are not positive."
        )
        precondition(bucketBatches > 0, "\(bucketBatches) batches per bucket are not positive.")
        precondition(learningRate >= 0, "A learning rate of \(learningRate) is negative.")
    }
}

/// What selects the best epoch of a training.
public enum TrainingMonitor: String, Sendable, Equatable, Codable {
    /// The epoch with the highest validation score is best.
    case highestScore
    /// The epoch with the lowest validation loss is best.
    case lowestLoss

    func isBetter(_ new: Validation, than old: Validation, by improvement: Double) -> Bool {
        switch self {
        case .highestScore: new.score > old.score + improvement
        case .lowestLoss: new.loss < old.loss - improvement
        }
    }
}

/// The scores of a model on examples that it was not trained on.
public struct Validation: Sendable, Equatable {
    public let loss: Double
    /// A score such as F1; higher is better.
    public let score: Double
    /// The share of examples whose class was predicted; nil where it was not measured.
    public let accuracy: Double?
    /// Of two classes the precision of the second, of more the mean of all; nil where it was not
    /// measured.
    public let precision: Double?
    /// Of two classes the recall of the second, of more the mean of all; nil where it was not
    /// measured.
    public let recall: Double?

    /// Creates a validation from its loss and scores.
    public init(
        loss: Double,
        score: Double,
        accuracy: Double? = nil,
        precision: Double? = nil,
        recall: Double? = nil
    ) {
        self.loss = loss
        self.score = score
        self.accuracy = accuracy
        self.precision = precision
        self.recall = recall
    }
}
