import Swiftlet

/// The tweets of a run: the drawn ones in parts, the hard ones, and those of every `--test` file.
///
/// All files are read before the work, so that a bad one does not cost it.
public struct RunTweets {
    /// First what is trained on, then one part for each share.
    public let parts: [[LabelledText]]
    /// The names of the classes.
    public let labels: [String]
    /// The embedded hard tweets; nil where the data have other classes.
    public let hard: [LabelledText]?
    public let further: [(name: String, examples: [LabelledText])]

    /// What `--help` says of the parts where a network is trained, with shares of 0.1 and 0.1.
    public static let networkParts = """
        80 % of the drawn tweets are trained on. After each epoch the F1 on another 10 %, the split \
        'validation', is taken, and the epoch where it is highest gives the classifier; the last \
        10 % are the split 'test'. Of three classes or more, F1 is the macro F1.
        """

    /// Reads, draws and splits.
    ///
    /// - Parameters:
    ///   - shares: The shares of the parts after the first; see `stratifiedSplit`.
    ///   - standard: How many tweets of each class to draw where `--per-class` says nothing.
    public init(_ common: CommonOptions, shares: [Double], standard: Int) throws {
        let files = TweetFiles(common.table)
        let path = common.data ?? TweetFiles.embeddedCorpus
        let (all, tests) = try Progress.during("Reading tweets") {
            try files.readData(path)
        }
        let drawn = try draw(
            all,
            perClass: common.perClass,
            standard: standard,
            seed: common.seed
        )
        let positions = try namingClasses(all.labels) {
            try stratifiedSplit(labels: drawn.map(\.label), shares: shares, seed: common.seed)
        }
        parts = positions.map { $0.map { drawn[$0] } }
        labels = all.labels
        further = try Progress.during("Reading tweets") {
            try tests.readTests(common.tests)
        }
        hard = try files.readHardTweets(of: all.labels)
    }

    /// Tells a run what is trained on, and what else it is judged by.
    public func log(to run: TrackedRun, _ common: CommonOptions) {
        let data = common.data ?? TweetFiles.embeddedCorpus
        run.log(data: parts[0], source: data, context: "training")
        run.log(data: parts[parts.count - 1], source: data, context: "testing")
        for ((_, examples), path) in zip(further, common.tests) {
            run.log(data: examples, source: path, context: "testing")
        }
    }

    /// How many tweets were drawn.
    public var drawnCount: Int { parts.reduce(0) { $0 + $1.count } }

    /// The hard tweets and those of every `--test` file with a classifier's answers.
    ///
    /// - Parameter form: What progress calls the classifier where it has several forms.
    public func evaluate(
        _ classifier: some TextClassifier,
        form: String? = nil
    ) throws -> [EvaluatedSplit] {
        let all = (hard.map { [("hard", $0)] } ?? []) + further
        return try all.map { try EvaluatedSplit($0.0, $0.1, classifier, form: form) }
    }

    /// All that was not trained on: the second part, 'validation', the third, 'test', and what
    /// `evaluate` gives. There must be three parts.
    public func evaluateUnseen(
        _ classifier: some TextClassifier,
        form: String? = nil
    ) throws -> [EvaluatedSplit] {
        [
            try EvaluatedSplit("validation", parts[1], classifier, form: form),
            try EvaluatedSplit("test", parts[2], classifier, form: form),
        ] + (try evaluate(classifier, form: form))
    }
}

extension CommonOptions {
    /// The options as `metrics.json` has them.
    public func described(drawn: Int) -> [(String, JSONValue)] {
        [
            ("data", .string(data ?? "embedded")),
            ("tests", .array(tests.map { .string($0) })),
            ("per_class", perClass.map(\.json) ?? .null),
            ("tweets", .integer(drawn)),
            // A number as long as JSON's integers hold it.
            ("seed", Int(exactly: seed).map { .integer($0) } ?? .string("\(seed)")),
            ("threads", .integer(Threads.count)),
            ("models", namedModelsDirectory.map { .string($0) } ?? .null),
        ] + table.described
    }
}

/// Does some work, and names the class where it has too few tweets for that.
public func namingClasses<Result>(
    _ labels: [String],
    _ work: () throws -> Result
) throws -> Result {
    do {
        return try work()
    } catch let error as TrainingDataError {
        guard let label = error.label, labels.indices.contains(label) else { throw error }
        let others = labels.enumerated().filter { $0.offset != label }.map(\.element)
        let leavingOut =
            others.count < 2
            ? ""
            : ", or leave the class out: --labels \(others.joined(separator: ",")) --skip-bad-rows"
        throw ExampleError(
            "\(error) (Class \(label) is \(labels[label]); a part of its tweets is kept to test on.)\n"
                + "Give more of them with --data, or a higher --per-class\(leavingOut)."
        )
    }
}
