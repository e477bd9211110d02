import ArgumentParser
import ExampleSupport
import Swiftlet

@main
struct QuantizeCommand: ExampleCommand {
    static let configuration = CommandConfiguration(
        commandName: "quantize",
        abstract: "Saves a DistilBERT classifier with weights of 8 bits.",
        discussion: """
            Prints the sizes of both forms and, with --data, what they make of labelled tweets.
            """
    )

    @Option(help: "A saved classifier, or a directory of Hugging Face's layout.")
    var model: String

    @Option(help: "Gets the quantised classifier.")
    var output: String

    @Option(help: "Labelled tweets to compare both forms on; repeatable.")
    var data: [String] = []

    @OptionGroup var threading: ThreadOptions

    @Flag(help: "Leave out rows that cannot be read, and count them.")
    var skipBadRows = false

    func work() throws {
        threading.apply()
        try checkOutput(
            output,
            gets: [.classifier(nil, approach: DistilBERTClassifier.approach)]
        )
        let original = try DistilBERTClassifier(from: model)
        // What is in the directory of the output goes with it.
        guard !(resolvedPath(model) + "/").hasPrefix(resolvedPath(output) + "/") else {
            throw ExampleError(
                "--output \(output) would replace --model \(model), whose weights are then lost."
            )
        }
        guard !original.model.isQuantized else {
            throw ExampleError("\(model): its weights have 8 bits already.")
        }
        if !data.isEmpty && original.labels.count != 2 {
            throw ExampleError(
                "\(model): it has the labels \(original.labels), the tweets of --data have two."
            )
        }
        let files = try TweetFiles(skipsBadRows: skipBadRows).readTests(data)
        let before = try directorySize(model)
        let quantized = try original.quantized()
        try quantized.save(to: output)
        let after = try directorySize(output)
        print(
            "\(model): \(megabytes(before)) MB, \(output): \(megabytes(after)) MB, "
                + "\(NumberFormat.decimal(Double(before) / Double(after), places: 2)) times smaller"
        )
        if files.isEmpty { return }
        func splits(_ classifier: DistilBERTClassifier) throws -> [EvaluatedSplit] {
            try files.map { try EvaluatedSplit($0.name, $0.examples, classifier) }
        }
        let comparison = try PrecisionComparison(
            float32: (original, splits(original)),
            int8: (quantized, splits(quantized)),
            timedTexts: files[0].examples.map(\.text)
        )
        print("\n\(comparison.scoreTable)\n\n\(comparison.costTable)")
    }

    private func megabytes(_ bytes: Int) -> String {
        NumberFormat.decimal(Double(bytes) / 1e6, places: 1)
    }
}
