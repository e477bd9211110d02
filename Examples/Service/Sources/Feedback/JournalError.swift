/// Why a ``Journal`` did not take a report, or a ``JournalReader`` could not read one.
public enum JournalError: Error, Sendable, Equatable {
    /// There is no room for the report: the disk, the quota or the largest size of a file is full.
    case diskFull(file: String)
    /// The system refused to do something to a file or a directory.
    case failed(action: String, file: String, reason: String)
    /// The report cannot be written as JSON.
    case invalidReport(reason: String)
    /// The journal was closed.
    case closed
}

extension JournalError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .diskFull(let file):
            """
            \(file): there is no room for the report. Free space on its disk, or choose another \
            directory for the feedback.
            """
        case .failed(let action, let file, let reason):
            """
            \(file): could not \(action) it: \(reason). The feedback needs a directory that this \
            user can read and write.
            """
        case .invalidReport(let reason):
            "The report cannot be written as JSON: \(reason)."
        case .closed:
            "The journal of feedback is closed."
        }
    }
}
