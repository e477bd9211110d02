/// The predictions of an asynchronous sequence of texts; see
/// ``TextClassifier/predictions(of:batchSize:)``.
public struct PredictionSequence<Texts>: AsyncSequence, Sendable
where Texts: AsyncSequence & Sendable, Texts.Element == String {
    public typealias Element = Prediction
    public typealias Failure = any Error

    private let texts: Texts
    private let classifier: any TextClassifier
    private let batchSize: Int

    init(_ texts: Texts, classifier: any TextClassifier, batchSize: Int) {
        precondition(batchSize > 0, "Batches of \(batchSize) texts.")
        self.texts = texts
        self.classifier = classifier
        self.batchSize = batchSize
    }

    public func makeAsyncIterator() -> Iterator {
        Iterator(texts, classifier: classifier, batchSize: batchSize)
    }

    /// Gives out predictions one by one. It begins to read when the first one is asked for.
    public struct Iterator: AsyncIteratorProtocol {
        private let texts: Texts
        private let classifier: any TextClassifier
        private let batchSize: Int

        private var reading: TextReading?
        /// How many texts the next batch may have.
        private var batchLimit = 1
        /// The predictions of the last batch, and how many of them were given out.
        private var batch: [Prediction] = []
        private var position = 0
        private var isFinished = false

        init(_ texts: Texts, classifier: any TextClassifier, batchSize: Int) {
            self.texts = texts
            self.classifier = classifier
            self.batchSize = batchSize
        }

        public mutating func next(
            isolation actor: isolated (any Actor)?
        ) async throws -> Prediction? {
            if isFinished { return nil }
            do {
                try Task.checkCancellation()
                if position == batch.count {
                    batch = try await nextBatch(isolation: actor)
                    position = 0
                }
            } catch {
                finish()
                throw error
            }
            guard position < batch.count else {
                finish()
                return nil
            }
            position += 1
            return batch[position - 1]
        }

        /// The predictions of the texts that are there: at least one, for which it waits; none at the
        /// end of the texts.
        private mutating func nextBatch(
            isolation actor: isolated (any Actor)?
        ) async throws -> [Prediction] {
            let reading = reading ?? TextReading(texts, capacity: batchSize)
            self.reading = reading
            let texts = try await reading.next(upTo: batchLimit, isolation: actor)
            if texts.isEmpty { return [] }
            batchLimit = Swift.min(batchSize, batchLimit * 2)
            return try await classifier.predictions(of: texts, isolation: actor)
        }

        private mutating func finish() {
            isFinished = true
            batch = []
            position = 0
            reading = nil
        }
    }
}
