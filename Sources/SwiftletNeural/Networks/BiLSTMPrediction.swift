import SwiftletBase
import SwiftletText

/// Batched inference of a `BiLSTMNetwork` on all threads, with scratch buffers.
final class BiLSTMPrediction {
    private let shape: BiLSTMShape
    private let weights: LSTMPredictionWeights
    private let projections: TokenProjections
    private let states = Buffer<Float>()
    private let hidden = Buffer<Float>()
    private let logitBuffer = Buffer<Float>()
    private var workers: [Worker] = []

    /// The buffers of a thread.
    private final class Worker {
        let packing = PackedSequences()
        let lstm = LSTMPrediction()
        let states = Buffer<Float>()
    }

    init(_ shape: BiLSTMShape, _ weights: LSTMPredictionWeights) {
        self.shape = shape
        self.weights = weights
        projections = TokenProjections(vocabularySize: shape.configuration.vocabularySize)
    }

    /// The logits of `examples`, `[examples, logits]`, in their order. Many are best given in
    /// descending order of length.
    ///
    /// Every distinct token is multiplied with the LSTM's input weights once, however often it
    /// comes. Then the threads are dealt the two directions of chunks of the sequences.
    func logits(
        of examples: UnsafeBufferPointer<Int32>,
        of sequences: TokenSequences,
        embedding: UnsafePointer<Float>,
        weights all: UnsafePointer<Float>
    ) -> UnsafePointer<Float> {
        projections.project(
            examples,
            of: sequences,
            maximumLength: shape.configuration.maximumLength,
            embedding: embedding,
            weights
        )
        let states = states.reserve(examples.count * shape.lstm.outputs)
        runLSTM(examples, of: sequences, into: states)

        let logits = logitBuffer.reserve(examples.count * shape.head.output.outputs)
        shape.head.forward(
            examples.count,
            states,
            weights: all,
            hidden: hidden.reserve(examples.count * shape.head.dense.outputs),
            into: logits
        )
        return UnsafePointer(logits)
    }

    /// The most sequences of a chunk: enough for a product to run at full speed, few enough for
    /// their gates to stay in a core's cache.
    private static let chunkSize = 256
    /// The fewest multiplications that are worth a thread of their own.
    private static let minimumWork = 1 << 18

    private func runLSTM(
        _ examples: UnsafeBufferPointer<Int32>,
        of sequences: TokenSequences,
        into states: UnsafeMutablePointer<Float>
    ) {
        let (count, directions) = (examples.count, shape.lstm.directions)
        // Smaller chunks where there are too few sequences for all threads, but at least 8.
        let size = min(Self.chunkSize, max(8, (directions * count - 1) / Threads.count + 1))
        let items = (count + size - 1) / size * directions
        let tokens = examples.reduce(0) {
            $0 + min(shape.configuration.maximumLength, sequences.length(of: Int($1)))
        }
        let itemWork = max(1, tokens * shape.lstm.gates * shape.lstm.units / items)
        let parts = Threads.parts(items, minimumPart: max(1, Self.minimumWork / itemWork))
        while workers.count < parts { workers.append(Worker()) }
        nonisolated(unsafe) let sources = (self, examples, sequences, states)
        Threads.split(parts) { part, _ in
            let (prediction, examples, sequences, states) = sources
            // Dealt round robin, every other round backwards, since lengths descend.
            for round in 0...items / parts {
                let item = round * parts + (round % 2 == 0 ? part : parts - 1 - part)
                if item >= items { break }
                let start = item / directions * size
                prediction.run(
                    prediction.workers[part],
                    UnsafeBufferPointer(rebasing: examples[start..<min(count, start + size)]),
                    of: sequences,
                    direction: item % directions,
                    into: states + start * prediction.shape.lstm.outputs
                )
            }
        }
    }

    /// Writes one direction's last hidden states of a chunk to their places in `states`.
    private func run(
        _ worker: Worker,
        _ examples: UnsafeBufferPointer<Int32>,
        of sequences: TokenSequences,
        direction: Int,
        into states: UnsafeMutablePointer<Float>
    ) {
        let packing = worker.packing
        packing.pack(examples, of: sequences, maximumLength: shape.configuration.maximumLength)
        worker.lstm.run(
            packing,
            projections: projections.rows,
            slots: projections.slots,
            weights,
            direction: direction,
            into: states + direction * shape.lstm.units,
            stride: shape.lstm.outputs
        )
    }
}

/// The products of an LSTM's input weights with each distinct token of some sequences.
final class TokenProjections {
    private let distinct: DistinctTokens
    private let inputs = Buffer<Float>()
    private let sums = Buffer<Float>()

    init(vocabularySize: Int) { distinct = DistinctTokens(vocabularySize: vocabularySize) }

    /// The rows that `project` computed.
    var rows: UnsafePointer<Float> { UnsafePointer(sums.start) }
    /// For each token that was projected, its row.
    var slots: UnsafePointer<Int32> { distinct.slots }

    /// Projects the first `maximumLength` tokens of each of `examples`. What was projected before is
    /// lost.
    func project(
        _ examples: UnsafeBufferPointer<Int32>,
        of sequences: TokenSequences,
        maximumLength: Int,
        embedding: UnsafePointer<Float>,
        _ weights: LSTMPredictionWeights
    ) {
        distinct.collect(examples, of: sequences, maximumLength: maximumLength)
        let width = weights.layer.inputs
        let x = inputs.reserve(distinct.count * width)
        for index in 0..<distinct.count {
            (x + index * width).update(
                from: embedding + Int(distinct.tokens[index]) * width,
                count: width
            )
        }
        weights.project(
            distinct.count,
            x,
            into: sums.reserve(distinct.count * weights.layer.gates)
        )
    }
}
