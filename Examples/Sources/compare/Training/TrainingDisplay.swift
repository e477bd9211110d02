import ExampleSupport
import Swiftlet
import Synchronization

/// The progress of a training on a terminal, with the time that is left of all trainings.
final class TrainingDisplay: Sendable {
    private let progress: Progress
    private let later: Double
    private let clock = ContinuousClock()
    /// When the first share was told, and which: a training may go on from a checkpoint.
    private let start = Mutex<(instant: ContinuousClock.Instant, share: Double)?>(nil)

    /// - Parameter later: The seconds of the trainings that follow.
    init(_ title: String, later: Double) {
        progress = Progress(title, total: 1_000)
        self.later = later
    }

    /// Shows that `share` of the training is done, and a word on how it goes; from any thread.
    func update(_ share: Double, note: String) {
        let now = clock.now
        let (begin, before) = start.withLock { start in
            if start == nil { start = (now, share) }
            return start!
        }
        var notes = note.isEmpty ? [] : [note]
        if share > before {
            let left = (now - begin).seconds * (1 - share) / (share - before)
            notes.append("\(NumberFormat.duration(seconds: left + later)) left in all")
        }
        progress.update(share * 1_000, note: notes.joined(separator: " · "))
    }

    /// Takes the line away.
    func finish() { progress.finish() }
}

extension Duration {
    /// The duration in seconds.
    var seconds: Double {
        Double(components.seconds) + Double(components.attoseconds) * 1e-18
    }
}
