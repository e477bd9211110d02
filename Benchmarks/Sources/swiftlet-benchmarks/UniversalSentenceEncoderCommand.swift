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
        func operations(_ texts: [String]) -> JSONValue {
            let tokens = encoder.tokenizer.encode(texts, addsEnds: true).tokens.count
            return .integer(encoder.configuration.operations(texts: texts.count, tokens: tokens))
        }
        let fields: JSONValue = [
            "seconds": ["batch": .numbers(batch), "single": .numbers(single)],
            "floating_point_operations": ["batch": operations(texts), "single": operations(few)],
        ]
        print(fields)
    }
}

extension UniversalSentenceEncoderConfiguration {
    /// The additions and multiplications of the matrix products that embeddings need.
    fileprivate func operations(texts: Int, tokens: Int) -> Int {
        let branchesWidth = branches.count * branchWidth
        let orders = branches.reduce(0) { $0 + $1.order }
        let perToken = embeddingWidth * branchesWidth + 2 * orders * branchWidth * branchWidth
        let widths = hiddenWidths
        let outer = embeddingWidth + branchesWidth + widths[0] + 2 * widths[1] + widths[2]
        let perText = outer * dimension + (widths[0] + widths[2]) * widths[1]
        return 2 * (tokens * perToken + texts * perText)
    }
}
