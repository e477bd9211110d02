import ArgumentParser

/// A program whose run goes into a journal, from which it can be tracked.
public protocol TrackedCommand: ExampleCommand {
    var tracking: TrackingOptions { get }

    /// How many seconds the program waits in the end for what is still to be sent.
    static var patience: Int { get }

    /// Where the journal is to be; nil where the run leaves nothing.
    var journal: String? { get }

    /// Does the work, and tells of it.
    func work(_ run: TrackedRun) throws
}

extension TrackedCommand {
    public static var patience: Int { 10 }

    public func work() throws { try workTracked() }

    /// Does the work, and tells of it in the journal.
    public func workTracked() throws {
        let run = try TrackedRun(
            of: Self.configuration.commandName ?? "\(Self.self)",
            journal: journal,
            tracking: tracking
        )
        do {
            try work(run)
        } catch let code as ExitCode {
            // The work is done, and its result is told by the status.
            run.end(.finished, patience: Self.patience)
            throw code
        } catch {
            run.end(.failed, reason: "\(error)")
            throw error
        }
        run.end(.finished, patience: Self.patience)
    }
}

extension OutputOptions {
    /// The journal of a run that leaves its results in the directory.
    public var journal: String? { path("run.jsonl") }
}
