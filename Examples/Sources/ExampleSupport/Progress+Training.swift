import Swiftlet

extension TrainingProgress {
    /// How many epochs are done, with the done share of the one that is under way.
    public var epochsDone: Double { Double(epoch - 1) + Double(batch) / Double(batches) }

    /// Epoch and loss, for the line of a ``Progress``.
    public var note: String { "epoch \(epoch), loss \(NumberFormat.decimal(loss))" }
}

extension Progress {
    /// Shows how far a training is after a step, tells the run, and lets it go on.
    public func update(_ step: TrainingProgress, of run: TrackedRun) -> TrainingDecision {
        update(step.epochsDone, note: step.note)
        run.log(step)
        return .continue
    }
}
