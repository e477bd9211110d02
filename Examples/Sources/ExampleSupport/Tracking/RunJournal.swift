import Swiftlet
import SwiftletPlatform

/// A file of a JSON object a line that tells how a run goes: `run.jsonl`.
///
/// It is locked while the run goes on. The program `track` reads it, and keeps in a file beside it
/// (`run.sent.json`) how far it has sent what it read to which server.
final class RunJournal: Sendable {
    let path: String
    private let descriptor: Int32

    /// Begins a journal, in place of that of an earlier run. An earlier one that is not sent yet,
    /// though it is to be, gets another name, `run-….jsonl`; where it is still being written, the new
    /// one does.
    ///
    /// - Throws: `FileError` naming the path.
    init(at path: String, identifier: String) throws(FileError) {
        var path = path
        if let earlier = EarlierJournal(at: path) {
            if earlier.isBeingWritten {
                path = Self.name(path, with: identifier)
            } else if !earlier.isDone {
                let name = Self.name(path, with: earlier.identifier)
                rename(path, name)
                rename(Self.placeFile(of: path), Self.placeFile(of: name))
            }
        }
        // Not emptied but replaced, since the earlier one may still be read.
        unlink(path)
        unlink(Self.placeFile(of: path))
        descriptor = open(path, O_CREAT | O_EXCL | O_WRONLY | O_APPEND | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else {
            throw FileError(operation: "create", path: path, reason: .system(code: errno))
        }
        flock(descriptor, LOCK_EX | LOCK_NB)
        self.path = path
    }

    deinit { close(descriptor) }

    /// Adds a line.
    ///
    /// - Throws: `FileError` where it cannot be written, whole or in part.
    func write(_ event: JSONObject) throws(FileError) {
        let line = JSONValue.object(event).encoded() + [UInt8(ascii: "\n")]
        var written = 0
        while written < line.count {
            let count = line.withUnsafeBytes {
                systemWrite(descriptor, $0.baseAddress! + written, $0.count - written)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else {
                throw FileError(operation: "write", path: path, reason: .system(code: errno))
            }
            written += count
        }
    }

    /// The file beside a journal that tells how far it is sent.
    static func placeFile(of journal: String) -> String {
        journal.dropLast(".jsonl".count) + ".sent.json"
    }

    private static func name(_ journal: String, with identifier: String) -> String {
        journal.dropLast(".jsonl".count) + "-\(identifier.prefix(8)).jsonl"
    }
}

/// The journal of an earlier run.
private struct EarlierJournal {
    let identifier: String
    let isBeingWritten: Bool
    /// Whether nobody asked to send it, or all is sent.
    let isDone: Bool

    /// - Returns: nil where there is none that can be read.
    init?(at path: String) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        isBeingWritten = flock(descriptor, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK
        guard let bytes = try? FileReader.bytes(of: path),
            let first = bytes.split(separator: UInt8(ascii: "\n"), maxSplits: 1).first,
            let event = try? JSONValue(parsing: Array(first)).object(),
            let identifier = try? event.string("run"),
            !identifier.isEmpty, identifier.allSatisfy(\.isHexDigit)
        else { return nil }
        self.identifier = identifier
        let place = try? JSONValue(from: RunJournal.placeFile(of: path)).object()
        let isSent = (try? place?.bool("complete")) ?? false
        isDone = event["server"] == nil || isSent
    }
}

private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer, _ count: Int) -> Int {
    write(descriptor, bytes, count)
}
