/// How a model is trained.
public struct TrainingSettings: Sendable, Equatable, Codable {
    /// How often at most all examples are gone through.
    public var epochs = 10
    /// How many examples make a batch; the last batch of an epoch has what is left.
    public var batchSize = 32
    /// How many batches' gradients are averaged for one step of the optimiser.
    public var gradientAccumulationSteps = 1
    public var optimizer = Optimizer.adam()
    public var learningRate = 1e-3
    /// How the rate changes over the steps of all `epochs`.
    public var schedule = LearningRateSchedule.constant
    /// Gradients longer than this are scaled to this length; nil for no limit.
    public var maxGradientNorm: Double?
    /// With how many batches' examples at a time batches of like lengths are made: each such run of
    /// the shuffled examples is sorted by length. 1 for batches of whatever lengths. More is faster
    /// and less random.
    public var bucketBatches = 1
    /// After how many epochs without a better validation the training stops; nil for never.
    public var patience: Int?
    /// By how much a validation must be better to count as such.
    public var minimumImprovement = 0.0
    /// By what validations are compared.
    public var monitor = TrainingMonitor.highestScore
    /// The seed of the order of the examples.
    public var seed: UInt64 = 0

    /// The defaults.
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

/// By what the epochs of a training are compared.
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

/// What a model reached on examples that it was not trained on.
public struct Validation: Sendable, Equatable {
    public let loss: Double
    /// A score such as F1, of which more is better.
    public let score: Double
    /// The share of examples whose class was predicted; nil where it was not measured.
    public let accuracy: Double?
    /// Of two classes the precision of the second, of more the mean of all; nil where it was not
    /// measured.
    public let precision: Double?
    /// Of two classes the recall of the second, of more the mean of all; nil where it was not
    /// measured.
    public let recall: Double?

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
