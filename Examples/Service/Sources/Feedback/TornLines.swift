import Dispatch
import Logging

/// What runs that were killed left behind the last line end of a journal's files.
///
/// No report there was acknowledged, and no reader takes it. It is cut off so that programs that
/// read whole files find lines only, and not before it had time to become whole: another service
/// that shares the directory may be writing it.
struct TornLines {
    private let directory: String
    private let logger: Logger

    init(in directory: String, logger: Logger) {
        self.directory = directory
        self.logger = logger
    }

    /// Looks for torn lines now, and cuts off those that are the same after the delay.
    func cut(after delay: Duration) {
        let thread = DispatchQueue.global(qos: .utility)
        thread.async {
            let found = find()
            guard !found.isEmpty else { return }
            let (seconds, attoseconds) = delay.components
            let nanoseconds = Int(seconds) * 1_000_000_000 + Int(attoseconds / 1_000_000_000)
            thread.asyncAfter(deadline: .now() + .nanoseconds(nanoseconds)) { cut(found) }
        }
    }

    /// The files that do not end with a line end, and their sizes.
    func find() -> [String: Int] {
        let names = (try? JournalFiles.names(in: directory)) ?? []
        let sizes = names.compactMap { name in size(ofTorn: name).map { (name, $0) } }
        return Dictionary(uniqueKeysWithValues: sizes)
    }

    /// Cuts off what still is as it was found.
    func cut(_ found: [String: Int]) {
        for (name, size) in found where self.size(ofTorn: name) == size { cut(name, size) }
    }

    /// The size of the file where it does not end with a line end.
    private func size(ofTorn name: String) -> Int? {
        let path = "\(directory)/\(name)"
        guard let size = FileSystem.size(of: path), size > 0 else { return nil }
        guard let file = (try? FileSystem.openToRead(path)) ?? nil else { return nil }
        defer { FileSystem.close(file) }
        let last = try? FileSystem.read(1, at: size - 1, from: file, path)
        return last == [JournalLine.newline] ? nil : size
    }

    private func cut(_ name: String, _ size: Int) {
        let path = "\(directory)/\(name)"
        do throws(JournalError) {
            let file = try FileSystem.openToChange(path)
            defer { FileSystem.close(file) }
            var end = size
            while end > 0 {
                let start = max(0, end - (1 << 16))
                let block = try FileSystem.read(end - start, at: start, from: file, path)
                if let last = block.lastIndex(of: JournalLine.newline) {
                    end = start + last + 1
                    break
                }
                end = start
            }
            try FileSystem.truncate(file, to: end, path)
            try FileSystem.synchronize(file, path)
            logger.warning(
                "A torn last line was cut off",
                metadata: ["file": "\(path)", "bytes": "\(size - end)"]
            )
        } catch {
            logger.warning("A torn last line could not be cut off", metadata: ["error": "\(error)"])
        }
    }
}
