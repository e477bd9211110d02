import ArgumentParser

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Whether and where a run is tracked.
public struct TrackingOptions: ParsableArguments, Sendable {
    @Option(
        name: .customLong("mlflow"),
        defaultAsFlag: "",
        parsing: .next,
        help: """
            Track the run in the MLflow server at this URL (default: MLFLOW_TRACKING_URI, else \
            \(TrackingOptions.usualServer)); MLFLOW_TRACKING_URI alone does so, too.
            """
    )
    public var server: String?

    @Option(
        help: "The experiment of the tracked run (default: MLFLOW_EXPERIMENT_NAME, else swiftlet)."
    )
    public var experiment: String?

    @Option(help: "Register the saved classifier in MLflow under this name.")
    public var register: String?

    @Option(help: "The alias that the registered version gets, such as champion.")
    public var alias: String?

    private static let usualServer = "http://127.0.0.1:5000"

    public init() {}

    public mutating func validate() throws {
        let options = [("--experiment", experiment), ("--register", register), ("--alias", alias)]
        for (name, value) in options {
            guard let value else { continue }
            if value.isEmpty { throw ValidationError("\(name) takes a name; got an empty text.") }
            if server == nil, Self.environment("MLFLOW_TRACKING_URI") == nil {
                throw ValidationError("\(name) is for tracked runs: add --mlflow.")
            }
        }
        if alias != nil, register == nil {
            throw ValidationError("--alias is for a registered classifier: add --register NAME.")
        }
        if server != nil, let asked, !Self.isURL(asked) {
            let source = server == asked ? "--mlflow" : "MLFLOW_TRACKING_URI"
            throw ValidationError(
                "\(source) is \(asked); expected the URL of a server, such as \(Self.usualServer)."
            )
        }
    }

    /// The server to track the run in; nil where it is not to be tracked, or cannot be.
    public var trackingServer: String? { asked.flatMap { Self.isURL($0) ? $0 : nil } }

    /// The server without name and password, to be shown.
    var shownServer: String? {
        guard let server = trackingServer, let scheme = server.firstRange(of: "://") else {
            return nil
        }
        let rest = server[scheme.upperBound...]
        let host = rest.prefix { $0 != "/" }
        guard let at = host.lastIndex(of: "@") else { return server }
        return String(server[..<scheme.upperBound] + rest[rest.index(after: at)...])
    }

    /// What keeps a run from being tracked that the environment asks to track; nil where nothing does.
    var obstacle: String? {
        guard server == nil, let asked, !Self.isURL(asked) else { return nil }
        return "The run is not tracked: MLFLOW_TRACKING_URI is \(asked), and runs are sent by HTTP "
            + "alone. Start `mlflow server` and give its URL."
    }

    /// The experiment that is asked for.
    var trackingExperiment: String? { experiment ?? Self.environment("MLFLOW_EXPERIMENT_NAME") }

    private var asked: String? {
        guard let server else { return Self.environment("MLFLOW_TRACKING_URI") }
        if !server.isEmpty { return server }
        return Self.environment("MLFLOW_TRACKING_URI") ?? Self.usualServer
    }

    private static func isURL(_ text: String) -> Bool {
        guard let url = URL(string: text) else { return false }
        return ["http", "https"].contains(url.scheme) && url.host()?.isEmpty == false
    }

    private static func environment(_ name: String) -> String? {
        ProcessInfo.processInfo.environment[name].flatMap { $0.isEmpty ? nil : $0 }
    }
}
