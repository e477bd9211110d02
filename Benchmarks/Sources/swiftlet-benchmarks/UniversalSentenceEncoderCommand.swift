import ArgumentParser
import Swiftlet

struct UniversalSentenceEncoderCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "use",
        abstract: "Times the embeddings of tweets by the Universal Sentence Encoder."
    )

    @OptionGroup var timing: TimingOptions

    @Option(help: "Labelled tweets, of which the first 16,000 count.")
    var data: String

    @Option(help: "The encoder's directory.")
    var model: String

    @Option(help: "Gets the first 2,000 embeddings, as safetensors.")
    var export: String?

    func run() throws {
        let texts = Array(try [LabelledText](from: data).map(\.text).prefix(16_000))
        let encoder = try UniversalSentenceEncoder(from: model)
        if let export {
            var file = SafetensorsWriter()
            file.add("embeddings", encoder.embed(Array(texts.prefix(2_000))))
            try file.save(to: export)
        }
        let batch = timing.measure { _ = encoder.embed(texts) }
        let few = Array(texts.prefix(200))
        let single = timing.measure { for text in few { _ = encoder.embed([text]) } }
        let fields: JSONValue = [
            "seconds": ["batch": .numbers(batch), "single": .numbers(single)],
            "multiply_adds": [
                "batch": .integer(encoder.multiplyAdds(texts)),
                "single": .integer(few.reduce(0) { $0 + encoder.multiplyAdds([$1]) }),
            ],
        ]
        print(fields)
    }
}

extension UniversalSentenceEncoder {
    /// The products of numbers that embeddings of texts at once need: a token that comes again within
    /// 32,768 tokens goes through the first layers once.
    fileprivate func multiplyAdds(_ texts: [String]) -> Int {
        let tokens = tokenizer.encode(texts).tokens
        let distinct = stride(from: 0, to: tokens.count, by: 1 << 15).reduce(0) {
            $0 + Set(tokens[$1..<min(tokens.count, $1 + 1 << 15)]).count
        }
        let width = configuration.branchWidth
        let branchesWidth = configuration.branches.count * width
        let convolution = configuration.branches.map(\.order).reduce(0, +) * width * width
        let first = configuration.embeddingWidth * branchesWidth + convolution
        let widths = configuration.hiddenWidths
        let outer =
            configuration.embeddingWidth + branchesWidth + widths[0] + 2 * widths[1] + widths[2]
        let perText = outer * configuration.dimension + (widths[0] + widths[2]) * widths[1]
        return distinct * first + tokens.count * convolution + texts.count * perText
    }
}
