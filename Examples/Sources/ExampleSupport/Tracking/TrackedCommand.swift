/// A program whose run goes into a journal, from which it can be tracked.
public protocol TrackedCommand: ExampleCommand {
    var tracking: TrackingOptions { get }

    /// Where the journal is to be; nil where the run leaves nothing.
    var journal: String? { get }

    /// Does the work, and tells of it.
    func work(_ run: TrackedRun) throws
}

extension TrackedCommand {
    public func work() throws {
        let run = try TrackedRun(
            of: Self.configuration.commandName ?? "\(Self.self)",
            journal: journal,
            tracking: tracking
        )
        do {
            try work(run)
        } catch {
            run.end(.failed, reason: "\(error)")
            throw error
        }
        run.end(.finished)
    }
}

extension OutputOptions {
    /// The journal of a run that leaves its results in the directory.
    public var journal: String? { path("run.jsonl") }
}
