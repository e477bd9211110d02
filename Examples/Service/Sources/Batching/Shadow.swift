import Dispatch
import Metrics
import Swiftlet
import SwiftletPlatform
import Synchronization

/// A challenger that answers, unseen, what the model answers, so that both can be compared.
///
///     let shadow = Shadow(directory: "models/versions/7")
///     shadow.offer(texts, answers.predictions)        // returns at once
///     shadow.summary.agreed
///
/// It answers one text after another on a thread of its own, to which the system gives what nobody
/// else needs. What comes faster is left out, and counted: no request waits for it.
public final class Shadow: Sendable {
    /// What came of it so far.
    public struct Summary: Sendable, Equatable {
        /// Two labels that the model and the challenger gave for one text, and how often.
        public struct Pair: Sendable, Hashable {
            public let answered: String
            public let shadow: String
        }

        /// Texts that both answered, and those among them with the same label.
        public fileprivate(set) var compared = 0
        public fileprivate(set) var agreed = 0
        /// Texts that were left out.
        public fileprivate(set) var dropped = 0
        public fileprivate(set) var disagreements: [Pair: Int] = [:]
        /// Why the challenger could not be loaded; nil where it was, or is to be.
        public fileprivate(set) var error: String?

        public init() {}
    }

    private struct State {
        var waiting: [(text: String, label: String)] = []
        var bytes = 0
        var summary = Summary()
    }

    /// The directory that the challenger was saved in.
    public let directory: String
    private let maximumBytes: Int
    private let onDisagreement:
        @Sendable (_ text: String, _ answered: String, _ shadow: String) -> Void
    private let onFailure: @Sendable (_ error: any Error) -> Void
    private let state = Mutex(State())
    /// What was left out while the state was in use.
    private let missed = Atomic(0)
    private let wakeUp = DispatchSemaphore(value: 0)

    private let agreements = Counter(
        label: "swiftlet_shadow_predictions_total",
        dimensions: [("result", "agreed")]
    )
    private let disagreements = Counter(
        label: "swiftlet_shadow_predictions_total",
        dimensions: [("result", "disagreed")]
    )
    private let drops = Counter(
        label: "swiftlet_shadow_predictions_total",
        dimensions: [("result", "dropped")]
    )

    /// Starts the thread, which loads the challenger and runs as long as the process.
    ///
    /// - Parameters:
    ///   - directory: A saved classifier.
    ///   - maximumBytes: As many bytes of texts may wait; more are left out.
    ///   - onFailure: Told, on the thread, why the challenger cannot be loaded.
    ///   - onDisagreement: Told, on the thread, of each text that both answer otherwise.
    public init(
        directory: String,
        maximumBytes: Int = 1 << 18,
        onFailure: @escaping @Sendable (_ error: any Error) -> Void = { _ in },
        onDisagreement:
            @escaping @Sendable (
                _ text: String, _ answered: String, _ shadow: String
            ) -> Void = { _, _, _ in }
    ) {
        self.directory = directory
        self.maximumBytes = maximumBytes
        self.onFailure = onFailure
        self.onDisagreement = onDisagreement
        DispatchQueue(label: "shadow", qos: .background).async { self.run() }
    }

    /// What came of it so far.
    public var summary: Summary {
        var summary = state.withLock { $0.summary }
        summary.dropped += missed.load(ordering: .relaxed)
        return summary
    }

    /// Has the challenger answer texts some time, where there is room.
    public func offer(_ texts: [String], _ answers: [Prediction]) {
        // The thread may have been stopped while it holds the lock: nobody waits for it.
        let taken = state.withLockIfAvailable { state -> Int in
            guard state.summary.error == nil else {
                state.summary.dropped += texts.count
                return 0
            }
            var taken = 0
            for (text, answer) in zip(texts, answers)
            where state.bytes + text.utf8.count <= maximumBytes {
                state.waiting.append((text, answer.label))
                state.bytes += text.utf8.count
                taken += 1
            }
            state.summary.dropped += texts.count - taken
            return taken
        }
        let left = texts.count - (taken ?? 0)
        if taken == nil { missed.add(texts.count, ordering: .relaxed) }
        if left > 0 { drops.increment(by: left) }
        if taken ?? 0 > 0 { wakeUp.signal() }
    }

    private func run() {
        #if os(Linux)
            // SCHED_IDLE, which the C library shows under a flag only.
            var priority = sched_param()
            sched_setscheduler(0, 5, &priority)
        #endif
        let model: ServedModel
        do {
            model = try Threads.withCount(1) { try ServedModel(directory: directory) }
        } catch {
            state.withLock { state in
                state.summary.error = "\(error)"
                state.waiting = []
            }
            return onFailure(error)
        }
        model.removeFiles()
        while true {
            let waiting = state.withLock { state in
                defer { (state.waiting, state.bytes) = ([], 0) }
                return state.waiting
            }
            if waiting.isEmpty { wakeUp.wait() }
            for (text, label) in waiting { compare(text, label, model) }
        }
    }

    private func compare(_ text: String, _ label: String, _ model: ServedModel) {
        let answer = Threads.withCount(1) { try? model.classifier.predict(text) }
        guard let answer else {
            state.withLock { $0.summary.dropped += 1 }
            drops.increment()
            return
        }
        let agrees = answer.label == label
        state.withLock { state in
            state.summary.compared += 1
            if agrees { state.summary.agreed += 1 }
            if !agrees {
                let pair = Summary.Pair(answered: label, shadow: answer.label)
                state.summary.disagreements[pair, default: 0] += 1
            }
        }
        if agrees { agreements.increment() } else { disagreements.increment() }
        if !agrees { onDisagreement(text, label, answer.label) }
    }
}
