import ArgumentParser
import ExampleSupport
import Swiftlet

@main
struct QuantizeCommand: TrackedCommand {
    static let configuration = CommandConfiguration(
        commandName: "quantize",
        abstract: "Saves a DistilBERT classifier with weights of 8 or 16 bits.",
        discussion: """
            Weights of 8 bits are read by Swiftlet alone; those of 16, a checkpoint of bfloat16 numbers, by \
            Transformers, too.

            The profile of the original's answers, where there is one, goes with it. Prints the sizes \
            of both forms, what an answer takes of time and memory and, with --data, \
            what they make of labelled tweets.
            """
    )

    @Option(help: "A saved classifier, or a directory of Hugging Face's layout.")
    var model: String

    @Option(help: "Gets the classifier with fewer bits.")
    var output: String

    enum Mode: String, ExpressibleByArgument, CaseIterable {
        case dynamic, bf16
    }

    @Option(
        help: """
            dynamic: weights of 8 bits, to which the numbers they meet are quantised as they come; bf16: \
            bfloat16 numbers of 16 bits.
            """
    )
    var mode = Mode.dynamic

    @Option(help: "Labelled tweets to compare both forms on; repeatable.")
    var data: [String] = []

    @OptionGroup var threading: ThreadOptions

    @OptionGroup var table: TableOptions

    @OptionGroup var tracking: TrackingOptions

    /// Beside the directory of the classifier, which is all that it gets otherwise.
    var journal: String? {
        guard tracking.trackingServer != nil else { return nil }
        let path = resolvedPath(output)
        return String(path.reversed().drop { $0 == "/" }.reversed()) + ".run.jsonl"
    }

    func work(_ run: TrackedRun) throws {
        threading.apply()
        let model = TextClassifiers.modelDirectory(at: self.model)
        try checkOutput(
            output,
            gets: [.classifier(nil, approach: DistilBERTClassifier.approach)]
        )
        let original = try DistilBERTClassifier(from: model)
        // What is in the directory of the output goes with it.
        guard !(resolvedPath(model) + "/").hasPrefix(resolvedPath(output) + "/") else {
            throw ExampleError(
                "--output \(output) would replace --model \(model), whose weights are then lost."
            )
        }
        guard !original.model.isQuantized else {
            throw ExampleError("\(model): its weights have 8 bits already.")
        }
        let profile = try PredictionProfile(from: model)
        let tweets = TweetFiles(table)
        let files = try Progress.during("Reading tweets") {
            try tweets.readTests(data, ofClassifierWith: original.labels)
        }
        guard mode != .bf16 || !original.model.configuration.usesBFloat16 else {
            throw ExampleError("\(model): its weights have 16 bits already.")
        }
        run.begin()
        run.log(parameters: described)
        for (path, file) in zip(data, files) {
            run.log(data: file.examples, source: path, context: "testing")
        }
        let before = try directorySize(model)
        let quantized = try Progress.during(mode == .bf16 ? "Rounding" : "Quantising") {
            mode == .bf16 ? original.bfloat16() : try original.quantized()
        }
        try quantized.save(to: output, profile: profile)
        run.log(model: fileName(resolvedPath(output)), isRegistered: true)
        let after = try directorySize(output)
        print(
            "\(model): \(megabytes(before)) MB, \(output): \(megabytes(after)) MB, "
                + "\(NumberFormat.decimal(Double(before) / Double(after), places: 2)) times smaller"
        )
        let timed = try files.first?.examples ?? tweets.readHardTweets().examples
        let comparison = try PrecisionComparison(
            float32: original,
            narrow: quantized,
            named: mode == .bf16 ? "bf16" : "int8",
            timedTexts: timed.map(\.text),
            evaluate: { classifier, form in
                try files.map { try EvaluatedSplit($0.name, $0.examples, classifier, form: form) }
            }
        )
        if !files.isEmpty { print("\n\(comparison.scoreTable)") }
        print("\n\(comparison.costTable)\n\(comparison.costNote)")
        run.log(results: results(comparison, original.labels))
    }

    /// The options, for MLflow.
    private var described: [(String, JSONValue)] {
        [
            ("model", .string(model)), ("mode", .string(mode.rawValue)),
            ("data", .array(data.map { .string($0) })), ("threads", .integer(Threads.count)),
        ] + table.described
    }

    /// What the comparison came to, in the form of a training's `metrics.json`.
    private func results(_ comparison: PrecisionComparison, _ labels: [String]) -> JSONObject {
        let members: [(String, JSONValue)] = [
            ("approach", .string(DistilBERTClassifier.approach)),
            ("labels", .array(labels.map { .string($0) })),
            ("options", .object(JSONObject(described))),
            ("splits", comparison.float32.splits.json),
            ("model_bytes", .integer(comparison.float32.modelBytes)),
        ]
        return JSONObject(members + comparison.details)
    }

    private func megabytes(_ bytes: Int) -> String {
        NumberFormat.decimal(Double(bytes) / 1e6, places: 1)
    }
}
