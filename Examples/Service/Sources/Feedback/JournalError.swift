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
    /// There is no file of a journal at the path.
    case noJournal(path: String)
    /// None of the lines of the files holds a report.
    case noReports(files: [String], lines: Int)
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
        case .noJournal(let path):
            """
            \(path): there is no journal of feedback. Expected a directory with files such as \
            feedback-20261130T051739123Z-3fa9c1d2.jsonl, or one such file.
            """
        case .noReports(let files, let lines):
            """
            \(files.joined(separator: ", ")): none of the \(lines) lines holds a report. Expected one \
            JSON object a line with id, time, text, predicted_label and score, as the service writes them.
            """
        }
    }
}
