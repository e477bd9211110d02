import Dispatch
import Swiftlet
import Synchronization

/// A line on standard error that tells which step is under way, how far it is and about how long it
/// will still take.
///
///     let progress = Progress("Training", total: 12)
///     progress.update(3)
///     progress.finish()
///
/// On a terminal the line comes once the step has taken a noticeable time. Where standard error is no
/// terminal, a log for example, a line is added each minute.
public final class Progress: Sendable {
    private struct State {
        /// When the first share was reported, and which: a step may resume from where it was left.
        var begin: (instant: ContinuousClock.Instant, share: Double)?
        var percent = 0
        /// When a line was last added to a log.
        var logged: ContinuousClock.Instant
        /// What the terminal shows, or will when the step has taken long enough.
        var line: String
        var phase = Phase.waiting
    }

    private enum Phase { case waiting, shown, finished }

    private static let logInterval = Duration.seconds(60)
    private static let noticeable = DispatchTimeInterval.milliseconds(300)

    private let title: String
    private let total: Int?
    private let later: Double
    private let state: Mutex<State>

    /// - Parameters:
    ///   - total: What `update` counts up to; nil for a step that does not tell how far it is.
    ///   - later: The seconds of what follows, which count as time left.
    public init(_ title: String, total: Int?, later: Double = 0) {
        self.title = title
        self.total = total.map { max($0, 1) }
        self.later = later
        let line = total == nil ? "\(title) …" : Self.bar(title, percent: 0, notes: [])
        state = Mutex(State(logged: .now, line: line))
        if StandardError.isTerminal {
            DispatchQueue.global().asyncAfter(deadline: .now() + Self.noticeable) { self.show() }
        }
    }

    /// Runs a step that does not tell how far it is, with its name on the terminal.
    public static func during<Result>(
        _ title: String,
        _ step: () throws -> Result
    ) rethrows -> Result {
        let progress = Progress(title, total: nil)
        defer { progress.finish() }
        return try step()
    }

    /// Shows that `done` of the total are done; may be called from any thread.
    public func update(_ done: Int) { update(Double(done), note: "") }

    /// Shows that `done` of the total are done, and a word on how it goes; may be called from any
    /// thread.
    public func update(_ done: Double, note: String) {
        guard let total else { return }
        let share = min(1, done / Double(total))
        let percent = Int(share * 100)
        state.withLock { state in
            let now = ContinuousClock.now
            let begin = state.begin ?? (now, share)
            state.begin = begin
            guard percent > state.percent, state.phase != .finished else { return }
            if !StandardError.isTerminal, now - state.logged < Self.logInterval { return }
            (state.percent, state.logged) = (percent, now)
            var notes = note.isEmpty ? [] : [note]
            if share > begin.share {
                let left = (now - begin.instant) * ((1 - share) / (share - begin.share))
                let seconds = (left.seconds + later).rounded()
                let time = NumberFormat.duration(seconds: seconds)
                if seconds >= 1 { notes.append("\(time) left\(later > 0 ? " in all" : "")") }
            }
            if StandardError.isTerminal {
                state.line = Self.bar(title, percent: percent, notes: notes)
                if state.phase == .shown { StandardError.show(state.line) }
            } else {
                writeToStandardError("\(title): \(Self.end(percent, notes))\n")
            }
        }
    }

    /// Takes the line away.
    public func finish() {
        state.withLock { state in
            if state.phase == .shown { StandardError.show("") }
            state.phase = .finished
        }
    }

    private func show() {
        state.withLock { state in
            guard state.phase == .waiting else { return }
            state.phase = .shown
            StandardError.show(state.line)
        }
    }

    /// A bar, which leaves room to a long title.
    private static func bar(_ title: String, percent: Int, notes: [String]) -> String {
        let width = min(30, max(10, 45 - title.count))
        let filled = percent * width / 100
        let bar =
            String(repeating: "█", count: filled) + String(repeating: "░", count: width - filled)
        return "\(title) \(bar) \(end(percent, notes))"
    }

    private static func end(_ percent: Int, _ notes: [String]) -> String {
        (["\(percent) %"] + notes).joined(separator: " · ")
    }
}

extension Duration {
    /// The duration in seconds.
    public var seconds: Double {
        Double(components.seconds) + Double(components.attoseconds) * 1e-18
    }
}
