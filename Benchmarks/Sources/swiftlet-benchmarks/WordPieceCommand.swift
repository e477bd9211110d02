import ArgumentParser
import Swiftlet

struct WordPieceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "wordpiece",
        abstract: "Times cutting raw tweets into WordPiece tokens."
    )

    @OptionGroup var options: TokenizerOptions

    func run() throws {
        try options.measure(WordPieceTokenizer(from: options.tokenizer))
    }
}
