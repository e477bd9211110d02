import Feedback
import Logging
import Metrics

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Sends feedback, spans and metrics to a receiver of OpenTelemetry's protocol, as JSON over HTTP.
///
///     let exporter = try OTLPExporter(settings, spans: spans, registry: registry, …)
///     await exporter.run()                    // until its task is cancelled
///     await exporter.flush(within: .seconds(3))
///
/// Feedback comes from the journal, and so at least once, also after an outage or a kill. Spans wait
/// in memory, and metrics are totals: what could not be sent is in the next ones.
public struct OTLPExporter: Sendable {
    private let logs: ExportLoop<JournalReader>?
    private let traces: ExportLoop<RecordQueue<FinishedSpan>>?
    private let metrics: OTLPMetricsLoop?

    /// - Parameters:
    ///   - settings: What is sent where.
    ///   - journalDirectory: Where the feedback stands.
    ///   - spans: Where a tracer puts what it records; nobody else takes from it.
    ///   - registry: The metrics to send.
    /// - Throws: `JournalError` where the journal cannot be read.
    public init(
        _ settings: OTLPSettings,
        journalDirectory: String,
        spans: RecordQueue<FinishedSpan>,
        registry: MetricsRegistry,
        logger: Logger
    ) throws(JournalError) {
        let encoding = OTLPEncoding(resource: settings.resource)
        if let destination = settings.logs {
            let sender = OTLPSender(destination)
            logs = ExportLoop(
                name: "otlp-logs",
                source: try JournalReader(directory: journalDirectory, name: "otlp"),
                logger: logger
            ) { await sender.deliver(encoding.logs($0), count: $0.count) }
        } else {
            logs = nil
        }
        traces = settings.traces.map { destination in
            let sender = OTLPSender(destination)
            return ExportLoop(
                name: "otlp-traces",
                source: spans,
                batchCount: settings.spanBatch,
                interval: settings.spanDelay,
                logger: logger
            ) { await sender.deliver(encoding.traces($0), count: $0.count) }
        }
        metrics = settings.metrics.map { destination in
            OTLPMetricsLoop(
                registry: registry,
                interval: settings.metricInterval,
                encoding: encoding,
                sender: OTLPSender(destination),
                logger: logger
            )
        }
    }

    /// Exports until the task is cancelled.
    public func run() async {
        await withTaskGroup { group in
            if let logs { group.addTask { await logs.run() } }
            if let traces { group.addTask { await traces.run() } }
            if let metrics { group.addTask { await metrics.run() } }
        }
    }

    /// Exports what waits and the metrics as they stand, each once at most, for at most `time`.
    public func flush(within time: Duration) async {
        await withTaskGroup { group in
            if let logs { group.addTask { await logs.flush(within: time) } }
            if let traces { group.addTask { await traces.flush(within: time) } }
            if let metrics { group.addTask { await metrics.flush(within: time) } }
        }
    }
}

/// Sends all metrics at equal intervals. One that fails is not repeated: the next one says it all.
private struct OTLPMetricsLoop: Sendable {
    let registry: MetricsRegistry
    let interval: Duration
    let encoding: OTLPEncoding
    let sender: OTLPSender
    let logger: Logger

    func run() async {
        var hasFailed = false
        while !Task.isCancelled {
            do { try await Task.sleep(for: interval) } catch { return }
            let delivery = await export()
            if let reason = delivery.reason, !hasFailed {
                logger.warning("Metrics were not taken", metadata: ["reason": "\(reason)"])
            } else if delivery.reason == nil, hasFailed {
                logger.notice("Metrics are taken again")
            }
            hasFailed = delivery.reason != nil
        }
    }

    func flush(within time: Duration) async {
        await withTaskGroup { group in
            group.addTask { _ = await export() }
            group.addTask { try? await Task.sleep(for: time) }
            await group.next()
            group.cancelAll()
        }
    }

    private func export() async -> Delivery {
        let delivery = await sender.deliver(encoding.metrics(registry.snapshot()), count: 1)
        if delivery.reason != nil {
            Counter(
                label: "swiftlet_export_failures_total",
                dimensions: [("exporter", "otlp-metrics")],
                factory: registry
            ).increment()
        }
        return delivery
    }
}

/// Posts to one of a receiver's addresses.
private struct OTLPSender: Sendable {
    private let http: HTTPSender

    init(_ destination: OTLPSettings.Destination) {
        http = HTTPSender(
            url: destination.url,
            headers: destination.headers.map { ($0.name, $0.value) },
            timeout: destination.timeout
        )
    }

    func deliver(_ body: [UInt8], count: Int) async -> Delivery {
        do throws(HTTPSender.Failure) {
            let answer = try await http.post(body)
            guard (200..<300).contains(answer.status) else {
                return Delivery(answer, count: count, retryable: [429, 502, 503, 504])
            }
            return OTLPAnswer.delivery(answer.body)
        } catch {
            return .failed(count, reason: error.description)
        }
    }
}

/// What a receiver says of a request that it took.
struct OTLPAnswer: Decodable {
    struct PartialSuccess: Decodable {
        let rejected: Int
        let message: String

        private enum CodingKeys: String, CodingKey {
            case rejectedLogRecords, rejectedSpans, rejectedDataPoints, errorMessage
        }

        init(from decoder: any Decoder) throws {
            let values = try decoder.container(keyedBy: CodingKeys.self)
            let keys: [CodingKeys] = [.rejectedLogRecords, .rejectedSpans, .rejectedDataPoints]
            // Protobuf's JSON has whole numbers of 64 bits as texts; not every receiver does.
            rejected = keys.reduce(0) { sum, key in
                let text = try? values.decode(String.self, forKey: key)
                let number = try? values.decode(Int.self, forKey: key)
                return sum + (number ?? text.flatMap(Int.init) ?? 0)
            }
            message = try values.decodeIfPresent(String.self, forKey: .errorMessage) ?? ""
        }
    }

    let partialSuccess: PartialSuccess?

    /// Some records may have been rejected although the status says success. An answer that is not
    /// JSON says nothing.
    static func delivery(_ body: [UInt8]) -> Delivery {
        guard let answer = try? JSONDecoder().decode(OTLPAnswer.self, from: Data(body)),
            let partial = answer.partialSuccess, partial.rejected > 0
        else { return .complete }
        return Delivery(rejected: partial.rejected, reason: partial.message)
    }
}
