import SwiftletPlatform

/// The calls to the system that the journal needs, with typed errors.
enum FileSystem {
    /// Makes the directory for its owner alone, and those above it, where they do not exist.
    static func makeDirectory(_ path: String) throws(JournalError) {
        if mkdir(path, 0o700) == 0 || errno == EEXIST { return }
        guard errno == ENOENT, let slash = path.lastIndex(of: "/"), slash != path.startIndex else {
            throw failure("make", path)
        }
        try makeDirectory(String(path[..<slash]))
        guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw failure("make", path) }
    }

    /// Refuses a directory that this process cannot list or write to.
    static func checkDirectory(_ path: String) throws(JournalError) {
        guard let directory = opendir(path) else { throw failure("list", path) }
        closedir(directory)
        guard access(path, R_OK | W_OK | X_OK) == 0 else { throw failure("write to", path) }
    }

    /// The names in the directory, in no order.
    static func names(in path: String) throws(JournalError) -> [String] {
        guard let directory = opendir(path) else { throw failure("list", path) }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            names.append(name)
        }
        return names
    }

    /// A new file for its owner alone, open to append to.
    static func create(_ path: String) throws(JournalError) -> Int32 {
        let descriptor = open(path, O_CREAT | O_EXCL | O_WRONLY | O_APPEND | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw failure("create", path) }
        return descriptor
    }

    /// The file open to read, or `nil` where there is none.
    static func openToRead(_ path: String) throws(JournalError) -> Int32? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        if descriptor < 0, errno == ENOENT { return nil }
        guard descriptor >= 0 else { throw failure("open", path) }
        return descriptor
    }

    /// The file open to read and change.
    static func openToChange(_ path: String) throws(JournalError) -> Int32 {
        let descriptor = open(path, O_RDWR | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure("open", path) }
        return descriptor
    }

    static func close(_ descriptor: Int32) {
        #if canImport(Darwin)
            _ = Darwin.close(descriptor)
        #elseif canImport(Musl)
            _ = Musl.close(descriptor)
        #else
            _ = Glibc.close(descriptor)
        #endif
    }

    /// Writes all of the bytes.
    static func write(_ bytes: [UInt8], to descriptor: Int32, _ path: String) throws(JournalError) {
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes { bytes in
                #if canImport(Darwin)
                    Darwin.write(descriptor, bytes.baseAddress! + written, bytes.count - written)
                #elseif canImport(Musl)
                    Musl.write(descriptor, bytes.baseAddress! + written, bytes.count - written)
                #else
                    Glibc.write(descriptor, bytes.baseAddress! + written, bytes.count - written)
                #endif
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw failure("write to", path) }
            written += count
        }
    }

    /// Has the system keep what was written through a loss of power.
    static func synchronize(_ descriptor: Int32, _ path: String) throws(JournalError) {
        #if canImport(Darwin)
            let result = fcntl(descriptor, F_FULLFSYNC)
        #else
            let result = fsync(descriptor)
        #endif
        guard result == 0 else { throw failure("synchronize", path) }
    }

    /// Has the system keep the names in the directory; folders on a network may not be able to.
    static func synchronizeDirectory(_ path: String) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        _ = fsync(descriptor)
        close(descriptor)
    }

    /// The bytes of the file and its links; no links: it was removed.
    static func status(of descriptor: Int32, _ path: String) throws(JournalError) -> (
        size: Int, links: Int
    ) {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw failure("look at", path) }
        return (Int(status.st_size), Int(status.st_nlink))
    }

    /// Whether the path leads to a directory, or to a file that can be read from its begin; `nil`
    /// where it leads to neither.
    static func isDirectory(_ path: String) -> Bool? {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        switch status.st_mode & S_IFMT {
        case S_IFDIR: return true
        case S_IFREG: return false
        default: return nil
        }
    }

    /// The path without links, `.` and `..`; the path itself where nothing is there.
    static func resolved(_ path: String) -> String {
        guard let resolved = realpath(path, nil) else { return path }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    /// The bytes of the file, or `nil` where there is none.
    static func size(of path: String) -> Int? {
        var status = stat()
        return stat(path, &status) == 0 ? Int(status.st_size) : nil
    }

    /// At most so many bytes of the file from the offset; fewer at its end.
    static func read(
        _ count: Int,
        at offset: Int,
        from descriptor: Int32,
        _ path: String
    ) throws(JournalError) -> [UInt8] {
        var isFailed = false
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            while filled < count {
                let start = buffer.baseAddress! + filled
                let read = pread(descriptor, start, count - filled, off_t(offset + filled))
                if read < 0, errno == EINTR { continue }
                isFailed = read < 0
                guard read > 0 else { return }
                filled += read
            }
        }
        guard !isFailed else { throw failure("read", path) }
        return bytes
    }

    static func truncate(_ descriptor: Int32, to size: Int, _ path: String) throws(JournalError) {
        guard ftruncate(descriptor, off_t(size)) == 0 else { throw failure("cut", path) }
    }

    static func remove(_ path: String) { unlink(path) }

    /// Replaces the file by one with these bytes, whole at any moment.
    static func replace(_ path: String, with bytes: [UInt8]) throws(JournalError) {
        let temporary = "\(path).\(getpid()).tmp"
        remove(temporary)
        let descriptor = try create(temporary)
        do throws(JournalError) {
            defer { close(descriptor) }
            try write(bytes, to: descriptor, temporary)
            try synchronize(descriptor, temporary)
        } catch {
            remove(temporary)
            throw error
        }
        guard rename(temporary, path) == 0 else {
            let error = failure("replace", path)
            remove(temporary)
            throw error
        }
    }

    /// The error that `errno` tells of.
    private static func failure(_ action: String, _ path: String) -> JournalError {
        switch errno {
        case ENOSPC, EDQUOT, EFBIG: .diskFull(file: path)
        case let code: .failed(action: action, file: path, reason: String(cString: strerror(code)))
        }
    }
}
