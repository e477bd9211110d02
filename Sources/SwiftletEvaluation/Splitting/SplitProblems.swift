import SwiftletBase

// Why examples cannot be split as asked.

extension TrainingDataError {
    package static var noExamples: Self {
        Self("There is no example to split.")
    }

    package static func tooFewExamples(label: Int, count: Int, needed: Int) -> Self {
        Self(
            "Class \(label) has \(count) \(count == 1 ? "example" : "examples"); \(needed) are needed.",
            label: label
        )
    }
}

extension SettingError {
    package static func shareOutOfRange(_ share: Double) -> Self {
        Self(
            name: "share",
            value: "\(share)",
            expected: "above 0 and below 1, together with the others too"
        )
    }
}
