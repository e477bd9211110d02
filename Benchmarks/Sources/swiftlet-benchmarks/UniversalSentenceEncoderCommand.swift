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
        let texts = Array(try LabelledText.read(path: data).map(\.text).prefix(16_000))
        let encoder = try UniversalSentenceEncoder(directory: model)
        if let export {
            var file = SafetensorsWriter()
            file.add("embeddings", encoder.embed(Array(texts.prefix(2_000))))
            try file.write(to: export)
        }
        let batch = timing.measure { _ = encoder.embed(texts) }
        let few = Array(texts.prefix(200))
        let single = timing.measure { for text in few { _ = encoder.embed([text]) } }
        let operations: JSONValue = [
            "batch": .integer(encoder.operations(texts, filtered: true)),
            "single": .integer(few.reduce(0) { $0 + encoder.operations([$1], filtered: false) }),
        ]
        let fields: JSONValue = [
            "seconds": ["batch": .numbers(batch), "single": .numbers(single)],
            "floating_point_operations": operations,
        ]
        print(fields)
    }
}

extension UniversalSentenceEncoder {
    /// The additions and multiplications of the matrix products that embeddings of texts at once need:
    /// a token that comes again within 32,768 tokens goes through the first layers once, and of the
    /// second convolutions, if they are filtered, `r` places of four tokens take `r + 3` products.
    fileprivate func operations(_ texts: [String], filtered: Bool) -> Int {
        let sequences = tokenizer.encode(texts, addsEnds: true)
        let tokens = sequences.tokens
        let distinct = stride(from: 0, to: tokens.count, by: 1 << 15).reduce(0) {
            $0 + Set(tokens[$1..<min(tokens.count, $1 + 1 << 15)]).count
        }
        let tiles = texts.indices.reduce(0) { $0 + (sequences.length(of: $1) + 3) / 4 }
        let width = configuration.branchWidth
        let branchesWidth = configuration.branches.count * width
        let orders = configuration.branches.map(\.order)
        let places = orders.reduce(0, +)
        let once = configuration.embeddingWidth * branchesWidth + places * width * width
        let products = filtered ? tiles * orders.reduce(0) { $0 + $1 + 3 } : tokens.count * places
        let widths = configuration.hiddenWidths
        let outer =
            configuration.embeddingWidth + branchesWidth + widths[0] + 2 * widths[1] + widths[2]
        let perText = outer * configuration.dimension + (widths[0] + widths[2]) * widths[1]
        return 2 * (distinct * once + products * width * width + texts.count * perText)
    }
}
