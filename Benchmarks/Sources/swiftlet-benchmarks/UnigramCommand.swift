import ArgumentParser
import Swiftlet

struct UnigramCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "unigram",
        abstract: "Times cutting tweets into the pieces of a SentencePiece model."
    )

    @OptionGroup var timing: TimingOptions

    @Option(help: "Labelled tweets.")
    var data: String

    @Option(help: "The model's file.")
    var model: String

    @Option(help: "Gets the tokens, those of a tweet in a line.")
    var export: String?

    func run() throws {
        let texts = try [LabelledText](from: data).map(\.text)
        let tokenizer = try UnigramTokenizer(from: model)
        if let export {
            let tokens = tokenizer.encode(texts, addingSpecialTokens: false)
            let lines = tokens.map { tweet in
                tweet.map(String.init).joined(separator: " ") + "\n"
            }
            try AtomicFile.write(Array(lines.joined().utf8), to: export)
        }
        let encoding = timing.measure { _ = tokenizer.encode(texts, addingSpecialTokens: false) }
        let fields: JSONValue = [
            "seconds": ["encode": .numbers(encoding)],
            "text_bytes": .integer(texts.reduce(0) { $0 + $1.utf8.count }),
        ]
        print(fields)
    }
}
