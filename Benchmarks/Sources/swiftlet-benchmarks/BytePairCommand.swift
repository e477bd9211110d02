import ArgumentParser
import Swiftlet

struct BytePairCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bytepair",
        abstract: "Times cutting raw tweets into tokens of byte-level BPE."
    )

    @OptionGroup var options: TokenizerOptions

    func run() throws {
        try options.measure(BytePairTokenizer(from: options.tokenizer))
    }
}
