import Instrumentation
import Logging
import Telemetry

/// Who is told of feedback, requests and metrics, as the environment says.
struct Exporters: Sendable {
    private let insights: ApplicationInsights?
    private let openTelemetry: OTLPExporter

    /// Reads the environment, and has requests traced for whoever is told of them.
    ///
    /// - Throws: What is wrong with a variable, or with the journal.
    init(
        _ environment: Environment,
        journalDirectory: String,
        registry: MetricsRegistry,
        version: String
    ) throws {
        let logger = Logger(label: "export")
        let settings = try OTLPSettings(environment: environment.all, version: version)
        var queues: [RecordQueue<FinishedSpan>] = []

        let spans = RecordQueue<FinishedSpan>(capacity: settings.spanQueue)
        openTelemetry = try OTLPExporter(
            settings,
            journalDirectory: journalDirectory,
            spans: spans,
            registry: registry,
            logger: logger
        )
        if settings.traces != nil { queues.append(spans) }

        if let text = environment["APPLICATIONINSIGHTS_CONNECTION_STRING"], !text.isEmpty {
            let requests = RecordQueue<FinishedSpan>()
            insights = try ApplicationInsights(
                try ConnectionString(text),
                journalDirectory: journalDirectory,
                spans: requests,
                version: version,
                logger: logger
            )
            queues.append(requests)
        } else {
            insights = nil
        }
        InstrumentationSystem.bootstrap(ServiceTracer(sampler: settings.sampler, queues: queues))
    }

    /// Exports until the task is cancelled.
    func run() async {
        await withTaskGroup { group in
            group.addTask { await openTelemetry.run() }
            if let insights { group.addTask { await insights.run() } }
        }
    }

    /// Exports what waits, no longer than told.
    func flush(within time: Duration) async {
        await withTaskGroup { group in
            group.addTask { await openTelemetry.flush(within: time) }
            if let insights { group.addTask { await insights.flush(within: time) } }
        }
    }
}
