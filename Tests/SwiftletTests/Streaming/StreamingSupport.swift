import Swiftlet
import Synchronization

/// What a stream of texts, its classifier and its reader did so far.
final class Ledger: Sendable {
    struct Entries {
        /// How many texts the source gave out.
        var read = 0
        /// How many predictions the loop got.
        var received = 0
        /// The most texts that were read beyond the predictions received.
        var greatestLead = 0
        /// How many texts were predicted together, by turns.
        var batches: [Int] = []
        /// Whether a prediction was computed within a task.
        var predictedInTask = false
    }

    private let state = Mutex(Entries())

    var entries: Entries { state.withLock { $0 } }
    func change(_ body: (inout sending Entries) -> Void) { state.withLock { body(&$0) } }
}

struct Failure: Error, Equatable {
    let reason: String
}

/// The texts "0", "1", … without end, or `count` of them and then an error, where there is one. Each
/// is there as soon as it is asked for.
struct Numbers: AsyncSequence, Sendable {
    var count = Int.max
    var failure: Failure?
    let ledger: Ledger

    struct AsyncIterator: AsyncIteratorProtocol {
        let numbers: Numbers
        var next = 0

        mutating func next() async throws -> String? {
            guard next < numbers.count else {
                if let failure = numbers.failure { throw failure }
                return nil
            }
            numbers.ledger.change {
                $0.read += 1
                $0.greatestLead = Swift.max($0.greatestLead, $0.read - $0.received)
            }
            next += 1
            return String(next - 1)
        }
    }

    func makeAsyncIterator() -> AsyncIterator { AsyncIterator(numbers: self) }
}

/// Gives a number in [0, 1) that grows with the number that the text is.
struct NumberClassifier: TextClassifier {
    static let approach = "number"
    let labels = ["small", "large"]
    let ledger: Ledger
    /// Called before each prediction, with the number of its first text.
    var willPredict: @Sendable (_ first: Int, _ count: Int) -> Void = { _, _ in }

    init(ledger: Ledger) { self.ledger = ledger }
    init(from directory: String) throws { throw Failure(reason: "there is nothing to load") }
    func save(to directory: String) throws { throw Failure(reason: "there is nothing to save") }

    func predict(_ texts: [String]) throws -> [Prediction] {
        ledger.change {
            $0.batches.append(texts.count)
            if withUnsafeCurrentTask(body: { $0 != nil }) { $0.predictedInTask = true }
        }
        let numbers = try texts.map { text in
            guard let number = Int(text) else { throw Failure(reason: "\(text) is no number") }
            return number
        }
        willPredict(numbers[0], numbers.count)
        return numbers.map(prediction(of:))
    }

    func prediction(of number: Int) -> Prediction {
        let large = Double(number) / Double(number + 1)
        return Prediction(labels: labels, probabilities: [1 - large, large])
    }
}
