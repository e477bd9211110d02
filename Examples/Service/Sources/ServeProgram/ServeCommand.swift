import API
import ArgumentParser
import Batching
import Feedback
import Logging
import MLflow
import Swiftlet
import Telemetry

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

public struct ServeCommand: AsyncParsableCommand, Sendable {
    public static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Serves a saved classifier: an HTTP API, a page, feedback and monitoring.",
        discussion: """
            POST /predict with {"text": "…"} gives {"label": "…", "score": 0.98}; the page is at /, \
            the API's description at /docs. At SIGTERM and SIGINT /readyz answers 503, no more \
            connections are taken and what has begun is answered; at SIGHUP the model is loaded \
            anew. Environment: SWIFTLET_TOKEN and SWIFTLET_ADMIN_TOKEN, PORT or WEBSITES_PORT, \
            APPLICATIONINSIGHTS_CONNECTION_STRING, OTEL_* of OpenTelemetry.
            """
    )

    @Option(help: "The directory of a saved classifier, or a link to one.")
    var model: String = ""

    @Flag(help: "Load the model anew when its files change or the link leads elsewhere.")
    var watch = false

    @Option(
        name: .customLong("mlflow-model"),
        help: """
            Serve what an alias of MLflow's registry leads to, as models:/NAME@champion, and follow it; \
            --model is the directory in which its versions are kept.
            """
    )
    var registryModel: String?

    @Option(
        name: .customLong("mlflow"),
        help: "The URL of that MLflow. (default: $MLFLOW_TRACKING_URI or http://127.0.0.1:5000)"
    )
    var registryServer: String?

    @Option(help: "A challenger, which answers the same texts unseen, to be compared.")
    var shadow: String?

    @Flag(help: "Ask a service on this machine whether it is ready: the exit status is 0 or 1.")
    var checkHealth = false

    @Option(
        help: "The address to listen on; 0.0.0.0 for every one of this machine, also from outside."
    )
    var host = "127.0.0.1"

    @Option(help: "The port to listen on. (default: $PORT, $WEBSITES_PORT or 8080)")
    var port: Int?

    @Option(help: "How many threads to use. (default: all cores)")
    var threads: Int?

    @Option(help: "Where reports of users are kept.")
    var feedbackDirectory = "feedback"

    @Option(help: "The longest body of a request, and line of a stream, in bytes.")
    var maximumBytes = 64 << 10

    @Option(help: "The most texts of one batch request.")
    var maximumBatch = 1_024

    @Option(help: "How many texts may wait or be computed, whatever time they will take.")
    var queueTexts = 64

    @Option(help: "How long texts beyond that may be expected to wait, in milliseconds.")
    var queueMilliseconds = 100

    @Option(help: "An origin whose pages may call the API, beside the study's; may be repeated.")
    var corsOrigin: [String] = []

    @Option(help: "How many requests a minute each address may make. (default: any number)")
    var rateLimit: Int?

    @Flag(help: "Believe a proxy's X-Forwarded-For when it names the client.")
    var trustForwardedFor = false

    @Option(help: "How long /readyz answers 503 before no more connections are taken, in seconds.")
    var drainSeconds = 0

    @Option(
        help: """
            Texts, one a line, that recent ones are compared with for drift. (default: the profile \
            in the model's directory)
            """
    )
    var reference: String?

    @Option(help: "How many reports of wrong predictions raise the alert.")
    var alertCount = 3

    @Option(help: "Within how many minutes they must come.")
    var alertMinutes = 5

    @Option(help: "A URL that the alert is posted to.")
    var alertWebhook: String?

    @Flag(help: "Write texts and comments of users into the log.")
    var logTexts = false

    public init() {}

    public func validate() throws {
        func require(_ condition: Bool, _ message: String) throws {
            if !condition { throw ValidationError(message) }
        }
        try require(!model.isEmpty || checkHealth, "Missing expected argument '--model <model>'.")
        if let registryModel {
            try require(
                RegistryModel(registryModel) != nil,
                "--mlflow-model is \(registryModel); expected models:/NAME@ALIAS or models:/NAME/NUMBER."
            )
            try require(!watch, "--mlflow-model is followed as it is: leave out --watch.")
        } else {
            try require(registryServer == nil, "--mlflow is for --mlflow-model.")
        }
        if let port {
            try require((0...65_535).contains(port), "--port is \(port); expected 0 to 65535.")
        }
        if let threads {
            try require(threads >= 1, "--threads is \(threads); expected at least 1.")
        } else if let setting = ProcessInfo.processInfo.environment["SWIFTLET_NUM_THREADS"] {
            try require(
                Int(setting).map { $0 >= 1 } ?? false,
                "SWIFTLET_NUM_THREADS is \(setting); expected a whole number from 1."
            )
        }
        try require(maximumBytes >= 1, "--maximum-bytes is \(maximumBytes); expected at least 1.")
        try require(maximumBatch >= 1, "--maximum-batch is \(maximumBatch); expected at least 1.")
        try require(queueTexts >= 1, "--queue-texts is \(queueTexts); expected at least 1.")
        try require(
            queueMilliseconds >= 0,
            "--queue-milliseconds is \(queueMilliseconds); expected at least 0."
        )
        if let rateLimit {
            try require(rateLimit >= 1, "--rate-limit is \(rateLimit); expected at least 1.")
        }
        try require(
            (0...86_400).contains(drainSeconds),
            "--drain-seconds is \(drainSeconds); expected 0 to 86400."
        )
        try require(alertCount >= 1, "--alert-count is \(alertCount); expected at least 1.")
        try require(
            (1...525_600).contains(alertMinutes),
            "--alert-minutes is \(alertMinutes); expected 1 to 525600."
        )
        if let alertWebhook {
            let url = URL(string: alertWebhook)
            try require(
                ["http", "https"].contains(url?.scheme) && url?.host() != nil,
                "--alert-webhook is \(alertWebhook); expected a URL, as https://example.org/hook."
            )
        }
        for origin in corsOrigin {
            let isOrigin = origin.hasPrefix("http://") || origin.hasPrefix("https://")
            try require(
                isOrigin && origin.filter { $0 == "/" }.count == 2,
                "--cors-origin is \(origin); expected scheme, host and port, as https://example.org."
            )
        }
    }

    public func run() async throws {
        if checkHealth {
            let port = try port ?? Environment().port() ?? 8080
            let isReady = HealthCheck(host: host, port: port).isReady()
            throw isReady ? ExitCode.success : ExitCode.failure
        }
        if let threads { Threads.count = threads }
        try await Service(self).run()
    }
}
