/// Why a training could not go on.
public enum TrainingError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The loss of a batch is infinite or no number: the learning rate is too high, or an input is
    /// not finite.
    case lossNotFinite(epoch: Int, batch: Int)
    /// A checkpoint belongs to another training: `what` is `found` there where this one has
    /// `expected`.
    case checkpointMismatch(file: String, what: String, found: String, expected: String)
    /// A checkpoint's member is not what it must be.
    case malformedCheckpoint(file: String, message: String)

    public var description: String {
        switch self {
        case .lossNotFinite(let epoch, let batch):
            "The loss of batch \(batch) of epoch \(epoch) is not finite."
        case .checkpointMismatch(let file, let what, let found, let expected):
            "\(file): a checkpoint of another training: \(what) is \(found), not \(expected)."
        case .malformedCheckpoint(let file, let message):
            "\(file): not a checkpoint: \(message)."
        }
    }
}
