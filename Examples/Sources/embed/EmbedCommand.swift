import ArgumentParser
import ExampleSupport
import Swiftlet

@main
struct EmbedCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "embed",
        abstract: "Turns texts, one a line, into embeddings with a sentence encoder.",
        discussion: """
            Writes one JSON array of numbers a line, in the order of the texts, as they come: it can \
            stand in a pipe. A line that is not UTF-8 or holds a NUL byte ends it, once the lines \
            before are answered, unless --repair is given. --version names the kernels in use.
            """,
        version: kernelReport(onRequestOf: "--version")
    )

    @Option(
        help: """
            The directory of an encoder: of sentence-transformers' layout, or the Universal Sentence \
            Encoder.
            """
    )
    var encoder: String

    @Option(
        help: """
            The numbers that the encoder computes with: float32, bfloat16 or int8 (default: as its \
            weights are). Embeddings are printed as float32 in any case.
            """
    )
    var precision: Precision?

    @Option(help: "The name of one of the encoder's prompts (default: its default prompt).")
    var prompt: String?

    @OptionGroup var threading: ThreadOptions
    @OptionGroup var lines: TextLineOptions

    enum Precision: String, ExpressibleByArgument, CaseIterable {
        case float32, bfloat16, int8

        init?(argument: String) { self.init(rawValue: argument == "bf16" ? "bfloat16" : argument) }
    }

    func run() throws {
        threading.apply()
        let encoder = try loadEncoder()
        let prompt = prompt.map { SentencePrompt.named($0) } ?? .standard
        // Before anything is read, a prompt that is not there is refused.
        _ = try encoder.embed([], prompt: prompt)
        var answered = 0
        try lines.forEachBatch(upTo: 1_024) { texts in
            try write(encoder.embed(texts, prompt: prompt), after: answered)
            answered += texts.count
        }
    }

    private func loadEncoder() throws -> any SentenceEncoder {
        let loaded = try SentenceEncoders.load(from: encoder)
        guard let precision else { return loaded }
        guard let transformer = loaded as? TransformerSentenceEncoder else {
            throw ExampleError("--precision is for transformers; \(encoder) is another encoder.")
        }
        let isHalf = transformer.encoder.configuration.usesBFloat16
        switch precision {
        case .int8: return try transformer.quantized()
        case .bfloat16 where !transformer.encoder.isQuantized: return transformer.bfloat16()
        case .float32 where !transformer.encoder.isQuantized && !isHalf: return transformer
        case .bfloat16, .float32:
            throw ExampleError(
                "--precision \(precision.rawValue) needs more bits than the \(isHalf ? 16 : 8) of those in "
                    + "\(encoder)."
            )
        }
    }

    /// Writes a line for each row, in their order; the lines are made on all threads.
    ///
    /// - Parameter answered: How many lines were answered before.
    private func write(_ embeddings: Tensor, after answered: Int) throws {
        let (rows, columns, numbers) = (
            embeddings.shape[0], embeddings.shape[1], embeddings.elements
        )
        if let place = numbers.firstIndex(where: { !$0.isFinite }) {
            throw ExampleError(
                "Line \(answered + place / columns + 1): the embedding holds \(numbers[place]), which "
                    + "is not finite; the encoder's weights are too large."
            )
        }
        let parts = Threads.map(rows, minimumPart: 16) { range in
            var bytes: [UInt8] = []
            bytes.reserveCapacity(range.count * columns * 14)
            for row in range {
                var separator = UInt8(ascii: "[")
                for number in numbers[row * columns..<(row + 1) * columns] {
                    bytes.append(separator)
                    bytes += number.description.utf8
                    separator = UInt8(ascii: ",")
                }
                bytes += "]\n".utf8
            }
            return bytes
        }
        for bytes in parts { try writeToStandardOutput(bytes) }
    }
}
