/// Why a training could not continue.
public enum TrainingError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The loss of a batch is infinite or no number: the learning rate is too high, or an input is
    /// not finite.
    case lossNotFinite(epoch: Int, batch: Int)

    public var description: String {
        switch self {
        case .lossNotFinite(let epoch, let batch):
            "The loss of batch \(batch) of epoch \(epoch) is not finite."
        }
    }
}
