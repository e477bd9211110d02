import ArgumentParser
import ExampleSupport
import Swiftlet

@main
struct BiLSTMCommand: TrackedCommand {
    static let configuration = CommandConfiguration(
        commandName: "bilstm",
        abstract: "Trains, evaluates and saves a bidirectional LSTM over word vectors.",
        discussion: """
            \(RunTweets.networkParts)

            --search keeps its trials in search.json in the --output directory, and goes on \
            from them.
            """
    )

    @OptionGroup var common: CommonOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var tracking: TrackingOptions
    @OptionGroup var options: BiLSTMOptions
    @OptionGroup(title: "Search") var search: SearchOptions

    static let optionsOfSettings = BiLSTMOptions.optionsOfSettings

    var journal: String? { output.journal }

    func work(_ run: TrackedRun) throws {
        common.apply()
        try output.check(
            BiLSTMClassifier.approach,
            further: search.plannedOutput
        )
        try prepareFile(options.training.checkpoint)
        var configuration = options.configuration(seed: common.seed)
        var results = RunResults(approach: BiLSTMClassifier.approach)
        var stopwatch = Stopwatch()
        let tweets = try stopwatch.measure("read") {
            try RunTweets(common, shares: [0.1, 0.1], standard: 8_000)
        }
        let vectors = try stopwatch.measure("read embeddings") {
            try Progress.during("Loading word vectors") {
                try options.embeddings.map {
                    try WordVectors(from: common.modelPath($0), format: options.format?.format)
                }
            }
        }

        tweets.log(to: run, common)
        if let count = search.search {
            let found = try stopwatch.measure("search") {
                try runSearch(count, tweets, vectors, around: configuration, run)
            }
            configuration = try configuration.applying(found.best.parameters)
            results.search = found
        }
        if let vectors { configuration.embeddingSize = vectors.dimension }
        run.log(parameters: describe(configuration, tweets: tweets.drawnCount))
        let trained = try stopwatch.measure("train") {
            try train(tweets, vectors, configuration, run)
        }
        try stopwatch.measure("evaluate") {
            results.splits = try tweets.evaluateUnseen(trained.classifier)
        }
        results.options = describe(trained.classifier.configuration, tweets: tweets.drawnCount)
        results.details = details(trained)
        if let coverage = trained.coverage { print("Word vectors: \(coverage)\n") }
        print(trained.history.table, terminator: "\n\n")
        results.printScores()
        try results.write(
            to: output,
            of: run,
            classifier: trained.classifier,
            report: report(results, trained),
            stopwatch: stopwatch
        )
    }

    private func train(
        _ tweets: RunTweets,
        _ vectors: WordVectors?,
        _ configuration: BiLSTMClassifier.Configuration,
        _ run: TrackedRun
    ) throws -> TrainingResult<BiLSTMClassifier, TrainingHistory> {
        let progress = Progress("Training", total: configuration.training.epochs)
        defer { progress.finish() }
        return try BiLSTMClassifier.train(
            on: tweets.parts[0],
            labels: tweets.labels,
            validation: tweets.parts[1],
            embeddings: vectors,
            configuration: configuration,
            checkpoint: options.training.checkpoint,
            progress: { progress.update($0, of: run) }
        )
    }

    private func runSearch(
        _ count: Int,
        _ tweets: RunTweets,
        _ vectors: WordVectors?,
        around configuration: BiLSTMClassifier.Configuration,
        _ run: TrackedRun
    ) throws -> SearchFindings {
        let space = BiLSTMClassifier.Configuration.searchSpace(hasWordVectors: vectors != nil)
        return try search.runTrainings(
            count,
            over: space,
            seed: common.seed,
            output: output,
            telling: run
        ) { settings, run in
            try BiLSTMClassifier.search(
                settings,
                on: tweets.parts[0],
                labels: tweets.labels,
                validation: tweets.parts[1],
                embeddings: vectors,
                around: configuration,
                over: space,
                finished: { run.finished($0) },
                progress: { run.update($0, $1) }
            )
        }
    }
}
