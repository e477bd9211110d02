import Swiftlet

/// Writes predictions as JSON:
/// `{"label":"positive","probability":0.98,"probabilities":{"negative":0.02,"positive":0.98}}`.
///
/// What all predictions of a classifier share is made once.
public struct PredictionEncoder: Sendable {
    /// The bytes before the probability, for each label.
    private let beginnings: [String: [UInt8]]
    /// The bytes before the probability of each label.
    private let names: [[UInt8]]

    /// - Parameter labels: Those of the classifier.
    public init(labels: [String]) {
        let quoted = labels.map { "\(JSONValue.string($0))" }
        let beginnings = quoted.map { Array("{\"label\":\($0),\"probability\":".utf8) }
        self.beginnings = Dictionary(uniqueKeysWithValues: zip(labels, beginnings))
        names = quoted.enumerated().map { position, label in
            Array((position == 0 ? ",\"probabilities\":{" : ",").utf8) + Array("\(label):".utf8)
        }
    }

    /// A prediction as one JSON object.
    public func encode(_ prediction: Prediction) -> [UInt8] {
        var bytes: [UInt8] = []
        append(prediction, to: &bytes)
        return bytes
    }

    /// Adds a prediction as one JSON object, without a line end.
    public func append(_ prediction: Prediction, to bytes: inout [UInt8]) {
        bytes += beginnings[prediction.label]!
        bytes += prediction.probability.description.utf8
        for (name, probability) in zip(names, prediction.probabilities) {
            bytes += name
            bytes += probability.description.utf8
        }
        bytes += "}}".utf8
    }
}
