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
        return .goOn
    }

    /// Shows how far a search of `count` trials is after a step of a trial, numbered from 0, and lets
    /// it go on.
    public func update(trial: Int, of count: Int, _ step: TrainingProgress) -> TrainingDecision {
        update(
            Double(trial) + step.epochsDone / Double(step.epochs),
            note: "trial \(trial + 1) of \(count), \(step.note)"
        )
        return .goOn
    }
}
