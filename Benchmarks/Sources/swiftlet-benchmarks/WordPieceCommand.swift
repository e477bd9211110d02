import ArgumentParser
import Swiftlet

struct WordPieceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "wordpiece",
        abstract: "Times cutting raw tweets into WordPiece tokens."
    )

    @OptionGroup var timing: TimingOptions

    @Option(help: "Labelled tweets.")
    var data: String

    @Option(help: "A directory with tokenizer.json.")
    var tokenizer: String

    @Option(help: "The most tokens of a tweet.")
    var maximumLength = 128

    @Option(help: "Gets the tokens, as safetensors.")
    var export: String?

    func run() throws {
        let tokenizer = try WordPieceTokenizer(from: tokenizer)
        try measureTokens(of: data, export: export, timing) {
            tokenizer.encode($0, maximumLength: maximumLength)
        }
    }
}

/// Times `encode` on labelled tweets, and writes the tokens to `export`.
func measureTokens(
    of data: String,
    export: String?,
    _ timing: TimingOptions,
    _ encode: ([String]) -> TokenSequences
) throws {
    let texts = try [LabelledText](from: data).map(\.text)
    if let export {
        let tokens = encode(texts)
        var file = SafetensorsWriter()
        file.add("tokens.ids", tokens.tokens, shape: [tokens.tokens.count])
        file.add("tokens.offsets", tokens.offsets, shape: [tokens.offsets.count])
        try file.save(to: export)
    }
    let encoding = timing.measure { _ = encode(texts) }
    let fields: JSONValue = [
        "seconds": ["encode": .numbers(encoding)],
        "tweets": .integer(texts.count),
        "text_bytes": .integer(texts.reduce(0) { $0 + $1.utf8.count }),
    ]
    print(fields)
}
