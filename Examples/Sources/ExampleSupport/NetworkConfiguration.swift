import Swiftlet

/// The configuration of a classifier that trains a network.
public protocol NetworkConfiguration: Sendable, Equatable, Codable {
    var training: TrainingSettings { get set }

    /// The defaults.
    init()
}

extension BiLSTMClassifier.Configuration: NetworkConfiguration {}
extension SentenceEncoderClassifier.Configuration: NetworkConfiguration {}
extension DistilBERTClassifier.Configuration: NetworkConfiguration {}
