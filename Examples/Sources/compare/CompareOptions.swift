import ArgumentParser
import ExampleSupport
import Swiftlet

/// The options that a comparison has of its own.
struct CompareOptions: ParsableArguments {
    @Flag(help: "Draw at most 2,000 tweets of each class and train DistilBERT for one epoch.")
    var quick = false

    @Option(
        help: "Word vectors of the first BiLSTM (default: the fetched glove.6B.50d.txt)."
    )
    var glove: String?

    @Option(
        help: """
            Word vectors of a second BiLSTM, in word2vec's text or binary form; it reads up to 80 \
            words a tweet (default: left out).
            """
    )
    var word2vec: String?

    @Option(help: "The encoder to fine-tune (default: the fetched all-MiniLM-L6-v2).")
    var encoder: String?

    @Option(help: "Maximum peak memory of a process with the chosen classifier (MiB).")
    var maxMemory: Double?

    @Option(help: "Maximum p95 latency of one tweet (ms).")
    var maxLatency: Double?

    @Option(help: "Difference of F1 up to which classifiers count as equal.")
    var tolerance = 0.001

    @Option(
        help: """
            The directory for metrics.json, report.html and a folder of each approach; what was trained \
            and measured before is reused.
            """
    )
    var output = "comparison"

    @Flag(help: "Measure times and memory again, also of what was measured before.")
    var measureAgain = false

    mutating func validate() throws {
        for (name, limit) in [("--max-memory", maxMemory), ("--max-latency", maxLatency)] {
            if let limit, !(limit > 0 && limit < 1e12) {
                throw ValidationError("\(name) takes a number above 0; got \(limit).")
            }
        }
        guard (0...1).contains(tolerance) else {
            throw ValidationError("--tolerance takes a number from 0 to 1; got \(tolerance).")
        }
    }

    /// The limits of the chosen classifier.
    var budget: DeploymentBudget {
        DeploymentBudget(
            memoryBytes: maxMemory.map { Int($0 * 1_048_576) },
            latencySeconds: maxLatency.map { $0 / 1_000 }
        )
    }

    /// The options as `metrics.json` has them; those of the choice stand there by themselves.
    var described: [(String, JSONValue)] {
        [("quick", .bool(quick))]
            + [("glove", glove), ("word2vec", word2vec), ("encoder", encoder)].map { name, path in
                (name, path.map { .string($0) } ?? .null)
            }
    }

    /// All approaches, in the order of the table.
    func approaches(_ common: CommonOptions) -> [any Approach] {
        [
            LinearApproach(seed: common.seed),
            BiLSTMApproach(glove: glove, common),
            BiLSTMApproach(word2vec: word2vec, common),
            SentenceEncoderApproach(common),
            DistilBERTApproach(encoder: encoder, common, quick: quick),
        ]
    }
}
