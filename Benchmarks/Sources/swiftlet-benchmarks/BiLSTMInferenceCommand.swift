import ArgumentParser
import Swiftlet

/// A BiLSTM's logits of a batch of tweets.
struct BiLSTMInferenceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bilstm-inference",
        abstract: "Times the logits of tweets that are given together."
    )

    @OptionGroup var timing: TimingOptions
    @OptionGroup var network: BiLSTMOptions

    @Option(help: "Tokens, labels and embedding, as safetensors.")
    var inputs: String

    @Option(help: "How many tweets are given together.")
    var count = 1_000

    @Option(help: "Gets the weights and the logits, as safetensors.")
    var export: String?

    func run() throws {
        let inputs = try BiLSTMInputs(path: inputs, count: count)
        let network = try network.network(inputs.embedding)
        if let export {
            var file = SafetensorsWriter()
            for entry in BiLSTMNetwork.layout(of: network.configuration).entries {
                file.add(entry.name, network.array(entry.name)!)
            }
            let logits = network.logits(of: inputs.sequences)
            file.add("logits", Tensor(logits.elements, shape: [logits.rows]))
            try file.save(to: export)
        }
        let times = timing.measure { _ = network.logits(of: inputs.sequences) }
        let fields: JSONValue = [
            "seconds": ["logits": .numbers(times)],
            "operations": .number(self.network.operations(inputs.sequences, network)),
        ]
        print(fields)
    }
}
