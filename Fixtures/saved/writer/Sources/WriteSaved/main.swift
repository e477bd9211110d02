// Writes what revision 4f6a777 saves, and what it predicts. See make_saved.sh, which builds this with
// the library of that revision.

import Foundation
import Swiftlet

let fixtures = CommandLine.arguments[1]
let output = CommandLine.arguments[2]

// A classifier learns from `examples`, is validated on `validation`, and predicts `texts`.
let tweets = try LabelledText.read(path: fixtures + "/tweets.csv")
let hardTweets = try LabelledText.read(path: fixtures + "/hard-tweets.csv")
let examples = Array(tweets[..<60])
let validation = Array(tweets[60..<90])
let texts =
    stride(from: 0, to: hardTweets.count, by: 6).map { hardTweets[$0].text }
    + ["", "✈️", "word\u{0301} <b>&amp; http://x.y @a #b :)"]

/// Beside the saved files: what they are compared with.
struct Expected: Encodable {
    struct Example: Encodable {
        let text: String
        let label: Int
    }

    struct Epoch: Encodable {
        let trainingLoss: Double
        let loss: Double
        let f1: Double
    }

    let examples: [Example]
    let validation: [Example]
    let texts: [String]
    /// What the classifier in each directory says of `texts`.
    var probabilities: [String: [[Double]]] = [:]
    /// The epochs of the trainings that have a checkpoint, by the directory of their classifier.
    var epochs: [String: [Epoch]] = [:]
}

var expected = Expected(
    examples: examples.map { .init(text: $0.text, label: $0.label) },
    validation: validation.map { .init(text: $0.text, label: $0.label) },
    texts: texts
)

/// Saves a classifier and notes what it predicts when it is loaded.
@MainActor func save(_ classifier: some TextClassifier, _ name: String) throws {
    let directory = output + "/" + name
    try classifier.save(to: directory)
    let predictions = try TextClassifiers.load(from: directory).predict(texts)
    expected.probabilities[name] = predictions.map(\.probabilities)
    let positive = predictions.map { $0.probabilities.last! }
    let spread = positive.max()! - positive.min()!
    // Texts that are all alike to a classifier would not show what changes.
    guard spread > 0.01 else { fatalError("\(name): probabilities within \(spread)") }
}

/// Saves a classifier that was trained to the end, and the checkpoint of the same training when it
/// had gone through two of its epochs.
@MainActor func save<Classifier: TextClassifier>(
    _ name: String,
    train: (
        _ checkpoint: String?, _ progress: (TrainingProgress) -> TrainingDecision
    ) throws -> (Classifier, TrainingHistory)
) throws {
    let checkpoint = output + "/\(name)-checkpoint.safetensors"
    _ = try train(checkpoint) { $0.record?.epoch == 2 ? .stop : .goOn }
    let (classifier, history) = try train(nil) { _ in .goOn }
    // An earlier best epoch would stand in the checkpoint, whatever came after it.
    guard history.bestEpoch! > 2 else { fatalError("\(name): \(history)") }
    try save(classifier, name)
    expected.epochs[name] = history.epochs.map {
        .init(
            trainingLoss: $0.trainingLoss,
            loss: $0.validation!.loss,
            f1: $0.validation!.score
        )
    }
}

// The defaults, and as many other settings as go together.
try save(LinearClassifier.train(on: examples).classifier, "linear")
var linear = LinearClassifier.Configuration(
    cleaning: .light,
    countScaling: .minMax(range: 0...2, clips: true),
    regression: LogisticRegression(solver: .saga, penalty: .elasticNet(l1Ratio: 0.25), C: 10)
)
linear.vectorizer = TFIDFVectorizer.Settings(
    counting: CountVectorizer.Settings(
        analyzer: .characterWithinWords,
        ngramRange: 2...3,
        accents: .unicode,
        maximumFeatures: 300
    ),
    sublinearTF: true
)
try save(
    LinearClassifier.train(on: examples, configuration: linear).classifier,
    "linear-elastic-net"
)

// Word vectors in the form that is mapped, some of them of words that occur.
var words: [String: Int] = [:]
for example in examples {
    for word in TextCleaner.light(example.text).split(separator: " ") {
        words[String(word), default: 0] += 1
    }
}
var generator = PCG64(seed: 1)
let vectorText = words.filter { $0.value > 1 }.keys.sorted().map { word in
    "\(word) "
        + (0..<6).map { _ in "\(Float(generator.below(2_001)) / 1_000 - 1)" }.joined(separator: " ")
}
let vectorPath = output + "/word-vectors.safetensors"
let textPath = output + "/word-vectors.txt"
try Data((vectorText.joined(separator: "\n") + "\n").utf8).write(to: URL(fileURLWithPath: textPath))
try WordVectors(contentsOf: textPath).save(to: vectorPath)
try FileManager.default.removeItem(atPath: textPath)
let vectors = try WordVectors(contentsOf: vectorPath)

var bilstm = BiLSTMClassifier.Configuration()
bilstm.vocabularySize = 200
bilstm.maximumLength = 20
bilstm.units = 8
bilstm.denseUnits = 6
bilstm.classWeighting = .weights(negative: 1, positive: 1.5)
bilstm.training.epochs = 5
bilstm.training.batchSize = 8
bilstm.training.bucketBatches = 2
bilstm.spatialDropout = 0.1
bilstm.denseDropout = 0.1
bilstm.training.learningRate = 0.05
try save("bilstm") { checkpoint, progress in
    let result = try BiLSTMClassifier.train(
        on: examples,
        validation: validation,
        embeddings: vectors,
        configuration: bilstm,
        checkpoint: checkpoint,
        progress: progress
    )
    return (result.classifier, result.history)
}
bilstm.training.epochs = 1
_ = try BiLSTMClassifier.search(
    2,
    on: examples,
    validation: validation,
    embeddings: vectors,
    around: bilstm,
    seed: 5,
    results: output + "/bilstm-search.json"
)

var sentences = SentenceEncoderClassifier.Configuration()
sentences.units = 8
sentences.classWeighting = .balanced
sentences.training.epochs = 4
sentences.training.batchSize = 8
sentences.training.optimizer = .sgd(momentum: 0.9, isNesterov: true)
sentences.training.learningRate = 0.03
sentences.training.schedule = .cosine(warmUpShare: 0.2)
sentences.training.monitor = .lowestLoss
let universal = try SentenceEncoders.load(from: fixtures + "/use/tiny")
try save("sentence-use") { checkpoint, progress in
    let result = try SentenceEncoderClassifier.train(
        on: examples,
        validation: validation,
        encoder: universal,
        configuration: sentences,
        embeddings: output + "/sentence-use-embeddings.safetensors",
        checkpoint: checkpoint,
        progress: progress
    )
    return (result.classifier, result.history)
}
let embedded = try SentenceEncoderClassifier.embed(
    [examples, validation],
    encoder: universal,
    embeddings: output + "/sentence-use-embeddings.safetensors"
)
_ = try SentenceEncoderClassifier.search(
    2,
    on: embedded[0],
    validation: embedded[1],
    encoder: universal,
    around: sentences,
    seed: 6,
    results: output + "/sentence-use-search.json"
)
let bert = try SentenceEncoders.load(from: fixtures + "/sentence-bert/tiny")
try save(
    SentenceEncoderClassifier.train(on: examples, encoder: bert, configuration: sentences)
        .classifier,
    "sentence-bert"
)
let quantizedBERT = try (bert as! BERTSentenceEncoder).quantized()
try save(
    SentenceEncoderClassifier.train(
        on: examples,
        encoder: quantizedBERT,
        configuration: sentences
    ).classifier,
    "sentence-bert-int8"
)

var transformer = DistilBERTClassifier.Configuration()
transformer.maximumLength = 24
transformer.training.epochs = 4
transformer.training.batchSize = 4
transformer.training.learningRate = 0.003
transformer.classifierRateFactor = 1.5
transformer.training.monitor = .lowestLoss
try save("distilbert") { checkpoint, progress in
    // Three labels: that of a text, or the one between.
    func three(_ tweets: [LabelledText]) -> [LabelledText] {
        tweets.enumerated().map { number, tweet in
            LabelledText(text: tweet.text, label: number % 5 == 0 ? 1 : 2 * tweet.label)
        }
    }
    let result = try DistilBERTClassifier.train(
        on: three(examples),
        validation: three(validation),
        from: fixtures + "/distilbert/classifier",
        labels: ["bad", "neither", "good"],
        configuration: transformer,
        checkpoint: checkpoint,
        progress: progress
    )
    return (result.classifier, result.history)
}
transformer.cleaning = .light
transformer.frozenLayers = 2
transformer.classifierRateFactor = 10
transformer.training.learningRate = 2e-3
let tuned = try DistilBERTClassifier.train(
    on: examples,
    from: fixtures + "/sentence-bert/tiny",
    configuration: transformer
).classifier
try save(tuned, "bert")
try save(tuned.quantized(), "bert-int8")

let encoder = JSONEncoder()
encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
try (encoder.encode(expected) + [UInt8(ascii: "\n")])
    .write(to: URL(fileURLWithPath: output + "/expected.json"))
