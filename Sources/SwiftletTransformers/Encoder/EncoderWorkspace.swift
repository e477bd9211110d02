import SwiftletBase
import SwiftletNeural
import SwiftletTensor
import SwiftletText

/// Scratch buffers for the forward pass of one share of a batch through an encoder and, in a training, for
/// the backward pass.
///
/// Within a split over the threads it is used on one thread; elsewhere each step is split.
package final class EncoderWorkspace {
    package let tokens = PackedTokens()
    /// The inputs of linear layers whose weights are no floats.
    package let narrowRows = NarrowRows()
    /// For one step at a time.
    let scratch = Buffer<Float>()

    /// The normalised embeddings; of a prediction also the states after each layer.
    let states = Buffer<Float>()
    let embeddingSums: Buffer<Float>
    let embeddingMoments = Buffer<Float>()
    let embeddingMask = Buffer<Float>()
    private let records: [EncoderLayer.Record]

    /// The gradient of the states, `[tokens, hidden]`, or of those of first tokens, in the backward
    /// pass; at its end that of each token's sum of embeddings.
    let stateGradient = Buffer<Float>()
    let contextGradient = Buffer<Float>()

    /// Draws dropout's masks; nil for none.
    private var generator: PCG64?

    /// For predictions.
    package convenience init() { self.init(records: [EncoderLayer.Record(isKept: false)]) }

    /// For the training of an encoder of so many layers.
    convenience init(trainingLayers count: Int, in precision: TrainingPrecision) {
        let shared = precision == .bfloat16 ? EncoderLayer.OutputGradients() : nil
        self.init(
            records: (0..<count).map { _ in EncoderLayer.Record(isKept: true, gradients: shared) }
        )
    }

    private init(records: [EncoderLayer.Record]) {
        self.records = records
        embeddingSums = records[0].isKept ? Buffer() : records[0].attentionSum
    }

    func record(_ layer: Int) -> EncoderLayer.Record { records[records.count == 1 ? 0 : layer] }

    // MARK: - Dropout

    /// Begins a forward pass, with dropout where there is a generator.
    func begin(dropout generator: PCG64?) { self.generator = generator }

    /// Draws a mask where there is dropout.
    func drawMask(_ buffer: Buffer<Float>, _ count: Int, rate: Float) -> UnsafePointer<Float>? {
        guard generator != nil, rate > 0 else { return nil }
        let mask = buffer.reserve(count)
        Dropout.drawMask(count, rate: rate, using: &generator!, into: mask)
        return UnsafePointer(mask)
    }

    /// The mask that the forward pass drew.
    func drawnMask(_ buffer: Buffer<Float>, rate: Float) -> UnsafePointer<Float>? {
        generator != nil && rate > 0 ? UnsafePointer(buffer.start) : nil
    }

    /// Moves the rows of `stateGradient`, one for each sequence, to those of the first tokens, with
    /// zeros for the other tokens.
    func spreadFirstRows(width: Int) {
        let gradient = stateGradient.start
        for sequence in (0..<tokens.count).reversed() {
            let target = gradient + tokens.start(sequence) * width
            if target != gradient + sequence * width {
                target.update(from: gradient + sequence * width, count: width)
            }
            let rest = (tokens.length(sequence) - 1) * width
            (target + width).update(repeating: 0, count: rest)
        }
    }
}

/// Memory for the inputs of a linear layer in the form of weights of fewer bits.
package final class NarrowRows {
    let quantized = QuantizedRows()
    let bfloat16 = BFloat16Rows()
}

/// The tokens of some sequences end to end, without padding. Packing again reuses the memory.
package final class PackedTokens {
    /// How many sequences there are.
    package private(set) var count = 0
    /// How many tokens there are in all.
    package private(set) var rows = 0
    /// The length of the longest sequence.
    package private(set) var longest = 0
    private let tokenBuffer = Buffer<Int32>()
    private let startBuffer = Buffer<Int>()

    package init() {}

    /// The token of each row.
    package var tokens: UnsafePointer<Int32> { UnsafePointer(tokenBuffer.start) }
    /// The first row of a sequence; for `count`, the number of all rows.
    package func start(_ sequence: Int) -> Int { startBuffer.start[sequence] }
    package func length(_ sequence: Int) -> Int {
        startBuffer.start[sequence + 1] - startBuffer.start[sequence]
    }

    /// Packs the sequences with the numbers `examples`, each cut to its first `maximumLength` tokens.
    package func pack(
        _ examples: some Collection<Int32>,
        of sequences: TokenSequences,
        maximumLength: Int
    ) {
        count = examples.count
        let starts = startBuffer.reserve(count + 1)
        (rows, longest) = (0, 0)
        for (index, example) in examples.enumerated() {
            let length = min(maximumLength, sequences.length(of: Int(example)))
            starts[index] = rows
            rows += length
            longest = max(longest, length)
        }
        starts[count] = rows
        let tokens = tokenBuffer.reserve(rows)
        sequences.tokens.withUnsafeBufferPointer { source in
            for (index, example) in examples.enumerated() {
                let first = sequences.offsets[Int(example)]
                for position in 0..<length(index) {
                    tokens[starts[index] + position] = source[first + position]
                }
            }
        }
    }

    /// Copies the row of each sequence's first token, of `width` numbers: from `[rows, width]` to
    /// `[count, width]`. No sequence may be empty.
    func copyFirstRows(
        of states: UnsafePointer<Float>,
        width: Int,
        into result: UnsafeMutablePointer<Float>
    ) {
        for sequence in 0..<count {
            (result + sequence * width).update(from: states + start(sequence) * width, count: width)
        }
    }
}
