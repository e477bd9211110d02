import SwiftletBase

// Why texts with labels cannot be trained on.

extension TrainingDataError {
    /// The names of the labels are fewer than two, or two are the same.
    package static func wrongLabels(_ labels: [String]) -> Self {
        Self("The labels are \(labels), expected at least two, all different.")
    }

    /// An example has a label that is not the number of one of so many names.
    package static func unknownLabel(_ label: Int, labels: Int) -> Self {
        Self("An example has the label \(label), expected 0 to \(labels - 1).", label: label)
    }

    /// No example has this label, counted from 0.
    package static func missingLabel(_ label: Int, name: String) -> Self {
        Self(
            "No example to train on has the label \(label) (\(name)); each label must occur.",
            label: label
        )
    }

    /// The texts to train a BiLSTM on have no words, for instance because all are empty once cleaned.
    package static func emptyVocabulary(texts: Int) -> Self {
        Self("The \(texts) texts to train on have no words; they are empty once cleaned.")
    }

    /// Embeddings have so many numbers, where the sentence encoder gives `expected`.
    package static func wrongDimension(_ found: Int, expected: Int) -> Self {
        Self("The embeddings have \(found) numbers, those of the encoder \(expected).")
    }
}

extension TrainingDataError {
    /// Throws unless there are names of two or more classes, all different.
    static func requireLabels(_ names: [String]) throws(Self) {
        guard names.areLabels else { throw .wrongLabels(names) }
    }

    /// Throws unless each label is the number of one of the names.
    static func requireKnown(_ labels: some Sequence<Int>, _ names: [String]) throws(Self) {
        for label in labels where !(0..<names.count ~= label) {
            throw .unknownLabel(label, labels: names.count)
        }
    }

    /// Throws unless each label is the number of one of the names, and each name occurs.
    static func requireAll(_ labels: some Sequence<Int>, _ names: [String]) throws(Self) {
        try requireLabels(names)
        try requireKnown(labels, names)
        let found = Set(labels)
        for (label, name) in names.enumerated() where !found.contains(label) {
            throw .missingLabel(label, name: name)
        }
    }
}
