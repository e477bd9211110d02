import BackingOff
import Batching
import Logging
import MLflow
import Versions

/// The model that is served, where an alias of MLflow's registry tells which it is.
///
/// Its versions are kept in a directory, from which the service also starts while MLflow is away.
struct FollowedModel: Sendable {
    private let mirror: RegistryMirror
    private let versions: ModelVersions
    private let models: ModelHolder
    private let logger: Logger
    private let pause: Duration

    /// Where the model stands.
    static func directory(in path: String) -> String { ModelVersions(path).champion }

    init(
        _ model: RegistryModel,
        on server: TrackingServer,
        in directory: String,
        models: ModelHolder,
        logger: Logger,
        pause: Duration = .seconds(5)
    ) {
        versions = ModelVersions(directory)
        mirror = RegistryMirror(of: model, on: server, in: versions)
        self.models = models
        self.logger = logger
        self.pause = pause
    }

    /// Loads the model of the alias; where MLflow is away, the one that was served last. Where there is
    /// none, waits for MLflow.
    ///
    /// - Throws: What is wrong with the alias or its model, where there is no other to serve.
    func load() async throws {
        try await prepare()
        do {
            try await models.load()
        } catch {
            guard let former = try versions.previousNumber() else { throw error }
            logger.error("model_not_loaded", metadata: ["error": "\(error)"])
            try versions.promote(former)
            try await models.load()
        }
    }

    private func prepare() async throws {
        let isKept = try versions.championNumber() != nil
        let backOff = BackOff(first: .milliseconds(500), longest: .seconds(10))
        var generator = SystemRandomNumberGenerator()
        for failures in 1... {
            let number: Int?
            do throws(RegistryError) {
                number = try await mirror.fetch()
            } catch {
                number = nil
                if !isKept, !error.isPassing { throw error }
                if isKept || failures == 1 { tell(error) }
                if isKept { return }
            }
            if let number { return try versions.promote(number) }
            try await Task.sleep(for: backOff.delay(failures: failures, using: &generator))
        }
    }

    /// Loads whatever version the alias leads to from now on, and keeps the one before where that
    /// cannot be loaded; until the task is cancelled.
    func follow() async {
        let clock = ContinuousClock()
        var served = models.current?.record.version
        var refused: Int?
        var said: String?
        while (try? await clock.sleep(for: pause)) != nil {
            let number: Int
            do throws(RegistryError) {
                number = try await mirror.fetch()
            } catch {
                if error.description != said { tell(error) }
                said = error.description
                continue
            }
            said = nil
            if number == served { refused = nil }
            if number == served || number == refused { continue }
            do {
                try versions.promote(number)
                _ = try await models.reload()
                (served, refused) = (number, nil)
                try versions.removeOthers()
            } catch {
                logger.error("model_not_reloaded", metadata: ["error": "\(error)"])
                refused = number
                // What the next start is to find.
                if let served { try? versions.promote(served) }
            }
        }
    }

    private func tell(_ error: RegistryError) {
        logger.warning("registry_not_read", metadata: ["error": "\(error)"])
    }
}
