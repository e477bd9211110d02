import Swiftlet
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// A line on standard error that tells how far a long step is and about how long it will still take.
/// Where that is no terminal, a log for example, a line is added each minute.
///
///     let progress = Progress("Training", total: 12)
///     progress.update(3)
///     progress.finish()
public final class Progress: Sendable {
    private struct State {
        /// When the first share was told, and which: a step may go on from where it was left.
        var begin: (instant: ContinuousClock.Instant, share: Double)?
        var percent = 0
        var shown: ContinuousClock.Instant
    }

    private static let logInterval = Duration.seconds(60)

    private let title: String
    private let total: Int
    private let later: Double
    private let state = Mutex(State(shown: .now))
    private let isTerminal = isatty(STDERR_FILENO) == 1

    /// - Parameter later: The seconds of what follows, which count as time left.
    public init(_ title: String, total: Int, later: Double = 0) {
        self.title = title
        self.total = max(total, 1)
        self.later = later
        if isTerminal { writeToStandardError(line(percent: 0, notes: [])) }
    }

    /// Shows that `done` of the total are done; may be called from any thread.
    public func update(_ done: Int) { update(Double(done), note: "") }

    /// Shows that `done` of the total are done, and a word on how it goes; may be called from any
    /// thread.
    public func update(_ done: Double, note: String) {
        let share = min(1, done / Double(total))
        let percent = Int(share * 100)
        state.withLock { state in
            let now = ContinuousClock.now
            let begin = state.begin ?? (now, share)
            state.begin = begin
            guard percent > state.percent else { return }
            if !isTerminal, now - state.shown < Self.logInterval { return }
            (state.percent, state.shown) = (percent, now)
            var notes = note.isEmpty ? [] : [note]
            if share > begin.share {
                let left = (now - begin.instant) * ((1 - share) / (share - begin.share))
                let seconds = (left.seconds + later).rounded()
                let time = NumberFormat.duration(seconds: seconds)
                if seconds >= 1 { notes.append("\(time) left\(later > 0 ? " in all" : "")") }
            }
            writeToStandardError(line(percent: percent, notes: notes))
        }
    }

    /// Takes the line away.
    public func finish() {
        if isTerminal { writeToStandardError("\r\u{1B}[K") }
    }

    private func line(percent: Int, notes: [String]) -> String {
        let end = (["\(percent) %"] + notes).joined(separator: " · ")
        if !isTerminal { return "\(title): \(end)\n" }
        let filled = percent * 30 / 100
        let bar =
            String(repeating: "█", count: filled) + String(repeating: "░", count: 30 - filled)
        return "\r\(title) \(bar) \(end)\u{1B}[K"
    }
}

extension Duration {
    /// The duration in seconds.
    public var seconds: Double {
        Double(components.seconds) + Double(components.attoseconds) * 1e-18
    }
}

/// Writes text to standard error as it is.
public func writeToStandardError(_ text: String) {
    var text = text
    text.withUTF8 { bytes in
        _ = write(STDERR_FILENO, bytes.baseAddress, bytes.count)
    }
}
