import SwiftletBase
import SwiftletNeural
import SwiftletTensor

/// The memory of one share of a batch on its way through an encoder, forward and, in a training, back.
///
/// Within a split over the threads it is used on one thread; elsewhere each step is split.
package final class EncoderWorkspace {
    package let tokens = PackedTokens()
    /// The inputs of linear layers whose weights are quantised.
    package let quantizedRows = QuantizedRows()
    /// For one step at a time.
    let scratch = Buffer<Float>()

    /// The normalised embeddings; of a prediction also the states after each layer.
    let states = Buffer<Float>()
    let embeddingSums: Buffer<Float>
    let embeddingMoments = Buffer<Float>()
    let embeddingMask = Buffer<Float>()
    private let records: [EncoderLayer.Record]

    /// The gradient of the states, `[tokens, hidden]`, or of those of first tokens, where the way back
    /// is; at its end that of each token's sum of embeddings.
    let stateGradient = Buffer<Float>()
    let otherGradient = Buffer<Float>()
    let contextGradient = Buffer<Float>()
    let projectedGradient = Buffer<Float>()
    let intermediateGradient = Buffer<Float>()

    /// Draws dropout's masks; nil for none.
    private var generator: PCG64?

    /// For predictions.
    package convenience init() { self.init(records: [EncoderLayer.Record(isKept: false)]) }

    /// For the training of an encoder of so many layers.
    convenience init(trainingLayers count: Int) {
        self.init(records: (0..<count).map { _ in EncoderLayer.Record(isKept: true) })
    }

    private init(records: [EncoderLayer.Record]) {
        self.records = records
        embeddingSums = records[0].isKept ? Buffer() : records[0].attentionSum
    }

    func record(_ layer: Int) -> EncoderLayer.Record { records[records.count == 1 ? 0 : layer] }

    // MARK: - Dropout

    /// Begins a way forward: with a generator there is dropout.
    func begin(dropout generator: PCG64?) { self.generator = generator }

    /// Draws a mask where there is dropout.
    func drawMask(_ buffer: Buffer<Float>, _ count: Int, rate: Float) -> UnsafePointer<Float>? {
        guard generator != nil, rate > 0 else { return nil }
        let mask = buffer.reserve(count)
        Dropout.drawMask(count, rate: rate, using: &generator!, into: mask)
        return UnsafePointer(mask)
    }

    /// The mask that the way forward drew.
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
