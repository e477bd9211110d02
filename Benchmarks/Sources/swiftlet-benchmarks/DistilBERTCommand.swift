import ArgumentParser
import Swiftlet

/// The forms of a model's weights.
enum Precision: String, ExpressibleByArgument {
    case float32
    case bfloat16
    case int8
    /// As they were saved.
    case saved
}

struct DistilBERTCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "distilbert",
        abstract: "Times the logits of texts by a DistilBERT, all at once in the order given."
    )

    @OptionGroup var timing: TimingOptions

    @Option(help: "A directory of Hugging Face's layout.")
    var model: String

    @Option(help: "float32, bfloat16, int8 or, for weights as they were saved, saved.")
    var precision = Precision.float32

    @Option(help: "JSON: a list of the token ids of each text.")
    var ids: String

    @Option(help: "Gets the quantised model and its tokenizer, as a classifier's directory.")
    var save: String?

    func run() throws {
        var network = try DistilBERTForSequenceClassification(from: model)
        switch precision {
        case .float32, .saved: break
        case .bfloat16: network = network.bfloat16()
        case .int8: network = try network.quantized()
        }
        if let save {
            let tokenizer = try WordPieceTokenizer(from: model)
            try DistilBERTClassifier(model: network, tokenizer: tokenizer).save(to: save)
        }
        let sequences = try TokenSequences(tokens: JSONValue(from: ids))
        let logits = try network.logits(of: sequences)
        let times = try timing.measure { _ = try network.logits(of: sequences) }
        let width = logits.columns
        let rows = (0..<logits.rows).map { row in
            JSONValue.numbers((0..<width).map { Double(logits[row, $0]) })
        }
        let fields: JSONValue = [
            "seconds": ["predict": .numbers(times)], "logits": .array(rows),
        ]
        print(fields)
    }
}
