import SwiftletPlatform

/// The temporary files of processes that were killed while they saved.
enum AbandonedSaves {
    /// Removes it from a folder, in which the next save begins.
    ///
    /// What is still being written stays: its process is running, or, where that cannot be seen from
    /// here, as from another container, it holds the lock of `FileDescriptor.claim()`.
    static func remove(from folder: String) {
        guard let directory = opendir(folder) else { return }
        defer { closedir(directory) }
        while let entry = readdir(directory) {
            let name = DirectoryEntry.withName(of: entry) { String(cString: $0) }
            guard let owner = TemporaryPath.owner(of: name), !isRunning(owner) else { continue }
            let path = folder + "/" + name
            guard let file = FileDescriptor(leftAt: path), file.claim() else { continue }
            if unlink(path) != 0 { AtomicDirectory.removeTree(path) }
        }
    }

    private static func isRunning(_ process: pid_t) -> Bool {
        kill(process, 0) == 0 || errno != ESRCH
    }
}
