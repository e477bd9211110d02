import ArgumentParser
import Swiftlet

/// The TF-IDF matrix of raw tweets: words and pairs of words that stand in two tweets or more, the
/// 20,000 most frequent ones.
struct TFIDFFeatures {
    static let settings = TFIDFVectorizer.Settings(
        counting: .init(
            ngramRange: 1...2,
            minimumDocumentFrequency: 2,
            maximumFeatures: 20_000
        )
    )

    let labels: [Int]
    let texts: [String]

    init(path: String) throws {
        let examples = try [LabelledText](from: path)
        labels = examples.map(\.label)
        texts = examples.map(\.text)
    }

    func fit() throws -> (vectorizer: TFIDFVectorizer, matrix: SparseMatrix) {
        var vectorizer = TFIDFVectorizer(Self.settings)
        let matrix = try vectorizer.fitTransform(texts)
        return (vectorizer, matrix)
    }
}

struct TFIDFCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tfidf",
        abstract: "Times TF-IDF of raw tweets."
    )

    @OptionGroup var timing: TimingOptions

    @Option(help: "Labelled tweets.")
    var data: String

    @Option(help: "Gets the vocabulary and the matrix, as safetensors.")
    var export: String?

    func run() throws {
        let features = try TFIDFFeatures(path: data)
        let (vectorizer, matrix) = try features.fit()
        if let export {
            var file = SafetensorsWriter()
            file.add(vectorizer.vocabulary)
            file.add(matrix)
            try file.save(to: export)
        }
        let fitting = try timing.measure { _ = try features.fit() }
        let transforming = timing.measure { _ = vectorizer.transform(features.texts) }
        let fields: JSONValue = [
            "seconds": ["fit_transform": .numbers(fitting), "transform": .numbers(transforming)],
            "text_bytes": .integer(features.texts.reduce(0) { $0 + $1.utf8.count }),
            "matrix_bytes": .integer(matrix.storedBytes),
        ]
        print(fields)
    }
}
