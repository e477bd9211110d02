import ArgumentParser
import Swiftlet

/// What a benchmark of a tokenizer of Hugging Face's layout takes.
struct TokenizerOptions: ParsableArguments {
    @OptionGroup var timing: TimingOptions

    @Option(help: "Labelled tweets.")
    var data: String

    @Option(help: "A directory with tokenizer.json.")
    var tokenizer: String

    @Option(help: "The most tokens of a tweet.")
    var maximumLength = 128

    @Option(help: "Gets the tokens, as safetensors.")
    var export: String?

    /// Times cutting the tweets into tokens, and writes these to `export`.
    func measure(_ tokenizer: some Tokenizer) throws {
        let texts = try [LabelledText](from: data).map(\.text)
        if let export {
            let tokens = tokenizer.encode(texts, maximumLength: maximumLength)
            var file = SafetensorsWriter()
            file.add("tokens.ids", tokens.tokens, shape: [tokens.tokens.count])
            file.add("tokens.offsets", tokens.offsets, shape: [tokens.offsets.count])
            try file.save(to: export)
        }
        let encoding = timing.measure {
            _ = tokenizer.encode(texts, maximumLength: maximumLength)
        }
        let fields: JSONValue = [
            "seconds": ["encode": .numbers(encoding)],
            "tweets": .integer(texts.count),
            "text_bytes": .integer(texts.reduce(0) { $0 + $1.utf8.count }),
        ]
        print(fields)
    }
}
