import ArgumentParser
import Swiftlet

struct FineTuningCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "finetune",
        abstract: "Fine-tunes an encoder with a new classifier, and times its steps."
    )

    @Option(help: "A directory of Hugging Face's layout.")
    var encoder: String

    @Option(help: "JSON: {\"ids\": [[...], ...], \"labels\": [...]}.")
    var examples: String

    @Option(help: "How many texts make a batch.")
    var batch = 32

    @Option(help: "The learning rate.")
    var rate = 5e-5

    @Option(help: "The numbers that linear layers multiply.")
    var precision = TrainingNumbers.float32

    @Option(help: "Stop after so many steps.")
    var steps: Int

    func run() throws {
        let members = try JSONValue(from: examples).object()
        let labels = try members.array("labels").map { try $0.integer() }
        let training = try DistilBERTTraining(
            DistilBERTForSequenceClassification(from: encoder, labels: ["negative", "positive"]),
            TokenSequences(tokens: members.value("ids")),
            labels: labels,
            precision: precision.precision,
            seed: 0
        )
        var settings = TrainingSettings()
        settings.epochs = 1 + steps * batch / labels.count
        settings.batchSize = batch
        settings.optimizer = .adamW(weightDecay: 0.01)
        settings.learningRate = rate
        settings.schedule = .linear(warmUpRatio: 0.1)
        settings.maxGradientNorm = 1
        let clock = ContinuousClock()
        // The first steps make room and are not timed.
        let untimed = 2
        var (done, loss, begin) = (0, 0.0, clock.now)
        try Trainer(training, settings).train(progress: { step in
            done += 1
            loss = step.loss
            if done == untimed { begin = clock.now }
            return done < steps ? .continue : .stop
        })
        let time = (clock.now - begin).components
        let seconds = Double(time.seconds) + Double(time.attoseconds) * 1e-18
        let fields: JSONValue = [
            "tweets_per_second": .number(Double((steps - untimed) * batch) / seconds),
            "loss": .number(loss),
        ]
        print(fields)
    }
}

/// The precisions of a training on the command line.
enum TrainingNumbers: String, ExpressibleByArgument {
    case float32
    case bfloat16

    var precision: TrainingPrecision { self == .float32 ? .float32 : .bfloat16 }
}

extension TokenSequences {
    /// Sequences from JSON: a list of lists of token ids.
    init(tokens: JSONValue) throws {
        self.init(try tokens.array().map { text in try text.array().map { try $0.integer() } })
    }
}
