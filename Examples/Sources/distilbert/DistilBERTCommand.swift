import ArgumentParser
import ExampleSupport
import Swiftlet

@main
struct DistilBERTCommand: TrackedCommand {
    static let configuration = CommandConfiguration(
        commandName: "distilbert",
        abstract: "Fine-tunes, quantises, evaluates and saves a DistilBERT.",
        discussion: """
            \(RunTweets.networkParts)

            The classifier is then quantised to 8 bits, and both are evaluated. --output gets \
            model-int8 beside model.
            """
    )

    @OptionGroup var common: CommonOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var tracking: TrackingOptions
    @OptionGroup var options: DistilBERTOptions
    @OptionGroup(title: "Search") var search: SearchOptions

    static let optionsOfSettings = DistilBERTOptions.optionsOfSettings

    var journal: String? { output.journal }

    func work(_ run: TrackedRun) throws {
        common.apply()
        try output.check(
            DistilBERTClassifier.approach,
            further: [.classifier("model-int8", approach: DistilBERTClassifier.approach)]
                + search.plannedOutput
        )
        try prepareFile(options.checkpoint)
        let encoder = encoderPath
        if encoder == nil {
            if search.search != nil {
                throw ExampleError(
                    "--search takes an encoder: name one by --encoder, or fetch one with: "
                        + "bash Examples/fetch-models.sh minilm"
                )
            }
            print(
                """
                No encoder was fetched: a small one is trained from nothing, which shows the path, \
                not the quality. Fetch one with: bash Examples/fetch-models.sh minilm

                """
            )
        }
        var settings = options.configuration(seed: common.seed, fromNothing: encoder == nil)
        var stopwatch = Stopwatch()
        let tweets = try stopwatch.measure("read") {
            try RunTweets(common, shares: [0.1, 0.1], standard: 20_000)
        }
        var results = RunResults(approach: DistilBERTClassifier.approach)
        tweets.log(to: run, common)
        if let count = search.search, let encoder {
            let found = try stopwatch.measure("search") {
                try runSearch(count, tweets, encoder, around: settings, run)
            }
            settings = try settings.applying(found.best.parameters)
            results.search = found
        }
        results.options = describe(settings, encoder: encoder, tweets: tweets.drawnCount)
        run.log(parameters: results.options)
        let trained = try stopwatch.measure("train") { try train(tweets, encoder, settings, run) }
        trained.noteIgnoredTensors()
        let int8 = try stopwatch.measure("quantize") {
            try Progress.during("Quantising") { try trained.classifier.quantized() }
        }

        let comparison = try stopwatch.measure("evaluate") {
            try PrecisionComparison(
                float32: trained.classifier,
                narrow: [("int8", int8)],
                timedTexts: tweets.parts[2].map(\.text),
                evaluate: { try tweets.evaluateUnseen($0, form: $1) }
            )
        }
        results.splits = comparison.float32.splits
        results.details = trained.history.details + comparison.details
        print(trained.history.table, terminator: "\n\n")
        results.printScores()
        print("\n\(comparison.scoreTable)\n\n\(comparison.costTable)\n\(comparison.costNote)")
        try results.write(
            to: output,
            of: run,
            classifier: trained.classifier,
            further: [("model-int8", int8, comparison.narrow[0].splits)],
            report: report(results, trained, comparison),
            stopwatch: stopwatch
        )
    }

    /// The encoder to fine-tune; nil where none was named and none was fetched.
    private var encoderPath: String? {
        if let encoder = options.encoder { return common.modelPath(encoder) }
        let fetched = common.modelPath("all-MiniLM-L6-v2")
        return fileExists(fetched + "/config.json") ? fetched : nil
    }

    private func train(
        _ tweets: RunTweets,
        _ encoder: String?,
        _ configuration: DistilBERTClassifier.Configuration,
        _ run: TrackedRun
    ) throws -> TrainingResult<DistilBERTClassifier, TrainingHistory> {
        let progress = Progress("Training", total: configuration.training.epochs)
        defer { progress.finish() }
        guard let encoder else {
            let (model, tokenizer) = try SmallModel.make(
                from: tweets.parts[0],
                labels: tweets.labels,
                maximumLength: configuration.maximumLength,
                seed: common.seed
            )
            return try DistilBERTClassifier.train(
                on: tweets.parts[0],
                validation: tweets.parts[1],
                from: model,
                tokenizer: tokenizer,
                configuration: configuration,
                checkpoint: options.checkpoint,
                progress: { progress.update($0, of: run) }
            )
        }
        return try DistilBERTClassifier.train(
            on: tweets.parts[0],
            labels: tweets.labels,
            validation: tweets.parts[1],
            from: encoder,
            configuration: configuration,
            checkpoint: options.checkpoint,
            progress: { progress.update($0, of: run) }
        )
    }

    private func runSearch(
        _ count: Int,
        _ tweets: RunTweets,
        _ encoder: String,
        around configuration: DistilBERTClassifier.Configuration,
        _ run: TrackedRun
    ) throws -> SearchFindings {
        let space = try configuration.searchSpace
        return try search.runTrainings(
            count,
            over: space,
            seed: common.seed,
            output: output,
            telling: run
        ) { settings, run in
            try DistilBERTClassifier.search(
                settings,
                on: tweets.parts[0],
                labels: tweets.labels,
                validation: tweets.parts[1],
                from: encoder,
                around: configuration,
                over: space,
                finished: { run.finished($0) },
                progress: { run.update($0, $1) }
            )
        }
    }
}
