/// The record of an epoch.
public struct EpochRecord: Sendable, Equatable {
    /// The epoch's number, from 1.
    public let epoch: Int
    /// The mean loss of the epoch's examples, each at the time of its batch.
    public let trainingLoss: Double
    public let validation: Validation?
    /// The learning rate of the epoch's last step.
    public let learningRate: Double
}

/// The history of a training.
public struct TrainingHistory: Sendable, Equatable {
    /// Completed epochs.
    public internal(set) var epochs: [EpochRecord] = []
    /// The number of the epoch, from 1, whose weights the model has in the end; nil where there was
    /// no validation, and the model has the last weights.
    public internal(set) var bestEpoch: Int?
    public internal(set) var end = End.running

    /// Why a training ended.
    public enum End: String, Sendable, Equatable {
        /// It has not.
        case running
        /// All epochs are completed.
        case completed
        /// The validation did not get better for as many epochs as the settings' patience.
        case stoppedEarly
        /// The caller asked for it, or the task was cancelled.
        case cancelled
    }
}

/// The progress of a training after a step.
public struct TrainingProgress: Sendable, Equatable {
    /// The current epoch, from 1, and how many there are at most.
    public let epoch: Int
    public let epochs: Int
    /// How many batches of the epoch are done, and how many it has.
    public let batch: Int
    public let batches: Int
    /// The mean loss of the epoch's examples so far.
    public let loss: Double
    /// The record of the epoch, when it has ended with this step.
    public let record: EpochRecord?
}

/// Whether a training continues.
public enum TrainingDecision: Sendable, Equatable {
    case `continue`
    /// Stop now; the model gets the best weights so far.
    case stop
}
