import ExampleSupport
import Swiftlet

/// Writes predictions to standard output as JSON, one object a line.
struct PredictionLines {
    private let encoder: PredictionEncoder

    init(labels: [String]) { encoder = PredictionEncoder(labels: labels) }

    /// Writes a line for each prediction, in their order; the lines are made on all threads.
    func write(_ predictions: [Prediction]) throws {
        let parts = Threads.map(predictions.count, minimumPart: 256) { [encoder] range in
            var bytes: [UInt8] = []
            bytes.reserveCapacity(range.count * 128)
            for prediction in predictions[range] {
                encoder.append(prediction, to: &bytes)
                bytes.append(UInt8(ascii: "\n"))
            }
            return bytes
        }
        for bytes in parts { try writeToStandardOutput(bytes) }
    }
}
