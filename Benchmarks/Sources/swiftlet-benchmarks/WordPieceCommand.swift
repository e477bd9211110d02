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
        let texts = try [LabelledText](from: data).map(\.text)
        let tokenizer = try WordPieceTokenizer(from: tokenizer)
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
