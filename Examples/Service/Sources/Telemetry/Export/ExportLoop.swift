import BackingOff
import Logging
import Metrics

/// Takes records from a source, sends them, and says to the source which are done, for ever.
///
///     let loop = ExportLoop(name: "otlp", source: reader, logger: logger) { reports in
///         …                                   // post them
///     }
///     await loop.run()                        // until its task is cancelled
///     await loop.flush(within: .seconds(3))
///
/// What fails is sent again, ever more rarely, until it is taken or rejected. The metrics
/// `swiftlet_export_pending_records`, `swiftlet_export_failures_total` and
/// `swiftlet_export_rejected_records_total` carry the name as `exporter`.
public struct ExportLoop<Source: ExportSource>: Sendable {
    private let name: String
    private let source: Source
    private let batchCount: Int
    private let interval: Duration
    private let backOff: BackOff
    private let logger: Logger
    private let send: @Sendable ([Source.Record]) async -> Delivery
    private let pending: Gauge
    private let failures: Counter
    private let rejected: Counter

    /// - Parameters:
    ///   - name: the exporter's, in metrics and log lines.
    ///   - source: where the records come from; no other loop takes from it.
    ///   - batchCount: the most records that are sent together.
    ///   - interval: how often to look for new records.
    ///   - send: sends records, and says what became of them.
    public init(
        name: String,
        source: Source,
        batchCount: Int = 256,
        interval: Duration = .seconds(1),
        backOff: BackOff = BackOff(),
        logger: Logger,
        send: @escaping @Sendable ([Source.Record]) async -> Delivery
    ) {
        self.name = name
        self.source = source
        self.batchCount = batchCount
        self.interval = interval
        self.backOff = backOff
        self.logger = logger
        self.send = send
        let dimensions = [("exporter", name)]
        pending = Gauge(label: "swiftlet_export_pending_records", dimensions: dimensions)
        failures = Counter(label: "swiftlet_export_failures_total", dimensions: dimensions)
        rejected = Counter(label: "swiftlet_export_rejected_records_total", dimensions: dimensions)
        failures.increment(by: 0)
        rejected.increment(by: 0)
    }

    /// Exports until the task is cancelled.
    public func run() async {
        while !Task.isCancelled {
            if await exportBatch(isPatient: true) == .nothing { await pause(interval) }
        }
    }

    /// Exports what waits, and stops at the first failure or when the time is over.
    public func flush(within time: Duration) async {
        await withTaskGroup { group in
            group.addTask {
                while !Task.isCancelled, await exportBatch(isPatient: false) == .done {}
            }
            group.addTask { try? await Task.sleep(for: time) }
            await group.next()
            group.cancelAll()
        }
    }

    private enum Outcome {
        case done, nothing, failed
    }

    /// Sends the next records until none of them is left to be sent, or once where not patient.
    private func exportBatch(isPatient: Bool) async -> Outcome {
        do {
            guard let batch = try await source.next(maximumCount: batchCount) else {
                pending.record(try await source.pendingCount())
                return .nothing
            }
            guard await deliver(batch.records, isPatient: isPatient) else { return .failed }
            try await source.commit(batch.mark)
            pending.record(try await source.pendingCount())
            return .done
        } catch {
            failures.increment()
            logger.error(
                "Records to export could not be read or marked as done",
                metadata: ["exporter": "\(name)", "error": "\(error)"]
            )
            return .nothing
        }
    }

    /// Whether each of the records was taken or rejected.
    private func deliver(_ records: [Source.Record], isPatient: Bool) async -> Bool {
        var records = records
        var attempts = 0
        var generator = SystemRandomNumberGenerator()
        while !records.isEmpty {
            let delivery = await send(records)
            if delivery.rejected > 0 {
                rejected.increment(by: Int64(delivery.rejected))
                log(.error, "Records were rejected and are not sent again", delivery)
            }
            records = delivery.again.map { records[$0] }
            if records.isEmpty { break }
            failures.increment()
            attempts += 1
            if attempts == 1 { log(.warning, "Records are sent again later", delivery) }
            if !isPatient || Task.isCancelled { return false }
            await pause(
                backOff.delay(
                    failures: attempts,
                    retryAfter: delivery.retryAfter,
                    using: &generator
                )
            )
            if Task.isCancelled { return false }
        }
        if attempts > 0 {
            logger.notice("Records are delivered again", metadata: ["exporter": "\(name)"])
        }
        return true
    }

    private func log(_ level: Logger.Level, _ message: Logger.Message, _ delivery: Delivery) {
        logger.log(
            level: level,
            message,
            metadata: [
                "exporter": "\(name)",
                "records": "\(max(delivery.rejected, delivery.again.count))",
                "reason": "\(delivery.reason ?? "")",
            ]
        )
    }

    /// Waits, and keeps the gauge up to date.
    private func pause(_ duration: Duration) async {
        let end = ContinuousClock.now + duration
        while !Task.isCancelled, ContinuousClock.now < end {
            if duration > interval, let count = try? await source.pendingCount() {
                pending.record(count)
            }
            try? await Task.sleep(until: min(end, ContinuousClock.now + interval))
        }
    }
}
