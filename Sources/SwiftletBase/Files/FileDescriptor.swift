import SwiftletPlatform

/// The descriptor of an open file, closed at the end of its life.
final class FileDescriptor {
    let number: Int32
    /// The path that errors name.
    private let path: String

    /// Opens a regular file for reading.
    convenience init(reading path: String) throws(FileError) {
        // Without O_NONBLOCK, opening a pipe would wait for a writer before it can be refused.
        try self.init(opening: path, O_RDONLY | O_NONBLOCK, operation: "open")
        switch try status().st_mode & S_IFMT {
        case S_IFREG: break
        case S_IFDIR: throw FileError(operation: "open", path: path, reason: .isDirectory)
        default: throw FileError(operation: "open", path: path, reason: .isNotRegularFile)
        }
    }

    /// Creates a file for writing where there was none. Errors name `target`, which the file is
    /// to replace in the end.
    convenience init(creating path: String, for target: String) throws(FileError) {
        try self.init(opening: path, O_WRONLY | O_CREAT | O_EXCL, operation: "write", for: target)
    }

    /// Opens a directory, to sync it.
    convenience init(directory path: String) throws(FileError) {
        try self.init(opening: path, O_RDONLY | O_DIRECTORY, operation: "open")
    }

    /// Opens what an unfinished save left; nil where it cannot be opened.
    convenience init?(leftAt path: String) {
        let flags = O_RDONLY | O_NONBLOCK | O_NOFOLLOW
        do { try self.init(opening: path, flags, operation: "open") } catch { return nil }
    }

    private init(
        opening path: String,
        _ flags: Int32,
        operation: String,
        for target: String? = nil
    ) throws(FileError) {
        self.path = target ?? path
        guard !path.utf8.contains(0) else {
            throw FileError(operation: operation, path: self.path, reason: .invalidPath)
        }
        number = retryingWhenInterrupted { open(path, flags | O_CLOEXEC, 0o666) }
        guard number >= 0 else {
            throw FileError(operation: operation, path: self.path, code: errno)
        }
    }

    deinit { if number >= 0 { _ = close(number) } }

    func status() throws(FileError) -> stat {
        var status = stat()
        guard fstat(number, &status) == 0 else {
            throw FileError(operation: "examine", path: path, code: errno)
        }
        return status
    }

    /// Takes this file or directory for the process until it is closed, where no other has it.
    @discardableResult
    func claim() -> Bool { flock(number, LOCK_EX | LOCK_NB) == 0 }

    /// Writes all of `bytes` at the current position.
    func write(_ bytes: UnsafeRawBufferPointer) throws(FileError) {
        var written = 0
        while written < bytes.count {
            let rest = UnsafeRawBufferPointer(rebasing: bytes[written...])
            let count = retryingWhenInterrupted { systemWrite(number, rest) }
            guard count >= 0 else { throw FileError(operation: "write", path: path, code: errno) }
            written += count
        }
    }

    /// Waits until what was written has reached the disk.
    func synchronize() throws(FileError) {
        // Some file systems cannot sync (a directory): they say EINVAL, and nothing is lost by it.
        guard retryingWhenInterrupted({ fsync(number) }) == 0 || errno == EINVAL else {
            throw FileError(operation: "sync", path: path, code: errno)
        }
    }
}

/// `write` of the C library, at most a gigabyte at once, which every system accepts.
private func systemWrite(_ number: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
    write(number, bytes.baseAddress, min(bytes.count, 1 << 30))
}

/// Repeats a system call for as long as a signal interrupts it.
func retryingWhenInterrupted<Number: SignedInteger>(_ call: () -> Number) -> Number {
    while true {
        let result = call()
        if result != -1 || errno != EINTR { return result }
    }
}
