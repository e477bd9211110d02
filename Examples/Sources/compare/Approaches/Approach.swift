import ExampleSupport
import Swiftlet

/// A way to train classifiers for the comparison.
protocol Approach: Sendable {
    /// The name of its folder in the output directory.
    var name: String { get }
    /// Its title.
    var title: String { get }
    /// What to do to get what it needs and is not there; nil where nothing is missing.
    var missing: String? { get }
    /// How many tweets of each class it gets by default, as the published figures have it.
    var standardPerClass: Int { get }
    /// The classifiers that it trains.
    var contenders: [Contender] { get }

    /// What decides, beside the tweets and the threads, how its classifiers turn out.
    func settings() throws -> [(String, JSONValue)]

    /// About how many seconds the training takes, judged by a small one.
    func estimate(_ training: LabelledTexts) throws -> Double

    /// Trains and saves each contender in its place in the folder of `run`.
    func train(_ run: TrainingRun) throws -> TrainingOutcome
}

/// The result of a training beside the saved classifiers.
struct TrainingOutcome {
    /// Further members of `metrics.json`.
    var details: [(String, JSONValue)] = []
}

/// A classifier in the form in which it would be deployed: a column of the comparison.
struct Contender: Sendable {
    /// Its heading.
    let name: String
    /// The directory of the saved classifier in its approach's folder.
    var model = "model"
    let published: PublishedFigures
}

/// The published figures of an approach in Python; nil where there is none.
struct PublishedFigures: Sendable {
    var validationF1: Double?
    var testF1: Double?
    /// On 40 hard tweets of its own.
    var hardAccuracy: Double?
    /// The peak memory of one inference in MiB; where a range was given, its ends.
    var mebibytes: ClosedRange<Double>

    static let linear = Self(0.73, 0.74, 0.70, 225...225)
    static let glove = Self(0.76, 0.74, 0.73, 930...998)
    static let word2vec = Self(0.74, 0.71, 0.70, 930...998)
    static let sentenceEncoder = Self(0.78, 0.79, 0.78, 743...743)
    static let distilBERT = Self(0.82, 0.82, 0.85, 1_229...1_229)
    static let distilBERTInt8 = Self(nil, nil, nil, 661...661)

    private init(
        _ validationF1: Double?,
        _ testF1: Double?,
        _ hardAccuracy: Double?,
        _ mebibytes: ClosedRange<Double>
    ) {
        self.validationF1 = validationF1
        self.testF1 = testF1
        self.hardAccuracy = hardAccuracy
        self.mebibytes = mebibytes
    }
}
