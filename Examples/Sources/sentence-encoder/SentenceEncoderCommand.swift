import ArgumentParser
import ExampleSupport
import Swiftlet

@main
struct SentenceEncoderCommand: TrackedCommand {
    static let configuration = CommandConfiguration(
        commandName: "sentence-encoder",
        abstract: "Trains, evaluates and saves a dense network on sentence embeddings.",
        discussion: """
            \(RunTweets.networkParts)

            Embeddings are kept in embeddings.safetensors in the --output directory, and used again \
            for the same tweets, cleaning and encoder. --search keeps its trials in search.json \
            there, and goes on from them.

            Exit status \(EncoderChoice.notFetchedStatus) says that the encoder was not fetched.
            """
    )

    @OptionGroup var common: CommonOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var tracking: TrackingOptions
    @OptionGroup var options: SentenceEncoderOptions
    @OptionGroup(title: "Search") var search: SearchOptions

    static let optionsOfSettings = SentenceEncoderOptions.optionsOfSettings

    var journal: String? { output.journal }

    func work(_ run: TrackedRun) throws {
        common.apply()
        try output.check(
            SentenceEncoderClassifier.approach,
            further: (options.embeddings == nil ? [.file("embeddings.safetensors")] : [])
                + search.plannedOutput
        )
        try prepareFile(options.embeddings)
        try prepareFile(options.training.checkpoint)
        var configuration = options.configuration(seed: common.seed)
        var results = RunResults(approach: SentenceEncoderClassifier.approach)
        var stopwatch = Stopwatch()
        let encoder = try stopwatch.measure("load encoder") {
            try Progress.during("Loading the encoder") { try loadEncoder() }
        }
        let tweets = try stopwatch.measure("read") {
            try RunTweets(common, shares: [0.1, 0.1], standard: 8_000)
        }
        tweets.log(to: run, common)
        if let output = output.directory { try AtomicDirectory.createDirectories(output) }
        let parts = try stopwatch.measure("embed") {
            try embed(Array(tweets.parts[0...1]), encoder, configuration.cleaning, run)
        }
        if let count = search.search {
            let found = try stopwatch.measure("search") {
                try runSearch(count, parts, tweets.labels, encoder, around: configuration, run)
            }
            configuration = try configuration.applying(found.best.parameters)
            results.search = found
        }
        results.options = describe(configuration, encoder, tweets: tweets.drawnCount)
        run.log(parameters: results.options)
        let trained = try stopwatch.measure("train") {
            try train(parts, tweets.labels, encoder, configuration, run)
        }
        try stopwatch.measure("evaluate") {
            results.splits = try tweets.evaluateUnseen(trained.classifier)
        }
        results.details = trained.history.details
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

    private func loadEncoder() throws -> any SentenceEncoder {
        let encoder = try SentenceEncoders.load(from: options.encoder.path(common))
        if !options.int8 { return encoder }
        guard let encoder = encoder as? TransformerSentenceEncoder else {
            throw ExampleError("--int8 is for a transformer, such as minilm.")
        }
        return try encoder.quantized()
    }

    private func embed(
        _ parts: [[LabelledText]],
        _ encoder: any SentenceEncoder,
        _ cleaning: TextCleaner,
        _ run: TrackedRun
    ) throws -> [EmbeddedExamples] {
        let progress = Progress("Embedding", total: parts.reduce(0) { $0 + $1.count })
        defer { progress.finish() }
        return try SentenceEncoderClassifier.embed(
            parts,
            encoder: encoder,
            cleaning: cleaning,
            embeddings: options.embeddings ?? output.path("embeddings.safetensors"),
            progress: {
                run.begin()
                progress.update($0)
            }
        )
    }

    private func train(
        _ parts: [EmbeddedExamples],
        _ labels: [String],
        _ encoder: any SentenceEncoder,
        _ configuration: SentenceEncoderClassifier.Configuration,
        _ run: TrackedRun
    ) throws -> TrainingResult<SentenceEncoderClassifier, TrainingHistory> {
        let progress = Progress("Training", total: configuration.training.epochs)
        defer { progress.finish() }
        return try SentenceEncoderClassifier.train(
            on: parts[0],
            labels: labels,
            validation: parts[1],
            encoder: encoder,
            configuration: configuration,
            checkpoint: options.training.checkpoint,
            progress: { progress.update($0, of: run) }
        )
    }

    private func runSearch(
        _ count: Int,
        _ parts: [EmbeddedExamples],
        _ labels: [String],
        _ encoder: any SentenceEncoder,
        around configuration: SentenceEncoderClassifier.Configuration,
        _ run: TrackedRun
    ) throws -> SearchFindings {
        let space = SentenceEncoderClassifier.Configuration.searchSpace()
        return try search.runTrainings(
            count,
            over: space,
            seed: common.seed,
            output: output,
            telling: run
        ) { settings, run in
            try SentenceEncoderClassifier.search(
                settings,
                on: parts[0],
                labels: labels,
                validation: parts[1],
                encoder: encoder,
                around: configuration,
                over: space,
                finished: { run.finished($0) },
                progress: { run.update($0, $1) }
            )
        }
    }
}
