import API
import Batching
import Dispatch
import Feedback
import Hummingbird
import Logging
import MLflow
import Metrics
import NIOCore
import ServiceLifecycle
import Swiftlet
import Telemetry
import UnixSignals

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Why the service cannot listen.
struct ListeningError: Error, CustomStringConvertible {
    let host: String
    let port: Int
    let reason: String

    init(_ settings: ServiceSettings, _ reason: String) {
        host = settings.host
        port = settings.port
        self.reason = reason
    }

    var description: String {
        """
        Cannot listen on \(host), port \(port): \(reason). Choose another --host or --port, or end what \
        listens there.
        """
    }
}

/// The parts of the service put together, and their life from the start to the last answer.
struct Service {
    private let command: ServeCommand
    private let settings: ServiceSettings
    private let logger: Logger
    private let models: ModelHolder
    /// What the model's directory was like before it was loaded.
    private let modelStamp: ModelStamp?
    private let followed: FollowedModel?
    private let queue: PredictionQueue
    private let health = Health()
    private let observation: Observation
    private let journal: Journal
    private let exporters: Exporters
    private let alert: FeedbackAlert
    private let intake: FeedbackIntake
    private let loading: Task<Void, any Error>

    /// Begins to load the model.
    ///
    /// - Throws: What is wrong with the environment, the journal's directory or a setting.
    init(_ command: ServeCommand) throws {
        self.command = command
        let environment = Environment()
        let registry = MetricsRegistry()
        LoggingSystem.bootstrap { JSONLogHandler(label: $0, metadataProvider: .traceContext) }
        MetricsSystem.bootstrap(registry)
        logger = Logger(label: "service")

        var settings = ServiceSettings(logger: logger)
        settings.host = command.host
        settings.port = try command.port ?? environment.port() ?? 8080
        settings.connection.bodyBytes = command.maximumBytes
        settings.batchTexts = command.maximumBatch
        settings.connection.batchBytes = max(settings.connection.batchBytes, command.maximumBytes)
        settings.tokens = AccessTokens(
            user: try environment.token("SWIFTLET_TOKEN"),
            administrator: try environment.token("SWIFTLET_ADMIN_TOKEN")
        )
        settings.crossOrigin = CrossOriginPolicy(
            origins: CrossOriginPolicy.studyOrigins + command.corsOrigin
        )
        settings.rateLimiter = command.rateLimit.map { RateLimiter(requestsPerMinute: $0) }
        settings.trustsForwardedAddress = command.trustForwardedFor
        settings.logsTexts = command.logTexts
        self.settings = settings

        let registryModel = command.registryModel.flatMap { RegistryModel($0) }
        let directory =
            registryModel == nil ? command.model : FollowedModel.directory(in: command.model)
        modelStamp = ModelStamp(of: directory)
        let models = ModelHolder(directory: directory)
        self.models = models
        let followed = try registryModel.map {
            FollowedModel(
                $0,
                on: try environment.trackingServer(command.registryServer),
                in: command.model,
                models: models,
                logger: Logger(label: "registry")
            )
        }
        self.followed = followed
        loading = Task {
            if let followed { try await followed.load() } else { try await models.load() }
        }
        var limits = PredictionQueue.Limits()
        limits.queuedTexts = command.queueTexts
        limits.queuedSeconds = Double(command.queueMilliseconds) / 1_000
        queue = PredictionQueue(models: models, limits: limits)
        observation = Observation(
            registry: registry,
            shadow: command.shadow.map { Self.shadow(in: $0, logsTexts: command.logTexts) }
        )

        journal = try Journal(directory: command.feedbackDirectory)
        exporters = try Exporters(
            environment,
            journalDirectory: command.feedbackDirectory,
            registry: registry,
            version: settings.version
        )
        let window = Duration.seconds(60 * command.alertMinutes)
        alert = try FeedbackAlert(
            directory: command.feedbackDirectory,
            count: command.alertCount,
            window: window,
            webhook: command.alertWebhook.map {
                Webhook(url: $0, includesExamples: command.logTexts, logger: Logger(label: "alert"))
            },
            logger: Logger(label: "alert")
        )
        intake = FeedbackIntake(
            journal: journal,
            alert: alert,
            alertCount: command.alertCount,
            alertWindow: window,
            logger: Logger(label: "feedback"),
            logsTexts: command.logTexts
        )
    }

    /// A challenger whose disagreements stand in the log where texts may.
    private static func shadow(in directory: String, logsTexts: Bool) -> Shadow {
        let logger = Logger(label: "shadow")
        return Shadow(
            directory: directory,
            onFailure: { logger.error("shadow_not_loaded", metadata: ["error": "\($0)"]) },
            onDisagreement: { text, answered, shadow in
                guard logsTexts else { return }
                logger.info(
                    "shadow_disagreed",
                    metadata: ["text": "\(text)", "answered": "\(answered)", "shadow": "\(shadow)"]
                )
            }
        )
    }

    /// Serves until a signal ends it.
    ///
    /// - Throws: Where the model cannot be loaded or the address not be listened on.
    func run() async throws {
        let api = ServiceAPI(
            settings: settings,
            models: models,
            queue: queue,
            health: health,
            feedback: intake,
            observation: observation
        )
        let limits = settings.connection
        var quiet = Logger(label: "http")
        // What is to be known of requests is told elsewhere.
        quiet.logLevel = .critical
        let application = Application(
            responder: api,
            server: .guarded(limits: limits),
            configuration: ApplicationConfiguration(
                address: .hostname(settings.host, port: settings.port),
                serverName: "swiftlet",
                backlog: 1_024,
                availableConnectionsDelegate: .maximum(limits.connections, logger: quiet)
            ),
            onServerRunning: { [settings, command] channel in
                let port = channel.localAddress?.port ?? settings.port
                print(
                    """
                    Serving \(command.registryModel ?? command.model) at http://\(settings.host):\(port)
                    Reports of users go to \(command.feedbackDirectory).
                    """
                )
                flushStandardOutput()
            },
            logger: quiet
        )
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(services: [application], logger: quiet)
        )
        collectGauges()
        let result: Result<Void, any Error>
        do { result = .success(try await serve(group)) } catch { result = .failure(error) }
        // The model's copy, which is else removed once it is hashed.
        loading.cancel()
        _ = await loading.result
        await models.close()
        try result.get()
        await journal.close()
        await exporters.flush(within: .seconds(3))
    }

    private func serve(_ group: ServiceGroup) async throws {
        // Before anything answers: a signal that nobody traps ends the process at once.
        let signals = await UnixSignalsSequence(trapping: .sighup, .sigterm, .sigint)
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask {
                try await awaitModel()
                await followed?.follow()
            }
            // Any number of wishes to reload during one asks for one more.
            let reloads = AsyncStream.makeStream(
                of: Void.self,
                bufferingPolicy: .bufferingNewest(1)
            )
            tasks.addTask { for await _ in reloads.stream { await reload() } }
            if command.watch { tasks.addTask { await followModel(reloads.continuation) } }
            tasks.addTask { await handle(signals, reloads: reloads.continuation, ending: group) }
            tasks.addTask { await alert.run() }
            tasks.addTask { await exporters.run() }
            tasks.addTask { [settings] in
                do {
                    try await group.run()
                } catch let error as IOError {
                    throw ListeningError(settings, String(cString: strerror(error.errnoCode)))
                } catch is SocketAddressError {
                    throw ListeningError(settings, "there is no such address")
                }
                throw CancellationError()
            }
            do {
                while try await tasks.next() != nil {}
            } catch is CancellationError {
                // The server has ended as it should.
            }
            tasks.cancelAll()
        }
    }

    /// Waits for the model, while the server already answers that it is not ready.
    private func awaitModel() async throws {
        try await withTaskCancellationHandler {
            try await loading.value
        } onCancel: {
            loading.cancel()
        }
        guard let model = models.current else { return }
        watch(model)
        models.onReload { model in
            watch(model)
            logger.info("model_reloaded", metadata: ["directory": "\(model.directory)"])
        }
        logger.info(
            "model_loaded",
            metadata: ["approach": "\(model.approach)", "directory": "\(model.directory)"]
        )
    }

    /// Compares what comes from now on with the reference, else with what the model was tested on.
    private func watch(_ model: ServedModel) {
        let reference = command.reference == nil ? model.profile : nil
        observation.drift.restart(labels: model.labels, reference: reference)
        if let reason = model.reasonForNoCopy {
            logger.warning(
                "model_not_copied",
                metadata: [
                    "reason": "\(reason)", "advice": "Replace its files; never write into them.",
                ]
            )
        }
        // What takes longer must not keep the first requests waiting.
        DispatchQueue.global(qos: .utility).asyncAfter(deadline: .now() + 0.5) {
            Task { _ = await model.digest() }
            guard let path = command.reference else { return }
            do {
                let profile = try PredictionProfile(ofLinesIn: path, classifiedBy: model.classifier)
                guard models.current === model else { return }
                observation.drift.compare(with: profile)
            } catch {
                logger.error("reference_not_read", metadata: ["error": "\(error)"])
            }
        }
    }

    private func reload() async {
        do {
            _ = try await models.reload()
        } catch {
            logger.error("model_not_reloaded", metadata: ["error": "\(error)"])
        }
    }

    /// Wishes a reload whenever another model stands where the model was.
    private func followModel(_ reloads: AsyncStream<Void>.Continuation) async {
        var watch = ModelWatch(loaded: modelStamp)
        while (try? await Task.sleep(for: .seconds(1))) != nil {
            if watch.isDue(ModelStamp(of: models.directory)) { reloads.yield() }
        }
    }

    private func handle(
        _ signals: UnixSignalsSequence,
        reloads: AsyncStream<Void>.Continuation,
        ending group: ServiceGroup
    ) async {
        for await signal in signals {
            if signal == .sighup {
                reloads.yield()
                continue
            }
            health.drain()
            logger.info("draining", metadata: ["signal": "\(signal)"])
            try? await Task.sleep(for: .seconds(command.drainSeconds))
            await group.triggerGracefulShutdown()
            return
        }
    }

    private func collectGauges() {
        let waiting = Gauge(label: "swiftlet_queue_texts")
        let resident = Gauge(label: "swiftlet_resident_bytes")
        observation.registry.onCollect { [queue, observation] in
            waiting.record(queue.waitingTexts)
            observation.drift.publishGauges()
            if let bytes = residentBytes() { resident.record(bytes) }
        }
    }
}
