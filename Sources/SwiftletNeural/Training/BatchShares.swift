import SwiftletBase

/// One thread's share of a batch, with its buffers for the forward and the backward pass.
package protocol BatchShare: AnyObject, SendableMetatype {
    /// Its gradients of all parameters, to be added to theirs; nil where the model adds them itself.
    var gradients: Storage<Float>? { get }
    /// The sum of its examples' losses.
    var loss: Double { get set }
}

/// The shares of a training's batches: deals a batch over the threads by length, and adds up what the
/// shares give, always in the same order. Nothing is allocated once there is a share for each thread.
package final class BatchShares<Share: BatchShare> {
    private let makeShare: (_ isFirst: Bool) -> Share
    private var shares: [Share] = []
    private var sorted: [Int32] = []
    private let dealt = Buffer<Int32>()

    package init(_ makeShare: @escaping (_ isFirst: Bool) -> Share) { self.makeShare = makeShare }

    /// Calls `body` for each share on a thread of its own and adds up the gradients.
    ///
    /// - Parameters:
    ///   - lengths: Of each example of the training, so that the threads have equal work.
    ///   - minimumPart: The fewest examples worth a thread of their own.
    ///   - generator: Each share gets numbers of its own from it.
    ///   - body: Gets the examples of the share.
    /// - Returns: The shares that had a part, and the mean loss of the batch.
    package func run(
        _ batch: TrainingBatch,
        lengths: [Int],
        minimumPart: Int = 1,
        generator: PCG64,
        parameters: ParameterSet,
        _ body: (Share, UnsafeBufferPointer<Int32>, PCG64) -> Void
    ) -> (shares: ArraySlice<Share>, loss: Double) {
        let count = batch.examples.count
        let parts = Threads.parts(count, minimumPart: minimumPart)
        while shares.count < parts { shares.append(makeShare(shares.isEmpty)) }
        deal(batch.examples, lengths: lengths, parts: parts)
        withoutActuallyEscaping(body) { body in
            nonisolated(unsafe) let (body, shares, dealt) = (body, shares, dealt.start)
            Threads.split(parts) { part, _ in
                let range = Self.range(of: part, of: parts, count)
                body(
                    shares[part],
                    UnsafeBufferPointer(start: dealt + range.lowerBound, count: range.count),
                    generator.jumped(UInt64(batch.number * Threads.maximumCount + part + 1))
                )
            }
        }
        parameters.addGradients(of: shares[..<parts].compactMap(\.gradients))
        let loss = shares[..<parts].reduce(0) { $0 + $1.loss } / Double(count)
        return (shares[..<parts], loss)
    }

    /// Deals the examples to the parts by falling length, in each round in the other direction. Those
    /// of a part stand together, at `range(of:of:_:)`.
    private func deal(_ examples: ArraySlice<Int32>, lengths: [Int], parts: Int) {
        let count = examples.count
        sorted.removeAll(keepingCapacity: true)
        sorted += examples
        sorted.sort { (lengths[Int($0)], $0) > (lengths[Int($1)], $1) }
        let dealt = dealt.reserve(count)
        for part in 0..<parts {
            for (round, position) in Self.range(of: part, of: parts, count).enumerated() {
                let place = round % 2 == 0 ? part : parts - 1 - part
                dealt[position] = sorted[round * parts + place]
            }
        }
    }

    /// Where the examples of a part are. The last round, where it is not full, goes to the first parts
    /// or, in the other direction, to the last.
    private static func range(of part: Int, of parts: Int, _ count: Int) -> Range<Int> {
        let (rounds, rest) = (count / parts, count % parts)
        func start(_ part: Int) -> Int {
            part * rounds + (rounds % 2 == 0 ? min(part, rest) : max(0, part - (parts - rest)))
        }
        return start(part)..<start(part + 1)
    }
}
