import ArgumentParser
import Swiftlet

struct SentencesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sentences",
        abstract: "Times the embeddings of tweets by a BERT, and a search among them."
    )

    @OptionGroup var timing: TimingOptions

    @Option(help: "Labelled tweets, of which the first 8,000 count.")
    var data: String

    @Option(help: "The encoder's directory.")
    var model: String

    @Flag(help: "Use weights of 8 bits.")
    var int8 = false

    @Option(help: "Gets the first 2,000 embeddings, as safetensors.")
    var export: String?

    func run() throws {
        let texts = Array(try [LabelledText](from: data).map(\.text).prefix(8_000))
        var encoder = try TransformerSentenceEncoder(from: model)
        if int8 { encoder = try encoder.quantized() }
        if let export {
            var file = SafetensorsWriter()
            file.add("embeddings", try encoder.embed(Array(texts.prefix(2_000))))
            try file.save(to: export)
        }
        let batch = try timing.measure { _ = try encoder.embed(texts) }
        let single = try timing.measure {
            for text in texts.prefix(200) { _ = try encoder.embed(text) }
        }
        let embeddings = try encoder.embed(texts)
        let index = EmbeddingIndex(embeddings)
        let search = timing.measure {
            _ = index.nearest(to: embeddings[rows: 0..<1_000], count: 10)
        }
        let fields: JSONValue = [
            "seconds": [
                "batch": .numbers(batch), "single": .numbers(single), "search": .numbers(search),
            ]
        ]
        print(fields)
    }
}
