import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// A line on standard error that tells how far a long step is; silent where that is no terminal.
///
///     let progress = Progress("Training", total: 12)
///     progress.update(3)
///     progress.finish()
public final class Progress: Sendable {
    private let title: String
    private let total: Int
    private let shown: Mutex<Int>
    private let isTerminal = isatty(STDERR_FILENO) == 1

    public init(_ title: String, total: Int) {
        self.title = title
        self.total = max(total, 1)
        shown = Mutex(-1)
        update(0)
    }

    /// Shows that `done` of the total are done; may be called from any thread.
    public func update(_ done: Int) { update(Double(done), note: "") }

    /// Shows that `done` of the total are done, and a word on how it goes; may be called from any
    /// thread.
    public func update(_ done: Double, note: String) {
        guard isTerminal else { return }
        let percent = min(100, Int(done * 100 / Double(total)))
        shown.withLock { last in
            guard percent > last else { return }
            last = percent
            let filled = percent * 30 / 100
            let bar =
                String(repeating: "█", count: filled) + String(repeating: "░", count: 30 - filled)
            let end = note.isEmpty ? "" : " · " + note
            writeToStandardError("\r\(title) \(bar) \(percent) %\(end)\u{1B}[K")
        }
    }

    /// Takes the line away.
    public func finish() {
        if isTerminal { writeToStandardError("\r\u{1B}[K") }
    }
}

/// Writes text to standard error as it is.
public func writeToStandardError(_ text: String) {
    var text = text
    text.withUTF8 { bytes in
        _ = write(STDERR_FILENO, bytes.baseAddress, bytes.count)
    }
}
