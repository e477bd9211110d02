import SwiftletPlatform

/// Writes directories so that a failed save leaves the earlier one whole.
public enum AtomicDirectory {
    /// Puts at `path` the directory that `body` fills, in place of the one that is there.
    ///
    ///     try AtomicDirectory.replace(at: "model", recognizedBy: ["config.json"]) { temporary in
    ///         try AtomicFile.write(settings, to: temporary + "/config.json")
    ///         try numbers.save(to: temporary + "/model.safetensors")
    ///     }
    ///
    /// `body` gets the path of a new, empty directory beside the target. When it returns, the two
    /// change places in one step where the system can do that, else in two renames, and the
    /// earlier directory is removed. When anything throws, the earlier one is untouched and the
    /// new one is removed. Missing directories above `path` are made.
    ///
    /// Everything in the earlier directory goes. So that a slip in a path costs nobody their
    /// files, a directory is replaced only when it is empty or holds one of the files named in
    /// `recognizedBy`.
    ///
    /// - Throws: `FileError` naming the path, and whatever `body` throws.
    public static func replace(
        at path: String,
        recognizedBy names: [String],
        _ body: (_ temporary: String) throws -> Void
    ) throws {
        let target = try TemporaryPath.resolved(path, operation: "write")
        try checkReplaceable(target, path: path, names: names)
        let folder = TemporaryPath.split(target).folder
        try createDirectories(folder)
        AbandonedSaves.remove(from: folder)
        let temporary = TemporaryPath.beside(target)
        guard mkdir(temporary, 0o777) == 0 else {
            throw FileError(operation: "create", path: path, code: errno)
        }
        do {
            let directory = try FileDescriptor(directory: temporary)
            directory.claim()
            try body(temporary)
            try directory.synchronize()
            try exchange(temporary, target, path: path)
        } catch {
            removeTree(temporary)
            throw error
        }
        // The exchange left the earlier directory, if there was one, under the temporary name.
        removeTree(temporary)
        try FileDescriptor(directory: folder).synchronize()
    }

    /// Makes the directory at `path`, and those above it, where they are missing.
    ///
    /// - Throws: `FileError` naming the path.
    public static func createDirectories(_ path: String) throws(FileError) {
        guard !path.utf8.contains(0) else {
            throw FileError(operation: "create", path: path, reason: .invalidPath)
        }
        if let mode = TemporaryPath.mode(of: path) {
            if mode & S_IFMT == S_IFDIR { return }
            throw FileError(operation: "create", path: path, reason: .isNotDirectory)
        }
        let folder = TemporaryPath.split(path).folder
        if folder != path && folder != "." { try createDirectories(folder) }
        guard mkdir(path, 0o777) == 0 || errno == EEXIST else {
            throw FileError(operation: "create", path: path, code: errno)
        }
    }

    private static func checkReplaceable(
        _ target: String,
        path: String,
        names: [String]
    ) throws(FileError) {
        guard let mode = TemporaryPath.mode(of: target) else { return }
        guard mode & S_IFMT == S_IFDIR else {
            throw FileError(operation: "write", path: path, reason: .isNotDirectory)
        }
        if names.contains(where: { TemporaryPath.mode(of: target + "/" + $0) != nil }) { return }
        guard let directory = opendir(target) else {
            throw FileError(operation: "read", path: path, code: errno)
        }
        defer { closedir(directory) }
        while let entry = readdir(directory) {
            if !DirectoryEntry.isDotOrDotDot(entry) {
                throw FileError(
                    operation: "write",
                    path: path,
                    reason: .holdsOtherFiles(expected: names)
                )
            }
        }
    }

    /// Gives `new` the place `target`; what was there is then at `new`.
    private static func exchange(_ new: String, _ target: String, path: String) throws(FileError) {
        guard TemporaryPath.mode(of: target) != nil else {
            guard rename(new, target) == 0 else {
                throw FileError(operation: "rename to", path: path, code: errno)
            }
            return
        }
        if systemExchange(new, target) { return }
        let aside = TemporaryPath.beside(target)
        guard rename(target, aside) == 0 else {
            throw FileError(operation: "rename", path: path, code: errno)
        }
        guard rename(new, target) == 0 else {
            let code = errno
            rename(aside, target)
            throw FileError(operation: "rename to", path: path, code: code)
        }
        rename(aside, new)
    }

    /// Lets two directories change names in one step, where the system and file system can.
    private static func systemExchange(_ first: String, _ second: String) -> Bool {
        #if canImport(Darwin)
            return renamex_np(first, second, UInt32(RENAME_SWAP)) == 0
        #else
            // The C library's module does not show this call of Linux, so it is found by name.
            typealias RenameAt2 =
                @convention(c) (
                    Int32, UnsafePointer<CChar>, Int32, UnsafePointer<CChar>, UInt32
                ) -> Int32
            guard let symbol = dlsym(nil, "renameat2") else { return false }
            let renameExchange: UInt32 = 2
            let call = unsafeBitCast(symbol, to: RenameAt2.self)
            return call(AT_FDCWD, first, AT_FDCWD, second, renameExchange) == 0
        #endif
    }

    /// Removes a directory and all that is in it, following no link, as far as the system lets it.
    static func removeTree(_ path: String) {
        guard let directory = opendir(path) else { return }
        removeContents(directory)
        closedir(directory)
        rmdir(path)
    }

    #if canImport(Darwin)
        private typealias Directory = UnsafeMutablePointer<DIR>
    #else
        private typealias Directory = OpaquePointer
    #endif

    private static func removeContents(_ directory: Directory) {
        let number = dirfd(directory)
        while let entry = readdir(directory) {
            if DirectoryEntry.isDotOrDotDot(entry) { continue }
            // By its bytes, since a name need not be valid UTF-8.
            DirectoryEntry.withName(of: entry) { name in
                if unlinkat(number, name, 0) == 0 { return }
                let child = openat(number, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
                if child < 0 { return }
                if let contents = fdopendir(child) {
                    removeContents(contents)
                    closedir(contents)
                } else {
                    close(child)
                }
                unlinkat(number, name, AT_REMOVEDIR)
            }
        }
    }
}
