import ArgumentParser
import ExampleSupport
import Swiftlet

@main
struct CompareCommand: TrackedCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare",
        abstract: "Trains every approach on the same tweets and says which one to deploy.",
        discussion: """
            A tenth of the drawn tweets is the split 'validation', another tenth 'test'; all \
            approaches are scored on them and none is trained on them. Of the rest the linear \
            classifier, the BiLSTMs and the sentence encoder learn from as many as 80 % of 8,000 a \
            class are, DistilBERT of 20,000; with --per-class all from the same. \
            Each has the default settings of its own program.

            The choice is the one with the highest test F1 among those whose peak memory and \
            95th percentile of latency are within --max-memory and --max-latency; F1 within \
            --tolerance of the highest count as equal, and of equals the one that takes least \
            memory is chosen.

            --output keeps all that was trained and measured: an approach \
            with the same tweets, settings and threads is not trained again, an interrupted one \
            goes on after its last epoch. Standard output gets the table and the choice alone.
            """
    )

    @OptionGroup var common: CommonOptions
    @OptionGroup var options: CompareOptions
    @OptionGroup var tracking: TrackingOptions

    var journal: String? { output + "/run.jsonl" }

    func work(_ run: TrackedRun) throws {
        common.apply()
        let classify = try siblingProgram("classify")
        let approaches = options.approaches(common)
        try checkOutput(output, gets: plannedOutputs(of: approaches.filter { $0.missing == nil }))
        let tweets = try Progress.during("Reading tweets") {
            try SharedTweets(common, quick: options.quick)
        }
        let runs = try approaches.compactMap { approach -> TrainingRun? in
            if let advice = approach.missing {
                announce("\(approach.title): left out. \(advice)")
                return nil
            }
            return try Progress.during("Looking for an earlier training") {
                try TrainingRun(approach, tweets, output: output)
            }
        }
        tweets.log(to: run, common)
        run.log(parameters: options.described + common.described(drawn: tweets.count))
        try train(runs, run)

        let contenders = try runs.flatMap { training in
            try training.contenders.map { contender in
                try MeasuredContender(
                    contender,
                    of: training,
                    on: tweets,
                    classify: classify,
                    quick: options.quick,
                    again: options.measureAgain
                )
            }
        }
        let comparison = Comparison(
            contenders: contenders,
            budget: options.budget,
            tolerance: options.tolerance
        )
        print("\(comparison.table)\n\n\(comparison.verdict)")
        try comparison.write(to: output, of: run, common: common, options: options)
        announce("Saved \(output)/metrics.json and \(output)/report.html")
    }

    private var output: String { options.output }

    private func plannedOutputs(of approaches: [any Approach]) -> [PlannedOutput] {
        approaches.flatMap { approach in
            approach.contenders.map {
                .classifier("\(approach.name)/\($0.model)", approach: approach.name)
            }
        } + ["metrics.json", "report.html", "run.jsonl"].map { .file($0) } + [.figures]
    }

    /// Trains what was not trained before, after saying how long that takes.
    private func train(_ runs: [TrainingRun], _ tracked: TrackedRun) throws {
        for run in runs where !run.isFinished {
            if let reason = run.reasonToStartAgain {
                announce("\(run.approach.title): trained again, since \(reason).")
            }
        }
        let schedule = try TrainingSchedule(runs.filter { !$0.isFinished })
        schedule.announce(of: runs)
        try AtomicDirectory.createDirectories(output)
        for run in runs where !run.isFinished {
            try run.train(later: schedule.seconds(after: run), of: tracked)
        }
    }
}

/// Tells on standard error what is going on, so that standard output holds nothing but results.
func announce(_ text: String) { writeToStandardError(text + "\n") }
