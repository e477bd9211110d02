import Dispatch
import Metrics
import Swiftlet
import Synchronization

/// The model that answers now, and its replacement by a newer one.
///
/// A reload loads and warms the new model beside the old one, which answers until then. Where the
/// new one cannot be loaded the old one stays.
public final class ModelHolder: Sendable {
    /// What is told of reloads.
    public struct Status: Sendable, Equatable {
        /// How many reloads succeeded.
        public var reloads = 0
        /// How many failed.
        public var failedReloads = 0
        /// Why the last reload failed; `nil` after one that succeeded.
        public var lastError: String?

        public init() {}
    }

    private struct State {
        var model: ServedModel?
        var status = Status()
        var onReload: (@Sendable (ServedModel) -> Void)?
        var isClosed = false
    }

    private let state = Mutex(State())
    /// One reload at a time.
    private let loading = DispatchQueue(label: "model loading")
    public let directory: String
    private let succeeded = Counter(
        label: "swiftlet_model_reloads_total",
        dimensions: [("result", "success")]
    )
    private let failed = Counter(
        label: "swiftlet_model_reloads_total",
        dimensions: [("result", "failure")]
    )

    /// - Parameter directory: Where the model stands now, and where reloads look for a newer one.
    public init(directory: String) { self.directory = directory }

    /// The model that answers; `nil` until the first one is loaded.
    public var current: ServedModel? { state.withLock { $0.model } }

    public var status: Status { state.withLock { $0.status } }

    /// Calls `body` with each model that replaces another.
    public func onReload(_ body: @escaping @Sendable (ServedModel) -> Void) {
        state.withLock { $0.onReload = body }
    }

    /// Loads the first model, on a thread of its own.
    public func load() async throws {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global(qos: .userInitiated).async {
                let loaded = Result { try ServedModel(directory: self.directory) }
                if case .success(let model) = loaded { self.state.withLock { $0.model = model } }
                continuation.resume(with: loaded.map { _ in })
            }
        }
    }

    /// Replaces the model by the one that the directory holds now.
    ///
    /// - Returns: The new model.
    /// - Throws: What loading it throws; the old model then stays.
    public func reload() async throws -> ServedModel {
        try await withCheckedThrowingContinuation { continuation in
            loading.async {
                let loaded = Result {
                    if self.state.withLock({ $0.isClosed }) { throw CancellationError() }
                    return try ServedModel(directory: self.directory)
                }
                let (old, onReload) = self.state.withLock { state in
                    let old = state.model
                    switch loaded {
                    case .success(let model):
                        self.succeeded.increment()
                        state.model = model
                        state.status.reloads += 1
                        state.status.lastError = nil
                    case .failure(let error):
                        self.failed.increment()
                        state.status.failedReloads += 1
                        state.status.lastError = "\(error)"
                    }
                    return (old, state.onReload)
                }
                if case .success(let model) = loaded {
                    old?.removeFiles()
                    onReload?(model)
                }
                continuation.resume(with: loaded)
            }
        }
    }

    /// Waits for a reload that is under way, refuses further ones, and removes the model's copy, where
    /// it is still there.
    public func close() async {
        await withCheckedContinuation { continuation in
            loading.async {
                let model = self.state.withLock { state in
                    state.isClosed = true
                    return state.model
                }
                model?.removeFiles()
                continuation.resume()
            }
        }
    }
}
