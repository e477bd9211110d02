import SwiftletBase

/// A classifier could not answer: the answer to a text, counted from 0, is no number.
public struct PredictionError: Error, Sendable, Equatable, CustomStringConvertible {
    public let text: Int

    public init(text: Int) { self.text = text }

    public var description: String {
        "The answer to text \(text) is not finite: the weights are too large."
    }
}

extension SettingError {
    package static func tooManyTokens(_ tokens: Int, rows: Int) -> Self {
        Self(
            name: "tokenizer",
            value: "one of \(tokens) tokens",
            expected: "at most \(rows), the word embeddings of the model"
        )
    }

    package static func wrongLabels(_ labels: [String]) -> Self {
        Self(
            name: "labels",
            value: "\(labels)",
            expected: "at least two, all different"
        )
    }

    package static var regression: Self {
        Self(
            name: "model",
            value: "one that gives numbers, not labels: its problem_type is regression, or it has "
                + "one label",
            expected: "one that gives labels; load this one as a DistilBERTRegressor"
        )
    }

    package static func wrongClassCount(_ count: Int, expected: Int) -> Self {
        Self(
            name: "calibration",
            value: "one for \(count) classes",
            expected: "one for \(expected), as the classifier has"
        )
    }

    package static var quantizedModel: Self {
        Self(
            name: "model",
            value: "one with weights of 8 bits, which are not trained further",
            expected: "the one with weights of 32 bits that it was made of"
        )
    }
}

extension FormatError {
    /// A setting in a file that is not what it must be.
    init(file: String, _ setting: SettingError) {
        self.init(
            file: file,
            problem: "the setting \(setting.name) is \(setting.value), expected \(setting.expected)"
        )
    }
}
