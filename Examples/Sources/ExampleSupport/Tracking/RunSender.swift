import Dispatch
import Swiftlet
import SwiftletPlatform

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The program `track`, which sends a journal to a server while it is written.
///
/// It is a program of its own since a training neither waits for a server nor ends with it: what it
/// has to say comes through a pipe, and where its standard input ends it knows that the run has.
final class RunSender: Sendable {
    private let process: ChildProcess
    private let hasEnded = DispatchSemaphore(value: 0)

    /// Starts the program on a journal.
    ///
    /// - Throws: `ExampleError` where it was not built, or cannot be started.
    init(journal: String, server: String) throws(ExampleError) {
        // Not as an argument, which all users of the machine see: a password may be in it.
        process = try ChildProcess(
            [try Self.program(), journal, "--live"],
            variables: ["MLFLOW_TRACKING_URI": server],
            outlives: true
        )
        let (output, hasEnded) = (process.output, hasEnded)
        DispatchQueue.global().async {
            Self.passOn(output)
            hasEnded.signal()
        }
    }

    /// Tells the program that the run is over, and lets it go when it is done or the time is over.
    ///
    /// - Returns: Whether it is done.
    func leave(within seconds: Int) -> Bool {
        close(process.input)
        return hasEnded.wait(timeout: .now() + .seconds(seconds)) == .success
    }

    /// Writes the lines of a pipe to standard error until it ends.
    private static func passOn(_ pipe: Int32) {
        var line: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4_096)
        while true {
            let count = read(pipe, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return }
            line += buffer[..<count]
            while let end = line.firstIndex(of: UInt8(ascii: "\n")) {
                writeToStandardError(String(decoding: line[...end], as: UTF8.self))
                line.removeFirst(end + 1)
            }
        }
    }

    /// Where the program lies: where `SWIFTLET_TRACK` says, else beside this one, else where
    /// `run.sh` builds it.
    private static func program() throws(ExampleError) -> String {
        // This file stands in Examples/Sources/ExampleSupport/Tracking.
        let folders = #filePath.split(separator: "/", omittingEmptySubsequences: false)
        let examples = folders.dropLast(4).joined(separator: "/")
        let named = ProcessInfo.processInfo.environment["SWIFTLET_TRACK"]
        let usual = [
            try pathBesideThisProgram("track"), examples + "/Service/.build/release/track",
        ]
        guard let program = (named.map { [$0] } ?? usual).first(where: fileExists) else {
            throw ExampleError(
                "The program track is missing; build it with: "
                    + "swift build -c release --package-path \(examples)/Service --product track"
            )
        }
        return program
    }
}
