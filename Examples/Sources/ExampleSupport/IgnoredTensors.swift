import Swiftlet

extension TrainingResult<DistilBERTClassifier, TrainingHistory> {
    /// Says on standard error which tensors of the encoder's checkpoint were left out, such as the head
    /// of another task.
    public func noteIgnoredTensors() {
        let names = classifier.model.ignoredTensors
        guard !names.isEmpty else { return }
        let list = names.prefix(4).joined(separator: ", ") + (names.count > 4 ? ", …" : "")
        StandardError.add(
            "Left out \(names.count) tensors of the encoder that a classifier has no use for: \(list)\n"
        )
    }
}
