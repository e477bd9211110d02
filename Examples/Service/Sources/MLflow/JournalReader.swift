import SwiftletBase
import SwiftletPlatform

/// Reads the events of a journal, also while it is written.
final class JournalReader {
    /// An event, and where the next line begins.
    struct Line: Sendable, Equatable {
        let event: RunEvent
        let end: Int

        /// Whether the run ends with it.
        var isEnd: Bool {
            if case .ended = event.content { event.part.isEmpty } else { false }
        }
    }

    let path: String
    /// The lines that are no events, and the first of them.
    private(set) var foreign: (count: Int, first: String)?
    private let descriptor: Int32
    /// Where the next line begins.
    private var offset: Int
    /// No event of a training is as long; a line that is longer is none.
    private static let longestLine = 64 << 20

    /// - Throws: `FileError` naming the path.
    init(_ path: String, from offset: Int = 0) throws(FileError) {
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw FileError(operation: "open", path: path, reason: .system(code: errno))
        }
        self.path = path
        self.offset = offset
    }

    deinit { close(descriptor) }

    /// Whether a program is writing the journal.
    var isBeingWritten: Bool {
        if flock(descriptor, LOCK_SH | LOCK_NB) == 0 {
            flock(descriptor, LOCK_UN)
            return false
        }
        return errno == EWOULDBLOCK
    }

    /// When the journal was last written to, in milliseconds since 1970.
    var lastChange: Int {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { return 0 }
        #if canImport(Darwin)
            let time = status.st_mtimespec
        #else
            let time = status.st_mtim
        #endif
        return Int(time.tv_sec) * 1_000 + Int(time.tv_nsec) / 1_000_000
    }

    /// Whether the journal tells how the run ended.
    func hasEnded() throws(FileError) -> Bool {
        let place = offset
        let found = foreign
        defer { (offset, foreign) = (place, found) }
        offset = 0
        while true {
            let lines = try next()
            if lines.contains(where: \.isEnd) { return true }
            if lines.isEmpty { return false }
        }
    }

    /// Adds to the journal of a program that ended without a word that it did so.
    func endKilled(at time: Int) {
        let writer = open(path, O_WRONLY | O_APPEND | O_CLOEXEC)
        guard writer >= 0 else { return }
        defer { close(writer) }
        // By now it may be that of another run.
        var (own, found) = (stat(), stat())
        guard fstat(descriptor, &own) == 0, fstat(writer, &found) == 0,
            own.st_ino == found.st_ino, own.st_dev == found.st_dev
        else { return }
        // Behind a line that was not written to its end.
        let isTorn = (try? read(1, at: max(0, size - 1))) != [UInt8(ascii: "\n")]
        let line = #"{"event":"ended","time":\#(time),"status":"KILLED"}"#
        let bytes = Array(((isTorn ? "\n" : "") + line + "\n").utf8)
        _ = systemWrite(writer, bytes, bytes.count)
    }

    var size: Int {
        var status = stat()
        return fstat(descriptor, &status) == 0 ? Int(status.st_size) : 0
    }

    /// Goes back to where the line begins that is to be read next.
    func move(to offset: Int) { self.offset = offset }

    /// The events of the lines that are whole; of a line that is still being written, and of those
    /// behind the limit, the next call.
    func next(upTo limit: Int = 4 << 20) throws(FileError) -> [Line] {
        var bytes: [UInt8] = []
        var lines: [Line] = []
        let begin = offset
        while true {
            let part = try read(1 << 18, at: offset + bytes.count)
            if part.isEmpty { return lines }
            bytes += part
            guard let last = bytes.lastIndex(of: UInt8(ascii: "\n")) else {
                if bytes.count > Self.longestLine { skip(bytes.count) }
                continue
            }
            var start = 0
            while start <= last {
                let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n"))!
                take(Array(bytes[start..<end]), end: offset + end + 1, into: &lines)
                start = end + 1
            }
            offset += last + 1
            bytes.removeFirst(last + 1)
            if offset - begin > limit { return lines }
        }
    }

    private func take(_ line: [UInt8], end: Int, into lines: inout [Line]) {
        if line.isEmpty { return }
        do {
            lines.append(Line(event: try RunEvent(line: line), end: end))
        } catch {
            foreign =
                foreign.map { ($0.count + 1, $0.first) } ?? (
                    1, "byte \(end - line.count - 1): \(error)"
                )
        }
    }

    private func skip(_ count: Int) {
        foreign = foreign.map { ($0.count + 1, $0.first) } ?? (1, "byte \(offset): it does not end")
        offset += count
    }

    private func read(_ count: Int, at offset: Int) throws(FileError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        while true {
            let found = pread(descriptor, &bytes, count, off_t(offset))
            if found < 0, errno == EINTR { continue }
            guard found >= 0 else {
                throw FileError(operation: "read", path: path, reason: .system(code: errno))
            }
            return Array(bytes.prefix(found))
        }
    }
}

private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer, _ count: Int) -> Int {
    write(descriptor, bytes, count)
}
