import Swiftlet

extension TextTable {
    /// The best 20 trials of a search, for people.
    ///
    /// - Parameters:
    ///   - trials: All trials, best first.
    ///   - columns: The columns before batch size, epoch, loss and F1.
    ///   - cells: What a configuration has in these.
    public init<Configuration: NetworkConfiguration>(
        bestOf trials: [SearchTrial<Configuration>],
        columns: [Column],
        cells: (Configuration) -> [String]
    ) {
        self.init(
            title: "The best of \(counted(trials.count, "setting")) by validation F1",
            columns: columns
                + [.number("batch"), .number("epoch"), .number("loss"), .number("F1")]
        )
        for trial in trials.prefix(20) {
            append(
                cells(trial.configuration) + [
                    "\(trial.configuration.training.batchSize)",
                    "\(trial.bestEpoch) of \(trial.epochs)",
                    trial.loss.map { NumberFormat.decimal($0) } ?? "",
                    NumberFormat.decimal(trial.f1, places: 4),
                ]
            )
        }
    }
}
