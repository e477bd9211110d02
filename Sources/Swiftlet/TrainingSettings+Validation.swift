import SwiftletBase
import SwiftletNeural

extension SettingError {
    /// nil where the setting `isValid`.
    init?(
        _ name: String,
        _ value: some CustomStringConvertible,
        unless isValid: Bool,
        expected: String
    ) {
        if isValid { return nil }
        self.init(name: name, value: value.description, expected: expected)
    }

    /// nil where a size is in `range`.
    static func size(_ name: String, _ value: Int, _ range: ClosedRange<Int>) -> SettingError? {
        SettingError(
            name,
            value,
            unless: range.contains(value),
            expected: "\(range.lowerBound) to \(range.upperBound)"
        )
    }

    /// nil where a number is above 0, and finite.
    static func positive(_ name: String, _ value: Double) -> SettingError? {
        SettingError(
            name,
            value,
            unless: value > 0 && value.isFinite,
            expected: "more than 0"
        )
    }

    /// nil where a share to be dropped is at least 0 and below 1.
    static func share(_ name: String, _ value: Float) -> SettingError? {
        SettingError(name, value, unless: value >= 0 && value < 1, expected: "0 to below 1")
    }
}

extension TrainingSettings {
    /// The first setting that makes no sense, as it may come from a file or a command line; nil where
    /// all do.
    var firstInvalid: SettingError? {
        let warmUpRatio: Double? =
            switch schedule {
            case .constant: nil
            case .linear(let warmUp), .cosine(let warmUp): warmUp
            }
        let invalid: [SettingError?] = [
            .size("epochs", epochs, 1...1 << 24),
            .size("batchSize", batchSize, 1...1 << 24),
            .size("gradientAccumulationSteps", gradientAccumulationSteps, 1...1 << 16),
            .size("bucketBatches", bucketBatches, 1...1 << 16),
            patience.flatMap { .size("patience", $0, 1...1 << 24) },
            .positive("learningRate", learningRate),
            maxGradientNorm.flatMap { .positive("maxGradientNorm", $0) },
            warmUpRatio.flatMap {
                SettingError("warmUpRatio", $0, unless: 0...1 ~= $0, expected: "0 to 1")
            },
        ]
        return invalid.lazy.compactMap(\.self).first
    }
}
