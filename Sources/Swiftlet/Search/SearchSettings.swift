import SwiftletBase
import SwiftletEvaluation

/// The settings of a search: how many trials there are, what chooses their settings, what prunes
/// unpromising trials, and when the search ends.
///
///     var search = SearchSettings(trials: 30, seed: 1, savingTo: "search.json")
///     search.pruner = HalvingPruner()
///     let study = try BiLSTMClassifier.search(search, on: tweets, validation: others)
public struct SearchSettings: Sendable {
    /// How many trials to have in the end, with those that the file has already.
    public var trials: Int
    /// The random seed.
    public var seed: UInt64
    /// Chooses the settings of a trial.
    public var sampler: any Sampler
    /// Ends trials early; nil ends only those that diverge.
    public var pruner: (any Pruner)?
    /// Time after which no trial begins; nil is no limit.
    public var seconds: Double?
    /// Number of trials without a better value after which the search ends; nil is no limit.
    public var patience: Int?
    /// How many trials run at the same time, each on a thread of its own. With one after the other
    /// each has all threads, and the same seed gives the same trials.
    public var atOnce: Int
    /// A file that gets the trials as they end; the search resumes from one that exists.
    public var path: String?

    /// Creates the settings of a search: by default 30 trials one after the other by TPE, with
    /// unpromising ones pruned by the median of the others.
    public init(
        trials: Int = 30,
        seed: UInt64,
        sampler: any Sampler = TPESampler(),
        pruner: (any Pruner)? = MedianPruner(),
        seconds: Double? = nil,
        patience: Int? = nil,
        atOnce: Int = 1,
        savingTo path: String? = nil
    ) {
        self.trials = trials
        self.seed = seed
        self.sampler = sampler
        self.pruner = pruner
        self.seconds = seconds
        self.patience = patience
        self.atOnce = atOnce
        self.path = path
    }
}

extension SearchSettings {
    /// Runs the trials that a study does not have yet.
    ///
    /// - Parameters:
    ///   - study: The trials so far.
    ///   - configuration: What the settings of a trial are put into. Where it is in the space itself,
    ///     it is the first trial, so that the best is no worse.
    ///   - finished: Called after each trial.
    ///   - objective: Runs a trial and returns its value.
    /// - Throws: `SettingError` for a parameter that is no setting, what `objective` throws, and
    ///   `FileError`.
    func run<Configuration: SearchableConfiguration>(
        _ study: Study,
        around configuration: Configuration,
        finished: @Sendable (Trial) -> Void,
        objective: @Sendable (RunningTrial, Configuration) throws -> Double
    ) throws -> Study {
        for name in study.space.names { _ = try Configuration.searchableSetting(name) }
        var study = study
        let sampler = StartingSampler(
            start: configuration.parameters(in: study.space),
            sampler: sampler
        )
        if atOnce == 1 {
            try study.optimize(
                trials: trials,
                sampler: sampler,
                pruner: pruner,
                seconds: seconds,
                patience: patience,
                savingTo: path,
                finished: finished,
                objective: { try objective($0, configuration.applying($0.parameters)) }
            )
        } else {
            try study.optimize(
                trials: trials,
                atOnce: atOnce,
                sampler: sampler,
                pruner: pruner,
                seconds: seconds,
                patience: patience,
                savingTo: path,
                finished: finished,
                objective: { try objective($0, configuration.applying($0.parameters)) }
            )
        }
        return study
    }
}

/// Gives the first trial the values to start from. A grid has a place for each trial, and goes first.
private struct StartingSampler: Sampler {
    let start: ParameterValues?
    let sampler: any Sampler

    func parameters(for trial: UpcomingTrial) -> ParameterValues? {
        if trial.number == 0, let start, !(sampler is GridSampler) { return start }
        return sampler.parameters(for: trial)
    }
}
