import ArgumentParser
import Swiftlet

/// Linear layers of DistilBERT's shapes with weights of 8 bits.
struct Int8ProductsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "int8-products",
        abstract: "Times products with quantised weights, activations quantised on the way."
    )

    @OptionGroup var timing: TimingOptions

    @Option(parsing: .upToNextOption, help: "How many rows of activations.")
    var rows = [1, 8, 32, 128, 512]

    func run() throws {
        var generator = PCG64(seed: 1)
        var seconds: [(String, JSONValue)] = []
        for (outputs, inputs) in [(768, 768), (2_304, 768), (3_072, 768), (768, 3_072)] {
            let shape = [outputs, inputs]
            let weights = Tensor(
                normalWithMean: 0,
                standardDeviation: 1,
                shape: shape,
                using: &generator
            )
            let matrix = try QuantizedMatrix(quantizing: weights)
            for count in rows {
                let x = Tensor(
                    normalWithMean: 0,
                    standardDeviation: 1,
                    shape: [count, inputs],
                    using: &generator
                )
                // A product takes microseconds; so many together take milliseconds.
                let products = max(1, 100_000_000 / (count * outputs * inputs))
                let times = timing.measure {
                    for _ in 0..<products { _ = x.matrixProduct(transposing: matrix) }
                }
                seconds.append(
                    (
                        "\(outputs)x\(inputs)_rows_\(count)",
                        .numbers(times.map { $0 / Double(products) })
                    )
                )
            }
        }
        let fields: JSONValue = [
            "threads": .integer(Threads.count),
            "seconds": .object(JSONObject(seconds)),
        ]
        print(fields)
    }
}
