import Dispatch

extension TextClassifier {
    /// Predicts the labels of many texts in the order given, as `predict` does, while the calling
    /// task is suspended.
    ///
    ///     let predictions = try await classifier.predictions(of: ["Great flight!", "lost my bag"])
    ///
    /// `predict` computes on the thread that calls it. Within a task that is one of the few threads
    /// that all tasks share, so that others wait for it; this method computes on a thread of
    /// Dispatch. A prediction that has begun is finished, even where the task is cancelled.
    ///
    /// - Throws: What `predict` throws.
    public func predictions(
        of texts: [String],
        isolation: isolated (any Actor)? = #isolation
    ) async throws -> [Prediction] {
        try await withCheckedThrowingContinuation(isolation: isolation) { continuation in
            DispatchQueue.global().async {
                continuation.resume(with: Result { try predict(texts) })
            }
        }
    }

    /// Predicts the labels of texts as they come, in their order.
    ///
    ///     for try await prediction in classifier.predictions(of: lines) {
    ///         print(prediction.label)
    ///     }
    ///
    /// A task of its own reads ahead of the predictions. What has come by the time the loop asks for
    /// the next prediction is predicted together: one text where texts come slowly, so that each is
    /// answered at once, and up to `batchSize` where they come fast. The first text is predicted
    /// alone, the next two together, and so on doubling, so that the first answer is there promptly.
    ///
    /// No more than `2 * batchSize` texts are read beyond the last prediction that was given out: a
    /// loop that is slow holds up the source. Predictions are computed as in
    /// ``predictions(of:isolation:)``, away from the threads that tasks share.
    ///
    /// An error of the source is thrown behind the predictions of the texts before it. An error of
    /// the classifier is thrown for the whole batch. A loop whose task is cancelled gets
    /// `CancellationError`; then, and when the loop is left, the reading task is cancelled. After an
    /// error there is nothing more.
    ///
    /// - Parameters:
    ///   - texts: Any asynchronous sequence of texts, such as an `AsyncStream` or a file's lines. It
    ///     is read once for each loop over the result, from a task of its own.
    ///   - batchSize: The most texts that are predicted together.
    public func predictions<Texts>(
        of texts: Texts,
        batchSize: Int = 256
    ) -> PredictionSequence<Texts> {
        PredictionSequence(texts, classifier: self, batchSize: batchSize)
    }
}
