import Swiftlet
import SwiftletPlatform

/// The time and memory of classifying one text in a process of its own, from its start.
public struct FreshInference: Sendable {
    /// From before the start of the process to its answer.
    public let seconds: Double
    /// The most memory that the process held at once.
    public let peakBytes: Int

    /// The medians of three processes.
    ///
    /// - Parameters:
    ///   - classify: The program `classify`, or another with such options.
    ///   - arguments: Further arguments.
    ///   - model: The directory of a saved classifier.
    /// - Throws: `ExampleError` where the program cannot be started or does not answer.
    public static func measured(
        classify: String,
        arguments: [String] = [],
        model: String,
        text: String
    ) throws(ExampleError) -> FreshInference {
        let command =
            [classify] + arguments + ["--model", model, "--threads", "\(Threads.count)"]
        var launches: [FreshInference] = []
        for _ in 0..<3 { launches.append(try FreshInference(command, model: model, text: text)) }
        return FreshInference(
            seconds: launches.map(\.seconds).sorted()[1],
            peakBytes: launches.map(\.peakBytes).sorted()[1]
        )
    }

    private init(seconds: Double, peakBytes: Int) {
        self.seconds = seconds
        self.peakBytes = peakBytes
    }

    /// Starts the program, gives it a text and waits for the answer.
    private init(_ command: [String], model: String, text: String) throws(ExampleError) {
        let line = text.map { $0.isNewline ? " " : String($0) }.joined() + "\n"
        let clock = ContinuousClock()
        let begin = clock.now
        let process = try LineProcess(command)
        let answered = process.ask(line)
        seconds = (clock.now - begin).seconds
        let running = process.peakBytes
        let (status, ended) = process.end()
        guard answered, status == 0 else {
            throw ExampleError("\(command[0]) gave no answer with \(model).")
        }
        peakBytes = running ?? ended
    }
}

/// A process that answers each line of its standard input with one on its standard output.
private struct LineProcess {
    private let process: ChildProcess

    /// Starts a program with its arguments.
    init(_ command: [String]) throws(ExampleError) { process = try ChildProcess(command) }

    /// Writes a line, and reads to the end of the answer. Returns false where there is none.
    func ask(_ line: String) -> Bool {
        // A process that has ended must not end this one.
        let earlier = signal(SIGPIPE, SIG_IGN)
        defer { signal(SIGPIPE, earlier) }
        var bytes = Array(line.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { write(process.input, $0.baseAddress, $0.count) }
            if count < 0 && errno != EINTR { return false }
            bytes = bytes.dropFirst(max(count, 0))
        }
        var byte: UInt8 = 0
        while byte != UInt8(ascii: "\n") {
            let count = read(process.output, &byte, 1)
            if count == 0 || (count < 0 && errno != EINTR) { return false }
        }
        return true
    }

    /// The most memory of the process so far; nil where the system does not tell.
    ///
    /// On Linux what `wait4` says afterwards is at least what this process held when it started that
    /// one, so the running process is asked.
    var peakBytes: Int? {
        guard let bytes = try? FileReader.bytes(of: "/proc/\(process.identifier)/status") else {
            return nil
        }
        let status = String(decoding: bytes, as: UTF8.self)
        guard let line = status.split(separator: "\n").first(where: { $0.hasPrefix("VmHWM:") }),
            let kibibytes = line.split(separator: " ").dropFirst().first.flatMap({ Int($0) })
        else { return nil }
        return kibibytes * 1024
    }

    /// Ends the input and waits for the process. Returns its status and the most memory that it
    /// held, as the system reports it.
    func end() -> (status: Int32, peakBytes: Int) {
        close(process.input)
        close(process.output)
        var status: Int32 = 0
        var usage = rusage()
        while wait4(process.identifier, &status, 0, &usage) < 0 && errno == EINTR {}
        #if canImport(Darwin)
            return (status, usage.ru_maxrss)
        #else
            return (status, usage.ru_maxrss * 1024)
        #endif
    }
}
