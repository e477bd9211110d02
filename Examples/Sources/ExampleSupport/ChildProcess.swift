import SwiftletPlatform

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A process with pipes to its standard input and from its standard output.
struct ChildProcess {
    let identifier: pid_t
    /// Where to write what it reads.
    let input: Int32
    /// Where to read what it writes.
    let output: Int32

    /// Starts a program with its arguments.
    ///
    /// - Parameters:
    ///   - variables: What its environment has besides this process's.
    ///   - outlives: Whether the terminal's Ctrl-C is not for it, nor this process's standard error,
    ///     which others wait to end: the pipe gets both.
    init(
        _ command: [String],
        variables: [String: String] = [:],
        outlives: Bool = false
    ) throws(ExampleError) {
        let toProcess = try Self.pipe()
        let fromProcess = try Self.pipe()
        (input, output) = (toProcess.write, fromProcess.read)
        defer {
            close(toProcess.read)
            close(fromProcess.write)
        }
        #if canImport(Darwin)
            var actions: posix_spawn_file_actions_t?
            var attributes: posix_spawnattr_t?
        #else
            var actions = posix_spawn_file_actions_t()
            var attributes = posix_spawnattr_t()
        #endif
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, toProcess.read, STDIN_FILENO)
        posix_spawn_file_actions_adddup2(&actions, fromProcess.write, STDOUT_FILENO)
        if outlives {
            posix_spawn_file_actions_adddup2(&actions, fromProcess.write, STDERR_FILENO)
        }
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        if outlives { posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP)) }
        let all = ProcessInfo.processInfo.environment.merging(variables) { $1 }
        var arguments = command.map { strdup($0) } + [nil]
        var environment = all.map { strdup("\($0)=\($1)") } + [nil]
        defer { for text in arguments + environment { free(text) } }
        var process = pid_t()
        let code = posix_spawn(
            &process,
            command[0],
            &actions,
            &attributes,
            &arguments,
            &environment
        )
        guard code == 0 else {
            close(input)
            close(output)
            throw ExampleError("Cannot start \(command[0]): \(String(cString: strerror(code))).")
        }
        identifier = process
    }

    /// A pipe that no other process gets by chance.
    private static func pipe() throws(ExampleError) -> (read: Int32, write: Int32) {
        var ends: [Int32] = [0, 0]
        guard systemPipe(&ends) == 0 else {
            throw ExampleError("Cannot make a pipe: \(String(cString: strerror(errno))).")
        }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        return (ends[0], ends[1])
    }
}

private func systemPipe(_ ends: inout [Int32]) -> Int32 { pipe(&ends) }
