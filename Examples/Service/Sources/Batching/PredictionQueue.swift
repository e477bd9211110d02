import Dispatch
import Metrics
import Swiftlet
import Synchronization

/// Texts that wait to be classified, and the threads that take what waits together.
///
/// A request alone is classified at once: nothing waits for others to come. What a linear model is
/// asked does not wait at all, unless it is long. While batches are computed the next one gathers, at
/// most ``Limits/batchTexts`` texts and ``Limits/batchBytes`` bytes. A batch alone is split over the
/// cores; several are computed at once, one on each.
public final class PredictionQueue: Sendable {
    /// How much is taken together, and how much may wait.
    public struct Limits: Sendable {
        /// The most texts in a batch.
        public var batchTexts = 64
        /// The most bytes of text in a batch, unless one entry alone has more: as many as keep the
        /// products of a transformer on one core fast. More would take memory and let others wait.
        public var batchBytes = 512
        /// As many texts may wait or be computed, however slow the model is: so many clients that ask
        /// for one text at a time are never refused.
        public var queuedTexts = 64
        /// More may wait where they are expected to wait no longer than this, in seconds.
        public var queuedSeconds = 0.1
        /// A linear model classifies no more bytes of text than this at once, on the thread that
        /// asks: it takes as long as waking another thread, or less.
        public var immediateBytes = 4_096
        /// The most explanations that may wait.
        public var explanations = 16

        public init() {}
    }

    /// The answers to one entry, in the order of its texts.
    public struct Answers: Sendable {
        public let predictions: [Prediction]
        public let inspections: [TextInspection]
        /// The model that gave them.
        public let model: ServedModel
        /// How long the entry waited, in seconds.
        public let queueSeconds: Double
        /// How long its batch was cleaned and cut into tokens to count them, in seconds.
        public let tokenizeSeconds: Double
        /// How long its batch was classified from there on, in seconds.
        public let inferSeconds: Double
    }

    /// Why an entry was not taken.
    public enum Refusal: Error, Equatable {
        /// Too much waits; there should be room again after this many seconds.
        case full(retryAfterSeconds: Int)
        /// No model is loaded yet.
        case noModel
    }

    private struct Entry {
        let texts: [String]
        let isBulk: Bool
        let bytes: Int
        let enqueued: ContinuousClock.Instant
        let continuation: CheckedContinuation<Answers, any Error>
    }

    private struct State {
        var entries: [Entry] = []
        /// Entries before this one are taken already.
        var first = 0
        var waitingTexts = 0
        /// In batches that are being computed.
        var computedTexts = 0
        /// Those of bulk requests that wait or are being computed.
        var bulkTexts = 0
        /// Recent texts a second, smoothed; 0 until the first batch.
        var textsPerSecond = 0.0
        /// Threads that compute a batch, and those that wait for one.
        var busyWorkers = 0
        var idleWorkers = 0

        var isEmpty: Bool { first == entries.count }
    }

    private let models: ModelHolder
    private let limits: Limits
    private let state = Mutex(State())
    private let wakeUp = DispatchSemaphore(value: 0)
    private let explanations = DispatchQueue(label: "explanations")
    private let waitingExplanations = Atomic(0)

    private let queueSeconds = Recorder(label: "swiftlet_queue_seconds")
    private let tokenizeSeconds = Recorder(label: "swiftlet_tokenise_seconds")
    private let inferSeconds = Recorder(label: "swiftlet_infer_seconds")
    private let batchTexts = Recorder(label: "swiftlet_batch_texts")

    /// Starts a thread for each core, which run as long as the process.
    public init(models: ModelHolder, limits: Limits = Limits()) {
        self.models = models
        self.limits = limits
        for number in 0..<Threads.count {
            DispatchQueue(label: "predictions \(number)", qos: .userInitiated).async { self.run() }
        }
    }

    /// How many texts wait.
    public var waitingTexts: Int { state.withLock { $0.waitingTexts } }

    /// How many wait or are being computed.
    var busyTexts: Int { state.withLock { $0.waitingTexts + $0.computedTexts } }

    /// Whether explanations are read off the model's weights, at no cost to speak of.
    public var explainsByWeights: Bool { models.current?.isLinear ?? false }

    /// What an entry is a part of.
    public enum Kind: Sendable {
        /// A request for one text. Parts of bulk requests that wait never make it refused.
        case single
        /// The first part of a request for many, refused where too much of any kind waits.
        case bulk
        /// A later part of one that was admitted, taken however much waits.
        case admittedBulk
    }

    /// Classifies texts together with what else waits.
    ///
    /// - Throws: ``Refusal``, or what the classifier throws.
    public func predict(_ texts: [String], as kind: Kind = .single) async throws -> Answers {
        let bytes = texts.reduce(0) { $0 + $1.utf8.count }
        if bytes <= limits.immediateBytes, let model = models.current, model.isLinear {
            let answers = try classify(texts, with: model)
            queueSeconds.record(answers.queueSeconds)
            return answers
        }
        return try await withCheckedThrowingContinuation { continuation in
            let entry = Entry(
                texts: texts,
                isBulk: kind != .single,
                bytes: bytes,
                enqueued: .now,
                continuation: continuation
            )
            let (refusal, wakes) = state.withLock { state -> (Refusal?, Bool) in
                if let refusal = self.refusal(of: kind, state) { return (refusal, false) }
                if kind != .single { state.bulkTexts += texts.count }
                state.entries.append(entry)
                state.waitingTexts += texts.count
                let wakes = state.idleWorkers > 0
                if wakes { state.idleWorkers -= 1 }
                return (nil, wakes)
            }
            if let refusal { continuation.resume(throwing: refusal) }
            if wakes { wakeUp.signal() }
        }
    }

    /// Explains the prediction of one text; see `TextClassifier.explain(_:)`.
    ///
    /// An explanation may take as many predictions as the text has words: they are computed one
    /// after another on a thread of their own, beside the predictions.
    ///
    /// - Throws: ``Refusal``, or what the classifier throws.
    public func explain(_ text: String) async throws -> Explanation {
        guard waitingExplanations.add(1, ordering: .relaxed).oldValue < limits.explanations else {
            waitingExplanations.subtract(1, ordering: .relaxed)
            throw Refusal.full(retryAfterSeconds: 1)
        }
        defer { waitingExplanations.subtract(1, ordering: .relaxed) }
        guard let model = models.current else { throw Refusal.noModel }
        return try await withCheckedThrowingContinuation { continuation in
            explanations.async {
                continuation.resume(with: Result { try model.classifier.explain(text) })
            }
        }
    }

    /// Why another entry is not taken now; `nil` where there is room.
    private func refusal(of kind: Kind, _ state: State) -> Refusal? {
        if kind == .admittedBulk { return nil }
        var texts = state.waitingTexts + state.computedTexts
        if kind == .single { texts -= state.bulkTexts }
        if texts < limits.queuedTexts { return nil }
        let seconds = Double(texts) / max(state.textsPerSecond, 1)
        if seconds <= limits.queuedSeconds { return nil }
        return .full(retryAfterSeconds: max(1, Int(seconds.rounded(.up))))
    }

    // MARK: - The threads

    private func run() {
        while true {
            let (batch, threads) = nextBatch()
            if let model = models.current {
                Threads.withCount(threads) { predict(batch, with: model) }
            } else {
                for entry in batch { answer(entry, .failure(Refusal.noModel)) }
            }
            state.withLock { $0.busyWorkers -= 1 }
        }
    }

    /// What waits, as far as it fits into one batch, and how many threads it is computed on: a batch
    /// alone on all, else each on one, so that none waits for the threads of another. Waits for the
    /// first entry.
    private func nextBatch() -> (entries: [Entry], threads: Int) {
        while true {
            let batch = state.withLock { state -> (entries: [Entry], threads: Int)? in
                if state.isEmpty {
                    state.idleWorkers += 1
                    return nil
                }
                let end = batchEnd(in: state)
                let entries = Array(state.entries[state.first..<end])
                state.first = end
                // What was taken leaves the array once it is the greater part of it.
                if state.first * 2 >= state.entries.count {
                    state.entries.removeFirst(state.first)
                    state.first = 0
                }
                let texts = entries.reduce(0) { $0 + $1.texts.count }
                state.waitingTexts -= texts
                state.computedTexts += texts
                let isAlone = state.busyWorkers == 0 && state.isEmpty
                state.busyWorkers += 1
                return (entries, isAlone ? Threads.count : 1)
            }
            if let batch { return batch }
            wakeUp.wait()
        }
    }

    /// Where the next batch ends; there is at least one entry.
    private func batchEnd(in state: State) -> Int {
        var texts = 0
        var bytes = 0
        for index in state.first..<state.entries.count {
            let entry = state.entries[index]
            texts += entry.texts.count
            bytes += entry.bytes
            if index > state.first, texts > limits.batchTexts || bytes > limits.batchBytes {
                return index
            }
        }
        return state.entries.count
    }

    private func predict(_ batch: [Entry], with model: ServedModel) {
        let start = ContinuousClock.now
        do {
            let answers = try classify(batch.flatMap(\.texts), with: model)
            var next = 0
            for entry in batch {
                let range = next..<next + entry.texts.count
                next = range.upperBound
                let queueSeconds = (start - entry.enqueued).seconds
                self.queueSeconds.record(queueSeconds)
                answer(entry, .success(answers.part(range, queueSeconds)))
            }
        } catch  where batch.count > 1 {
            // One entry's text must not fail the others'.
            for entry in batch { predict([entry], with: model) }
        } catch {
            answer(batch[0], .failure(error))
        }
    }

    private func answer(_ entry: Entry, _ result: Result<Answers, any Error>) {
        // Before: who is answered may ask again at once.
        state.withLock { state in
            state.computedTexts -= entry.texts.count
            if entry.isBulk { state.bulkTexts -= entry.texts.count }
        }
        entry.continuation.resume(with: result)
    }

    /// Classifies a batch on the calling thread and counts it.
    private func classify(_ texts: [String], with model: ServedModel) throws -> Answers {
        let start = ContinuousClock.now
        var tokenized = start
        var inspections: [TextInspection] = []
        let predictions = try model.classifier.predict(texts) {
            inspections = $0
            tokenized = .now
        }
        let end = ContinuousClock.now
        let answers = Answers(
            predictions: predictions,
            inspections: inspections,
            model: model,
            queueSeconds: 0,
            tokenizeSeconds: (tokenized - start).seconds,
            inferSeconds: (end - tokenized).seconds
        )
        state.withLock { state in
            let rate =
                Double(texts.count * max(1, state.busyWorkers)) / max((end - start).seconds, 1e-9)
            let weight = state.textsPerSecond == 0 ? 1 : 0.1
            state.textsPerSecond += weight * (rate - state.textsPerSecond)
        }
        tokenizeSeconds.record(answers.tokenizeSeconds)
        inferSeconds.record(answers.inferSeconds)
        batchTexts.record(texts.count)
        return answers
    }
}

extension PredictionQueue.Answers {
    /// Those to one entry of a batch.
    fileprivate func part(_ range: Range<Int>, _ queueSeconds: Double) -> Self {
        PredictionQueue.Answers(
            predictions: Array(predictions[range]),
            inspections: Array(inspections[range]),
            model: model,
            queueSeconds: queueSeconds,
            tokenizeSeconds: tokenizeSeconds,
            inferSeconds: inferSeconds
        )
    }
}
