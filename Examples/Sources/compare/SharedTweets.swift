import ExampleSupport
import Swiftlet

/// The tweets of a comparison: the same validation and test tweets for all approaches, and what each
/// of them is trained on.
struct SharedTweets {
    let validation: [LabelledText]
    let test: [LabelledText]
    /// The names of the classes.
    let labels: [String]
    /// The embedded hard tweets; nil where the data have other classes.
    let hard: [LabelledText]?
    let further: [(name: String, examples: [LabelledText])]
    /// All that may be trained on: 80 % of the largest draw.
    private let training: [LabelledText]
    private let perClass: CountOrAll?
    private let quick: Bool
    private let seed: UInt64

    /// How many tweets of each class a quick comparison draws at most.
    private static let quickPerClass = 2_000
    /// The largest draw that an approach makes by default.
    private static let largestPerClass = 20_000

    /// Reads every file, draws and splits.
    init(_ common: CommonOptions, quick: Bool) throws {
        let files = TweetFiles(common.table)
        let path = common.data ?? TweetFiles.embeddedCorpus
        let (all, tests) = try files.readData(path)
        let drawn = try draw(
            all,
            perClass: common.perClass,
            standard: quick ? Self.quickPerClass : Self.largestPerClass,
            seed: common.seed
        )
        let positions = try namingClasses(all.labels) {
            try stratifiedSplit(
                labels: drawn.map(\.label),
                shares: [0.1, 0.1],
                seed: common.seed
            )
        }
        let parts = positions.map { $0.map { drawn[$0] } }
        (training, validation, test) = (parts[0], parts[1], parts[2])
        further = try tests.readTests(common.tests)
        labels = all.labels
        hard = try files.readHardTweets(of: all.labels)
        perClass = common.perClass
        self.quick = quick
        seed = common.seed
    }

    /// The tweets to train an approach on: of each class 80 % of `standard`, or all there are where
    /// there are fewer, or the command line says how many to draw.
    func training(standard: Int) throws -> LabelledTexts {
        var tweets = LabelledTexts(training, labels: labels)
        let wanted = standard * 4 / 5
        // Of two classes there are as many to draw from, but for what the split rounds.
        let isEnough = labels.count > 2 || wanted < (tweets.classCounts.min() ?? 0)
        if perClass == nil, !quick, isEnough {
            tweets.examples = try draw(tweets, perClass: nil, standard: wanted, seed: seed)
        }
        return tweets
    }

    /// How many tweets were drawn.
    var count: Int { training.count + validation.count + test.count }

    /// Tells a run what is trained on at most, and what the approaches are judged by.
    func log(to run: TrackedRun, _ common: CommonOptions) {
        let data = common.data ?? TweetFiles.embeddedCorpus
        run.log(data: training, source: data, context: "training")
        run.log(data: test, source: data, context: "testing")
        for ((_, examples), path) in zip(further, common.tests) {
            run.log(data: examples, source: path, context: "testing")
        }
    }

    /// All that is not trained on, by name.
    var unseen: [(name: String, examples: [LabelledText])] {
        [("validation", validation), ("test", test)] + (hard.map { [("hard", $0)] } ?? []) + further
    }
}
