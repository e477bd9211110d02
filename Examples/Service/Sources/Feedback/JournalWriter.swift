#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Appends lines to a file that no other process writes to.
///
/// A file in which a write failed is cut back to what was good and never written to again, so a
/// reader that saw more of it cannot mistake what comes later.
struct JournalWriter {
    private struct File {
        let descriptor: Int32
        let path: String
        var size = 0
    }

    private let directory: String
    private let maximumFileBytes: Int
    /// How long a write may take before another service could hold what it sees for a torn line.
    private let patience: Duration
    private let run = String(UInt32.random(in: 0 ... .max), radix: 16)
    private var file: File?
    private var lastName: String?

    init(directory: String, maximumFileBytes: Int, patience: Duration) {
        self.directory = directory
        self.maximumFileBytes = maximumFileBytes
        self.patience = patience
    }

    /// Writes whole lines and has the system keep them.
    ///
    /// Where it fails in a file that was begun before, it is tried once more in a new one: the
    /// file may have been removed, its folder mounted again, or its largest size reached.
    mutating func append(_ lines: [UInt8]) throws(JournalError) {
        if let size = file?.size, size + lines.count > maximumFileBytes { leaveFile() }
        if file != nil, (try? write(lines)) == .kept { return }
        try begin()
        if try write(lines) == .changed {
            throw .failed(
                action: "append to",
                file: directory,
                reason: "something else changes or removes the files in it"
            )
        }
    }

    /// Closes the file; the next lines go to a new one.
    mutating func leaveFile() {
        guard let file else { return }
        FileSystem.close(file.descriptor)
        self.file = nil
    }

    private mutating func begin() throws(JournalError) {
        leaveFile()
        let name = JournalFiles.name(at: Date(), run: run, after: lastName)
        let path = "\(directory)/\(name)"
        file = File(descriptor: try FileSystem.create(path), path: path)
        lastName = name
        FileSystem.synchronizeDirectory(directory)
    }

    private enum Outcome {
        case kept
        /// It took so long that another service may have cut the lines off.
        case slow
        /// The file is gone, or another size than it should be.
        case changed
    }

    /// Writes to the file, and leaves it where the lines may not be in it.
    private mutating func write(_ lines: [UInt8]) throws(JournalError) -> Outcome {
        guard let file else { return .changed }
        let start = ContinuousClock.now
        do throws(JournalError) {
            try FileSystem.write(lines, to: file.descriptor, file.path)
            try FileSystem.synchronize(file.descriptor, file.path)
            // Until here half a line can be seen, where a network drive's client keeps writes back.
            let isSlow = ContinuousClock.now - start > patience
            let status = try FileSystem.status(of: file.descriptor, file.path)
            let isChanged = status.links == 0 || status.size != file.size + lines.count
            if isChanged || isSlow { leaveFile() } else { self.file?.size += lines.count }
            return isChanged ? .changed : isSlow ? .slow : .kept
        } catch {
            try? FileSystem.truncate(file.descriptor, to: file.size, file.path)
            if file.size == 0 { FileSystem.remove(file.path) }
            leaveFile()
            throw error
        }
    }
}
