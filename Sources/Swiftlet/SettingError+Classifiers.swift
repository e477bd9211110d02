import SwiftletBase

extension SettingError {
    /// Throws the first setting that makes no sense.
    static func requireNone(_ invalid: [SettingError?]) throws(Self) {
        if let wrong = invalid.lazy.compactMap(\.self).first { throw wrong }
    }

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
            expected: "one that gives labels; a regression is a DistilBERTRegressor, whose numbers "
                + "the program classify prints"
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

extension [String] {
    /// Whether these can be the labels of a classifier: two or more, all different.
    var areLabels: Bool { count >= 2 && Set(self).count == count }
}
