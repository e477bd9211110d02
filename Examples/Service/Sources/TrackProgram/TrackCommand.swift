import ArgumentParser
import MLflow
import SwiftletBase

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

public struct TrackCommand: AsyncParsableCommand {
    public static let configuration = CommandConfiguration(
        commandName: "track",
        abstract: "Sends runs of the training programs to a server of MLflow.",
        discussion: """
            What the server has is not sent again: the place reached is kept beside each journal, in \
            run.sent.json. A directory without a journal, but with the metrics.json of an old run, is \
            sent, too.
            """
    )

    @Argument(help: "The --output directories of trainings, or journals (run.jsonl).")
    var paths: [String]

    @Option(
        name: .customLong("mlflow"),
        help: """
            The URL of the server (default: MLFLOW_TRACKING_URI, else that which the run was to be sent \
            to, else \(Self.usualServer)).
            """
    )
    var server: String?

    @Option(help: "The experiment (default: the run's, MLFLOW_EXPERIMENT_NAME or swiftlet).")
    var experiment: String?

    @Option(help: "Register the saved classifier under this name.")
    var register: String?

    @Option(help: "The alias that the registered version gets, such as champion.")
    var alias: String?

    @Flag(
        help: ArgumentHelp(
            "Send the journal while it is written, until standard input ends.",
            visibility: .hidden
        )
    )
    var live = false

    private static let usualServer = "http://127.0.0.1:5000"

    public init() {}

    public func validate() throws {
        if alias != nil, register == nil {
            throw ValidationError("--alias is for a registered classifier: add --register NAME.")
        }
        for (name, value) in [
            ("--experiment", experiment), ("--register", register), ("--alias", alias),
        ] where value == "" {
            throw ValidationError("\(name) takes a name; got an empty text.")
        }
        if let server, TrackingServer(url: server, environment: [:]) == nil {
            throw ValidationError(
                "--mlflow is \(server); expected the URL of a server, such as \(Self.usualServer)."
            )
        }
        guard !live || paths.count == 1 else { throw ValidationError("--live takes one journal.") }
    }

    public func run() async throws {
        signal(SIGPIPE, SIG_IGN)
        if live { return try await follow(paths[0]) }
        var areAllSent = true
        for path in paths {
            for work in try Self.runs(at: path) {
                let delivery = try delivery(of: work)
                let isSent =
                    switch work {
                    case .journal(let path): try await delivery.send(path)
                    case .results(let directory): try await delivery.send(resultsIn: directory)
                    }
                areAllSent = areAllSent && isSent
            }
        }
        if !areAllSent { throw ExitCode.failure }
    }

    /// Sends a journal beside the program that writes it.
    private func follow(_ journal: String) async throws {
        // The training comes first, and what is left is sent when the terminal is gone.
        setpriority(priorityOfProcess, 0, 10)
        signal(SIGHUP, SIG_IGN)
        try await delivery(of: .journal(journal)).follow(journal, until: standardInputHasEnded)
    }

    /// What is there to send.
    private enum Work {
        case journal(String)
        case results(String)
    }

    private static func runs(at path: String) throws -> [Work] {
        guard directoryExists(path) else {
            let beside = path + ".run.jsonl"
            if !fileExists(path), fileExists(beside) { return [.journal(beside)] }
            guard fileExists(path) else {
                throw ValidationError(
                    "\(path) is not there; give the --output directory of a training."
                )
            }
            return [.journal(path)]
        }
        var directory = path
        while directory.count > 1, directory.last == "/" { directory.removeLast() }
        let names = try FileManager.default.contentsOfDirectory(atPath: directory)
        let journals = names.filter { name in
            name == "run.jsonl" || (name.hasPrefix("run-") && name.hasSuffix(".jsonl"))
        }
        // `quantize` has its journal beside the directory.
        let beside = directory + ".run.jsonl"
        let all =
            journals.sorted().map { "\(directory)/\($0)" }
            + (fileExists(beside) ? [beside] : [])
        if !all.isEmpty { return all.map { .journal($0) } }
        guard names.contains("metrics.json") else {
            throw ValidationError(
                "\(path) holds neither run.jsonl nor metrics.json; give the --output directory of a "
                    + "training."
            )
        }
        return [.results(directory)]
    }

    private func delivery(of work: Work) throws -> RunDelivery {
        let environment = ProcessInfo.processInfo.environment
        func value(_ name: String) -> String? {
            environment[name].flatMap { $0.isEmpty ? nil : $0 }
        }
        var planned: String?
        if case .journal(let path) = work { planned = try RunDelivery.plannedServer(of: path) }
        let url = server ?? value("MLFLOW_TRACKING_URI") ?? planned ?? Self.usualServer
        guard let server = TrackingServer(url: url, environment: environment) else {
            throw ValidationError(
                "MLFLOW_TRACKING_URI is \(url); expected the URL of a server, such as "
                    + "\(Self.usualServer)."
            )
        }
        let wishes = RunWishes(
            experiment: experiment,
            usualExperiment: value("MLFLOW_EXPERIMENT_NAME"),
            register: register,
            alias: alias
        )
        return RunDelivery(to: server, wishes: wishes, say: say)
    }
}

#if os(Linux)
    private let priorityOfProcess = __priority_which_t(PRIO_PROCESS.rawValue)
#else
    private let priorityOfProcess = PRIO_PROCESS
#endif

/// Whether the program that holds the other end has ended.
private func standardInputHasEnded() -> Bool {
    var descriptor = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
    guard poll(&descriptor, 1, 0) > 0 else { return false }
    var byte: UInt8 = 0
    return read(STDIN_FILENO, &byte, 1) <= 0
}

/// Writes a sentence to standard output; where nobody reads that any more, nobody does.
private func say(_ sentence: String) {
    let bytes = Array((sentence + "\n").utf8)
    _ = write(STDOUT_FILENO, bytes, bytes.count)
}
