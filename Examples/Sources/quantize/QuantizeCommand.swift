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

            The profile of the original's answers, where there is one, goes with it, and what is found \
            as metrics.json and report.html. Prints the sizes of all forms, what an answer takes of \
            time and memory, and what they make of labelled tweets: the hard ones, where the model's \
            labels are negative and positive, and those of --test.
            """
    )

    @Option(help: "A saved classifier, or a directory of Hugging Face's layout.")
    var model: String

    @Option(help: "Gets the classifier with fewer bits.")
    var output: String

    enum Mode: String, ExpressibleByArgument, CaseIterable {
        case dynamic, `static`, bf16
    }

    @Option(
        help: """
            dynamic: weights of 8 bits, to which the numbers they meet are quantised as they come; \
            static: the same with fixed ranges, found by the texts of --calibration; bf16: bfloat16 \
            numbers of 16 bits.
            """
    )
    var mode = Mode.dynamic

    @Option(
        help: """
            Texts to find the ranges with, like those to come and not those of --test: labelled tweets, \
            or with the ending .txt one text a line.
            """
    )
    var calibration: String?

    @Option(help: "How many of them to draw (default: 512).")
    var calibrationCount: Int?

    @Option(
        help: """
            min-max: ranges from the least number to the greatest; percentile: those that hold 99.99 % \
            of the numbers; entropy: those that lose the least of their distribution (default: min-max).
            """
    )
    var method: Method?

    enum Method: String, ExpressibleByArgument, CaseIterable {
        case minMax = "min-max"
        case percentile, entropy
    }

    @Option(
        name: [.customLong("test"), .customLong("data")],
        help: "Labelled tweets to compare the forms on; repeatable."
    )
    var tests: [String] = []

    @OptionGroup var threading: ThreadOptions

    @OptionGroup var table: TableOptions

    @OptionGroup var tracking: TrackingOptions

    /// Beside the directory of the classifier, which is all that it gets otherwise.
    var journal: String? {
        guard tracking.trackingServer != nil else { return nil }
        let path = resolvedPath(output)
        return String(path.reversed().drop { $0 == "/" }.reversed()) + ".run.jsonl"
    }

    func validate() throws {
        if mode == .static {
            guard calibration != nil else {
                throw ValidationError(
                    "--mode static needs texts to find ranges with: --calibration FILE."
                )
            }
        } else if calibration != nil || calibrationCount != nil || method != nil {
            throw ValidationError(
                "--calibration, --calibration-count and --method are for --mode static."
            )
        }
        guard calibrationCount ?? 1 > 0 else {
            throw ValidationError("--calibration-count is at least 1.")
        }
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
        guard mode != .bf16 || !original.model.configuration.usesBFloat16 else {
            throw ExampleError("\(model): its weights have 16 bits already.")
        }
        let profile = try PredictionProfile(from: model)
        let tweets = TweetFiles(table)
        let files = try Progress.during("Reading tweets") {
            try tweets.readTests(tests, ofClassifierWith: original.labels)
        }
        let hard = try tweets.readHardTweets()
        let judgesHard = original.labels == hard.labels
        let splits = (judgesHard ? [("hard", hard.examples)] : []) + files
        run.begin()
        run.log(parameters: described(model))
        for (path, file) in zip(tests, files) {
            run.log(data: file.examples, source: path, context: "testing")
        }
        let forms = try narrowForms(
            of: original,
            tweets,
            splits.flatMap(\.1),
            called: ((judgesHard ? ["the hard tweets"] : []) + tests.map { "--test \($0)" })
                .joined(separator: " or ")
        )
        let quantized = forms.last!.classifier
        let before = try directorySize(model)
        try quantized.save(to: output, profile: profile)
        run.log(model: fileName(resolvedPath(output)), isRegistered: true)
        let after = try directorySize(output)
        print(
            "\(model): \(megabytes(before)) MB, \(output): \(megabytes(after)) MB, "
                + "\(NumberFormat.decimal(Double(before) / Double(after), places: 2)) times smaller"
        )
        let comparison = try PrecisionComparison(
            float32: original,
            narrow: forms,
            timedTexts: (files.first?.examples ?? hard.examples).map(\.text),
            evaluate: { classifier, form in
                try splits.map { try EvaluatedSplit($0.0, $0.1, classifier, form: form) }
            }
        )
        let results = QuantizationResults(
            options: described(model),
            comparison: comparison,
            calibration: quantized.calibration
        )
        results.printTables()
        try results.write(to: output, of: run)
    }

    /// The forms to compare with the original, last the one to save.
    private func narrowForms(
        of original: DistilBERTClassifier,
        _ tweets: TweetFiles,
        _ tests: [LabelledText],
        called names: String
    ) throws -> [(name: String, classifier: DistilBERTClassifier)] {
        if mode == .bf16 {
            return [("bf16", Progress.during("Rounding") { original.bfloat16() })]
        }
        var forms = [
            ("int8", try Progress.during("Quantising") { try original.quantized() })
        ]
        if let calibration {
            let texts = try CalibrationTexts(from: calibration, tweets).drawn(
                drawnCount,
                sparing: tests,
                called: names
            )
            let method = CalibrationMethod(usedMethod.rawValue)!
            let calibrated = try Progress.during("Calibrating") {
                try original.quantized(calibration: texts, method: method)
            }
            forms.append(("int8-static", calibrated))
        }
        return forms
    }

    /// How many texts are drawn to calibrate on.
    private var drawnCount: Int { calibrationCount ?? 512 }

    private var usedMethod: Method { method ?? .minMax }

    /// The options as `metrics.json` has them.
    private func described(_ model: String) -> [(String, JSONValue)] {
        [
            ("model", .string(model)), ("mode", .string(mode.rawValue)),
            ("calibration", calibration.map { .string($0) } ?? .null),
            ("calibration_count", mode == .static ? .integer(drawnCount) : .null),
            ("method", mode == .static ? .string(usedMethod.rawValue) : .null),
            ("tests", .array(tests.map { .string($0) })),
            ("threads", .integer(Threads.count)),
        ] + table.described
    }

    private func megabytes(_ bytes: Int) -> String {
        NumberFormat.decimal(Double(bytes) / 1e6, places: 1)
    }
}
