import ArgumentParser
import Swiftlet

struct BytePairCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bytepair",
        abstract: "Times cutting raw tweets into tokens of byte-level BPE."
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
        let tokenizer = try BytePairTokenizer(from: tokenizer)
        try measureTokens(of: data, export: export, timing) {
            tokenizer.encode($0, maximumLength: maximumLength)
        }
    }
}
