import ArgumentParser
import Swiftlet

/// How the cost of a BiLSTM grows with its units, the length of its sequences, how many there are
/// and the threads: each grows, while the others stay.
struct BiLSTMCostCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bilstm-cost",
        abstract: "Measures a BiLSTM as units, length, batch and threads grow."
    )

    @OptionGroup var timing: TimingOptions

    @Option(help: "The most floating-point operations in a second, for the chart.")
    var peak: Double?

    @Option(help: "Gets a chart of the predictions' times against their operations, as SVG.")
    var plot: String?

    func run() throws {
        let standard = BiLSTMWorkload(units: 64, length: 20, batch: 128, threads: Threads.count)
        let axes: [(name: String, path: WritableKeyPath<BiLSTMWorkload, Int>, values: [Int])] = [
            ("units", \.units, [32, 64, 128, 192, 256]),
            ("length", \.length, [5, 10, 20, 40, 80]),
            ("batch", \.batch, [1, 8, 32, 128, 512]),
            ("threads", \.threads, Array(1...standard.threads)),
        ]
        var points: [JSONValue] = []
        var chart = LineChart(
            title: "A BiLSTM's predictions as one of its sizes grows",
            x: PlotAxis("floating-point operations (millions)", scale: .logarithmic),
            y: PlotAxis("time (ms)", scale: .logarithmic)
        )
        for axis in axes {
            var series = LineChart.Series(axis.name, points: [])
            for value in axis.values {
                var workload = standard
                workload[keyPath: axis.path] = value
                let cost = try workload.measure(timing)
                points.append(cost.fields(grown: axis.name, workload))
                series.points.append(
                    PlotPoint(
                        x: cost.predictionOperations * 1e-6,
                        y: cost.predictionSeconds * 1e3
                    )
                )
            }
            chart.series.append(series)
        }
        if let peak {
            let operations = chart.series.flatMap { $0.points.map(\.x) }
            let ends = [operations.min()!, operations.max()!]
            chart.series.append(
                LineChart.Series(
                    "the peak",
                    x: ends,
                    y: ends.map { $0 * 1e9 / peak },
                    role: .reference
                )
            )
        }
        if let plot { try AtomicFile.write(Array(chart.svg.utf8), to: plot) }
        let fields: JSONValue = ["points": .array(points)]
        print(fields)
    }
}

/// A batch of sequences of one length, made up of random tokens.
private struct BiLSTMWorkload {
    var units: Int
    var length: Int
    var batch: Int
    var threads: Int

    /// Times a prediction of the batch, and a step of training on it.
    func measure(_ timing: TimingOptions) throws -> BiLSTMCost {
        var options = BiLSTMOptions()
        (options.units, options.length) = (units, length)
        var generator = PCG64(seed: 1)
        let vocabulary = 2_000
        let embedding = Tensor(uniform: -1..<1, shape: [vocabulary, 50], using: &generator)
        let network = try options.network(embedding)
        let sequences = TokenSequences(
            (0..<batch).map { _ in
                (0..<length).map { _ in Int.random(in: 0..<vocabulary, using: &generator) }
            }
        )
        // Often enough for the clock.
        let times = max(1, 20_000 / (batch * length))
        var settings = TrainingSettings()
        settings.batchSize = batch
        settings.epochs = times
        return Threads.withCount(threads) {
            let predicting = timing.measure {
                for _ in 0..<times { _ = network.logits(of: sequences) }
            }
            let training = timing.measure(
                preparing: {
                    Trainer(
                        BiLSTMTraining(
                            network,
                            sequences,
                            labels: (0..<batch).map { $0 % 2 },
                            seed: 1
                        ),
                        settings
                    )
                },
                { _ = try? $0.train() }
            )
            return BiLSTMCost(
                predictionSeconds: predicting.min()! / Double(times),
                predictionOperations: options.operations(sequences, network),
                trainingSeconds: training.min()! / Double(times)
            )
        }
    }
}

private struct BiLSTMCost {
    var predictionSeconds: Double
    var predictionOperations: Double
    var trainingSeconds: Double

    func fields(grown axis: String, _ workload: BiLSTMWorkload) -> JSONValue {
        [
            "grown": .string(axis),
            "units": .integer(workload.units),
            "length": .integer(workload.length),
            "batch": .integer(workload.batch),
            "threads": .integer(workload.threads),
            "prediction_seconds": .number(predictionSeconds),
            "prediction_operations": .number(predictionOperations),
            "training_seconds": .number(trainingSeconds),
            "training_operations": .number(3 * predictionOperations),
        ]
    }
}
