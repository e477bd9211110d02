import ArgumentParser
import Swiftlet

/// One epoch of a BiLSTM's training: shuffled batches, dropout, Adam.
struct BiLSTMEpochCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bilstm-epoch",
        abstract: "Times one epoch of training a BiLSTM."
    )

    @OptionGroup var timing: TimingOptions
    @OptionGroup var network: BiLSTMOptions

    @Option(help: "Tokens, labels and embedding, as safetensors.")
    var inputs: String

    @Option(help: "How many tweets to train on.")
    var count = 12_800

    @Option(help: "The tweets of a batch.")
    var batch = 128

    @Flag(help: "Train the embedding as well.")
    var trainedEmbedding = false

    func run() throws {
        let inputs = try BiLSTMInputs(path: inputs, count: count)
        let start = try network.network(inputs.embedding)
        var settings = TrainingSettings()
        settings.epochs = 1
        settings.batchSize = batch
        var loss = 0.0
        let times = try timing.measure(
            preparing: {
                Trainer(
                    BiLSTMTraining(
                        start,
                        inputs.sequences,
                        labels: inputs.labels,
                        trainsEmbedding: trainedEmbedding,
                        seed: 1
                    ),
                    settings
                )
            },
            { loss = try $0.train().epochs[0].trainingLoss }
        )
        let fields: JSONValue = [
            "seconds": ["epoch": .numbers(times)],
            "loss": .number(loss),
            // Backward takes a product for the weights and one for what is below, where forward
            // takes one.
            "operations": .number(3 * network.operations(inputs.sequences, start)),
        ]
        print(fields)
    }
}
