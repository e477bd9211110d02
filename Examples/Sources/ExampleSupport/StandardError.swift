import SwiftletPlatform
import Synchronization

/// Standard error, where on a terminal the last line may be one of progress.
enum StandardError {
    static let isTerminal = isatty(STDERR_FILENO) == 1

    /// The line of progress that stands on the terminal; empty where none does.
    private static let standingLine = Mutex("")

    /// Puts a line of progress in place of the one that stands there; an empty one takes that away.
    static func show(_ line: String) {
        standingLine.withLock { standing in
            standing = line
            write(erasure + drawn(line))
        }
    }

    /// Writes lines above the line of progress.
    static func add(_ text: String) {
        standingLine.withLock { standing in
            write(standing.isEmpty ? text : erasure + text + drawn(standing))
        }
    }

    private static let erasure = "\r\u{1B}[K"

    /// A line that the terminal cuts at its edge, since one that it wrapped could not be taken away.
    private static func drawn(_ line: String) -> String {
        line.isEmpty ? "" : "\u{1B}[?7l\(line)\u{1B}[?7h"
    }

    private static func write(_ text: String) {
        var text = text
        text.withUTF8 { bytes in
            systemWrite(STDERR_FILENO, bytes.baseAddress, bytes.count)
        }
    }
}

/// Writes text, which ends with its line, to standard error as it is.
public func writeToStandardError(_ text: String) { StandardError.add(text) }

private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) {
    _ = write(descriptor, bytes, count)
}
