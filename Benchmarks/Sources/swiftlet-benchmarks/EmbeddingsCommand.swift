import ArgumentParser
import Swiftlet

struct EmbeddingsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "embeddings",
        abstract: "Embeds labelled tweets as a sentence-encoder classifier does it by default."
    )

    @Option(help: "Labelled tweets.")
    var data: String

    @Option(help: "The sentence encoder's directory.")
    var encoder: String

    @Option(help: "Gets embeddings and labels, as safetensors.")
    var output: String

    func run() throws {
        let tweets = try LabelledTexts(from: data)
        let clean = SentenceEncoderClassifier.Configuration().cleaning
        let encoder = try SentenceEncoders.load(from: encoder)
        var file = SafetensorsWriter()
        file.add("embeddings", try encoder.embed(clean(tweets.map(\.text))))
        file.add("labels", tweets.map(\.label), shape: [tweets.count])
        try file.save(to: output)
        let fields: JSONValue = [
            "count": .integer(tweets.count), "encoder": .string(encoder.identity),
        ]
        print(fields)
    }
}
