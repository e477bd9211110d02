import ExampleSupport
import Swiftlet

/// The tweets of a comparison: the same validation and test tweets for all approaches, and what each
/// of them is trained on.
struct SharedTweets {
    let validation: [LabelledText]
    let test: [LabelledText]
    let hard: [LabelledText]
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
        let all = try files.read(path)
        try all.requireTwoClasses(path)
        let drawn = try draw(
            all,
            perClass: common.perClass,
            standard: quick ? Self.quickPerClass : Self.largestPerClass,
            seed: common.seed
        )
        let parts = try stratifiedSplit(
            labels: drawn.map(\.label),
            shares: [0.1, 0.1],
            seed: common.seed
        ).map { $0.map { drawn[$0] } }
        (training, validation, test) = (parts[0], parts[1], parts[2])
        further = try files.readTests(common.tests, labels: all.labels)
        hard = try files.readHardTweets()
        perClass = common.perClass
        self.quick = quick
        seed = common.seed
    }

    /// The tweets to train an approach on: of each class 80 % of `standard`, or all there are where
    /// there are fewer, or the command line says how many to draw.
    func training(standard: Int) throws -> [LabelledText] {
        let labels = training.map(\.label)
        let wanted = standard * 4 / 5
        guard perClass == nil, !quick, let rarest = training.classCounts().min(), wanted < rarest
        else { return training }
        return try stratifiedDraw(labels: labels, perClass: wanted, seed: seed).map {
            training[$0]
        }
    }

    /// All that is not trained on, by name.
    var unseen: [(name: String, examples: [LabelledText])] {
        [("validation", validation), ("test", test), ("hard", hard)] + further
    }
}
