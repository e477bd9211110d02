import ArgumentParser
import ExampleSupport
import Feedback
import Retraining
import Swiftlet
import Versions

public struct RetrainCommand: TrackedCommand {
    public static let configuration = CommandConfiguration(
        commandName: "retrain",
        abstract: "Trains the served model with what users reported, and promotes it if better.",
        discussion: """
            Of the reports with an expected label the last word of each text counts. A fifth of the \
            texts is kept to judge by; the others are mixed with --data, and a challenger is trained \
            with the champion's own approach and settings. It is promoted if the F1 on the fixed test \
            is not more than 0.005 lower, it is better on the judged reports beyond chance, not more \
            than one more of the hard tweets is wrong, and it is within the budget. Then it becomes \
            OUTPUT/versions/N, and the link OUTPUT/champion leads there; OUTPUT/previous leads to the \
            former one. The reasons stand in OUTPUT/report.html and OUTPUT/metrics.json. With --mlflow \
            the run, its numbers and the promoted model are in MLflow, too; --register and --alias are \
            for a challenger that is promoted.

            The exit status is 0 where the challenger was promoted, 3 where the champion was kept, and \
            another where something failed.
            """
    )

    @Option(help: "The champion: a saved classifier's directory (default: OUTPUT/champion).")
    var model: String?

    @Option(
        help: """
            A journal of the service: its directory, or a file of it; repeatable, for several replicas.
            """
    )
    var feedback: [String] = []

    @Option(help: "Labelled texts that the reports are mixed with, best those of the training.")
    var data: String?

    @Option(
        help: """
            Labelled texts that no model was trained on (default: a fifth of --data; what is trained \
            anew is then judged by a training on the rest, before it is trained on all).
            """
    )
    var test: String?

    @Option(
        help: """
            Labelled texts that are hard to classify (default: the embedded hard tweets, where the \
            labels are negative and positive).
            """
    )
    var hard: String?

    @Option(help: "The directory of the versions; it is made where it is missing.")
    var output: String

    @Option(
        help: """
            The champion with weights of 32 bits, where it has fewer (default: what was saved beside it).
            """
    )
    var trainable: String?

    @OptionGroup var options: RetrainOptions

    @OptionGroup public var tracking: TrackingOptions

    @OptionGroup var threading: ThreadOptions

    @OptionGroup var table: TableOptions

    @Flag(help: "Only make the version that OUTPUT/previous links to the champion again.")
    var rollBack = false

    @Flag(help: .private)
    var answer = false

    public static let optionsOfSettings = ["trainable": "--trainable"]

    /// Nobody waits for a nightly run, and where it ends its container does.
    public static let patience = 600

    public var journal: String? { output + "/run.jsonl" }

    public init() {}

    public func validate() throws {
        if rollBack || answer { return }
        if feedback.isEmpty {
            throw ValidationError("Missing expected argument '--feedback PATH'.")
        }
        if data == nil { throw ValidationError("Missing expected argument '--data FILE'.") }
        if output.isEmpty { throw ValidationError("--output takes the path of a directory.") }
    }

    public func work() throws {
        threading.apply()
        if answer { return try answerLines() }
        if rollBack {
            let versions = ModelVersions(output)
            let number = try versions.rollBack()
            return print("\(versions.champion) leads to version \(number) again.")
        }
        try workTracked()
    }

    public func work(_ run: TrackedRun) throws {
        let retraining = try RetrainRun(self, ModelVersions(output), run)
        if try !retraining.retrain() { throw ExitCode(3) }
    }

    /// Answers each line of standard input, as `classify` does: so the memory of a model is measured.
    private func answerLines() throws {
        let classifier = try TextClassifiers.load(from: model ?? "")
        while let line = readLine() {
            print(try classifier.predict(line).label)
            flushOutput()
        }
    }
}

/// How reports are selected, and what is asked of a challenger.
struct RetrainOptions: ParsableArguments {
    @Option(help: "As how many texts of --data a report counts.")
    var feedbackWeight = 3

    @Option(
        help: """
            How many texts of --data are mixed in, or 'all' (default: all; for a DistilBERT, which goes on \
            from its weights, four times as many as reports, and at least 2,000).
            """
    )
    var oldTexts: CountOrAll?

    @Option(help: "How many texts of one address count, the last ones, or 'all'.")
    var atMostPerSource = CountOrAll.count(500)

    @Option(help: "How many texts count, the last ones.")
    var atMostTexts = 20_000

    @Option(help: "With fewer texts than this nothing is trained.")
    var atLeast = 20

    @Option(help: "How long one text may take at most, in milliseconds, 95 times of 100.")
    var atMostMs: Double?

    @Option(help: "How much memory a process that answers may need at most, in MiB.")
    var atMostMib: Double?

    @Option(help: "A file in which a sentence encoder's embeddings are kept for the next time.")
    var embeddings: String?

    @Option(help: "The seed of the draws.")
    var seed: UInt64 = 42

    func validate() throws {
        func require(_ condition: Bool, _ message: String) throws {
            if !condition { throw ValidationError(message) }
        }
        try require(
            1...1_000 ~= feedbackWeight,
            "--feedback-weight is \(feedbackWeight); expected 1 to 1000."
        )
        try require(
            1...10_000_000 ~= atMostTexts,
            "--at-most-texts is \(atMostTexts); expected 1 to 10000000."
        )
        try require(atLeast >= 1, "--at-least is \(atLeast); expected at least 1.")
        for (name, value) in [("--at-most-ms", atMostMs), ("--at-most-mib", atMostMib)] {
            guard let value else { continue }
            try require(
                value > 0 && value <= 1e9,
                "\(name) is \(value); expected a number above 0, at most 1e9."
            )
        }
    }

    /// The options as `metrics.json` has them.
    var described: [(String, JSONValue)] {
        [
            ("feedback_weight", .integer(feedbackWeight)),
            ("old_texts", oldTexts.map(\.json) ?? .null),
            ("at_most_per_source", atMostPerSource.json),
            ("at_most_texts", .integer(atMostTexts)),
            ("at_least", .integer(atLeast)),
            ("at_most_ms", atMostMs.map { .number($0) } ?? .null),
            ("at_most_mib", atMostMib.map { .number($0) } ?? .null),
            ("seed", Int(exactly: seed).map { .integer($0) } ?? .string("\(seed)")),
            ("threads", .integer(Threads.count)),
        ]
    }
}
