import ArgumentParser
import Swiftlet

/// Word vectors: loading them, and the words most similar to a word.
struct WordVectorsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "word-vectors",
        abstract: "Times loading word vectors and finding the ten most similar words."
    )

    @OptionGroup var timing: TimingOptions

    @Option(help: "Vectors in GloVe's text form.")
    var text: String

    @Option(help: "The same vectors in word2vec's binary form.")
    var binary: String

    @Option(parsing: .upToNextOption, help: "The words to find similar ones for.")
    var words: [String]

    func run() throws {
        let loadingText = try timing.measure { _ = try WordVectors(from: text) }
        // This form is mapped, and read as vectors are asked for; its matrix is a copy of them all.
        let loadingBinary = try timing.measure { _ = try WordVectors(from: binary) }
        let copyingBinary = try timing.measure { _ = try WordVectors(from: binary).matrix }
        let vectors = try WordVectors(from: binary)
        let searching = try timing.measure {
            for word in words { _ = try vectors.mostSimilar(to: word, count: 10) }
        }
        let answers = try words.map { word in
            let similar = try vectors.mostSimilar(to: word, count: 10)
            return JSONValue.array(
                similar.map { .array([.string($0.word), .number(Double($0.similarity))]) }
            )
        }
        let fields: JSONValue = [
            "seconds": [
                "text": .numbers(loadingText),
                "binary": .numbers(loadingBinary),
                "binary_copied": .numbers(copyingBinary),
                "similar": .numbers(searching.map { $0 / Double(words.count) }),
            ],
            "count": .integer(vectors.count),
            "answers": .array(answers),
        ]
        print(fields)
    }
}
