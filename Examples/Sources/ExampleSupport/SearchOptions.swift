import ArgumentParser
import Swiftlet

/// How settings are searched on the command line.
public struct SearchOptions: ParsableArguments {
    @Option(
        defaultAsFlag: 30,
        parsing: .next,
        help: ArgumentHelp(
            "Search the settings in so many trials, and take those of the best.",
            valueName: "trials"
        )
    )
    public var search: Int? = nil

    @Option(
        help: "What chooses the settings of a trial: tpe, random, spread or grid (default: tpe)."
    )
    public var sampler: SamplerName?

    @Option(help: "What ends hopeless trials early: median, halving or none (default: median).")
    public var pruner: PrunerName?

    @Option(help: "Begin no further trial after so many seconds.")
    public var timeout: Double?

    @Option(help: "End the search after so many trials without a better one.")
    public var searchPatience: Int?

    @Option(
        help: """
            How many trials run at the same time. With more than one, those of tpe also depend on which \
            end first (default: 1).
            """
    )
    public var trialsAtOnce: Int?

    public init() {}

    public mutating func validate() throws {
        let counts: [(String, Int?)] = [
            ("--search", search), ("--search-patience", searchPatience),
            ("--trials-at-once", trialsAtOnce),
        ]
        for case (let name, let count?) in counts where count < 1 {
            throw ValidationError("\(name) takes a whole number from 1; got \(count).")
        }
        if let timeout, !(timeout > 0) {
            throw ValidationError("--timeout takes seconds above 0; got \(timeout).")
        }
        if let trialsAtOnce, trialsAtOnce > 256 {
            throw ValidationError("--trials-at-once takes 1 to 256; got \(trialsAtOnce).")
        }
        let others: [(String, Bool)] = [
            ("--sampler", sampler != nil), ("--pruner", pruner != nil),
            ("--timeout", timeout != nil), ("--search-patience", searchPatience != nil),
            ("--trials-at-once", trialsAtOnce != nil),
        ]
        for (name, isGiven) in others where isGiven && search == nil {
            throw ValidationError("\(name) is for a search: add --search.")
        }
    }

    /// The samplers by name.
    public enum SamplerName: String, ExpressibleByArgument, CaseIterable {
        case tpe, random, spread, grid
    }

    /// The pruners by name.
    public enum PrunerName: String, ExpressibleByArgument, CaseIterable {
        case median, halving, none
    }

    private var samplerName: SamplerName { sampler ?? .tpe }
    private var prunerName: PrunerName { pruner ?? .median }
    private var trialCountAtOnce: Int { trialsAtOnce ?? 1 }

    /// What a program keeps beside its other output where it searches.
    public var plannedOutput: [PlannedOutput] { search == nil ? [] : [.file("search.json")] }

    /// The options as `metrics.json` has them.
    public var described: [(String, JSONValue)] {
        guard let search else { return [("search", .null)] }
        return [
            ("search", .integer(search)),
            ("sampler", .string(samplerName.rawValue)),
            ("pruner", .string(prunerName.rawValue)),
            ("timeout", timeout.map { .number($0) } ?? .null),
            ("search_patience", searchPatience.map { .integer($0) } ?? .null),
            ("trials_at_once", .integer(trialCountAtOnce)),
        ]
    }

    /// Runs a search with a line of progress, and prints its best trials.
    ///
    /// - Parameters:
    ///   - count: How many trials; those of `search`.
    ///   - score: What the trials are compared by, such as `validation F1`.
    ///   - steps: What a trial reports its score after, such as `epochs`.
    ///   - output: Where `search.json` is kept.
    ///   - tracked: Is told of the trials, and which is the best.
    ///   - metric: What MLflow calls their score, such as `val_f1`.
    ///   - search: Runs the trials of the space, telling the run of its progress and what ended.
    /// - Throws: What `search` throws, and `ExampleError` where no trial came to a score.
    public func run(
        _ count: Int,
        by score: String,
        steps: String,
        over space: SearchSpace,
        seed: UInt64,
        output: OutputOptions,
        telling tracked: TrackedRun,
        of metric: String,
        search: (SearchSettings, SearchRun) throws -> Study
    ) throws -> SearchFindings {
        if let output = output.directory { try AtomicDirectory.createDirectories(output) }
        let settings = SearchSettings(
            trials: count,
            seed: seed,
            sampler: chosenSampler(space, seed: seed),
            pruner: chosenPruner,
            seconds: timeout,
            patience: searchPatience,
            atOnce: trialCountAtOnce,
            savingTo: output.path("search.json")
        )
        let run = SearchRun(trials: count, telling: tracked, of: metric)
        defer { run.finish() }
        let study = try search(settings, run)
        run.finish()
        guard let best = study.best else {
            let astray = study.trials.count { $0.isAstray }
            throw ExampleError(
                "None of \(counted(study.trials.count, "trial")) of the search came to a score"
                    + (astray > 0
                        ? ", and of \(astray) the loss or score is not a number: they diverge. Give "
                            + "other settings, such as a smaller --learning-rate."
                        : ": --search takes more, --timeout more seconds.")
            )
        }
        tracked.log(tags: [("best_trial_number", "\(best.number + 1)")])
        let findings = SearchFindings(study: study, best: best, score: score, steps: steps)
        print(findings.table(limit: 20), terminator: "\n\n")
        return findings
    }

    /// Runs a search whose trials train a network, which are compared by their validation F1.
    public func runTrainings(
        _ count: Int,
        over space: SearchSpace,
        seed: UInt64,
        output: OutputOptions,
        telling tracked: TrackedRun,
        search: (SearchSettings, SearchRun) throws -> Study
    ) throws -> SearchFindings {
        try run(
            count,
            by: "validation F1",
            steps: "epochs",
            over: space,
            seed: seed,
            output: output,
            telling: tracked,
            of: "val_f1",
            search: search
        )
    }

    private func chosenSampler(_ space: SearchSpace, seed: UInt64) -> any Sampler {
        switch samplerName {
        case .tpe: TPESampler()
        case .random: RandomSampler()
        case .spread: SpreadSampler()
        case .grid: GridSampler(space, points: 3, seed: seed)
        }
    }

    private var chosenPruner: (any Pruner)? {
        switch prunerName {
        case .median: MedianPruner()
        case .halving: HalvingPruner()
        case .none: nil
        }
    }
}
