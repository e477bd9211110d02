import SwiftletNeural

/// A setting that makes no sense, as text for whoever chose it.
struct InvalidSetting {
    let name: String
    let value: String
    let expected: String

    init(_ name: String, _ value: some CustomStringConvertible, expected: String) {
        self.name = name
        self.value = value.description
        self.expected = expected
    }
}

extension TrainingSettings {
    /// The first setting that makes no sense, as it may come from a file or a command line; nil where
    /// all do.
    var firstInvalid: InvalidSetting? {
        let sizes = [
            ("epochs", epochs, 1 << 24), ("batchSize", batchSize, 1 << 24),
            ("batchesPerStep", batchesPerStep, 1 << 16), ("bucketBatches", bucketBatches, 1 << 16),
            ("patience", patience ?? 1, 1 << 24),
        ]
        for (name, value, limit) in sizes where value < 1 || value > limit {
            return InvalidSetting(name, value, expected: "1 to \(limit)")
        }
        if !(learningRate > 0 && learningRate.isFinite) {
            return InvalidSetting("learningRate", learningRate, expected: "more than 0")
        }
        if let clippingNorm, !(clippingNorm > 0) {
            return InvalidSetting("clippingNorm", clippingNorm, expected: "more than 0")
        }
        switch schedule {
        case .constant: break
        case .linear(let warmUp), .cosine(let warmUp):
            if !(0...1 ~= warmUp) {
                return InvalidSetting("warmUpShare", warmUp, expected: "0 to 1")
            }
        }
        return nil
    }
}
