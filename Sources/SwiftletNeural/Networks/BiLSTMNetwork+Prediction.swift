import SwiftletTensor
import SwiftletText

extension BiLSTMNetwork {
    /// The probability of the positive class for each sequence, in their order.
    public func probabilities(of sequences: TokenSequences) -> [Float] {
        var result = logits(of: sequences)
        result.withUnsafeMutableBufferPointer { result in
            guard let start = result.baseAddress else { return }
            Sigmoid.forward(result.count, start, into: start)
        }
        return result
    }

    /// The logit of each sequence, in their order.
    ///
    /// Sequences of like length go through the layers together, on all threads. Of many sequences
    /// every distinct token is multiplied with the LSTM's input weights once, however often it
    /// comes.
    public func logits(of sequences: TokenSequences) -> [Float] {
        sequences.requireTokens(below: configuration.vocabularySize)
        let count = sequences.count
        var order = (0..<Int32(count)).map { $0 }
        if count > Self.chunkSize {
            let lengths = (0..<count).map(sequences.length(of:))
            order.sort { (lengths[Int($0)], $1) > (lengths[Int($1)], $0) }
        }
        return [Float](unsafeUninitializedCapacity: count) { result, initialized in
            initialized = count
            for start in stride(from: 0, to: count, by: Self.groupSize) {
                let end = min(count, start + Self.groupSize)
                order.withUnsafeBufferPointer { order in
                    predict(
                        UnsafeBufferPointer(rebasing: order[start..<end]),
                        of: sequences,
                        into: result.baseAddress!
                    )
                }
            }
        }
    }

    /// The sequences that go through the layers together on one thread when there are many.
    private static let chunkSize = 64
    /// The sequences whose distinct tokens are projected together.
    private static let groupSize = 2_048

    private func predict(
        _ examples: UnsafeBufferPointer<Int32>,
        of sequences: TokenSequences,
        into result: UnsafeMutablePointer<Float>
    ) {
        // Smaller chunks where there are too few sequences for all threads, but at least 8.
        let size = min(Self.chunkSize, max(8, (examples.count - 1) / Threads.count + 1))
        let chunks = (examples.count + size - 1) / size
        embedding.withUnsafeBufferPointer { embedding in
            weights.withUnsafeBufferPointer { weights in
                let (embedding, weights) = (embedding.baseAddress!, weights.baseAddress!)
                let projections = chunks > 1 ? workspaces.takeProjections(shape) : nil
                projections?.project(
                    examples,
                    of: sequences,
                    embedding: embedding,
                    weights: weights
                )
                nonisolated(unsafe) let sources = (
                    examples, embedding, weights, result, projections
                )
                // Chunks are dealt in turn, in each round in the other direction, since lengths fall.
                let parts = Threads.parts(chunks)
                Threads.split(parts) { part, _ in
                    let (examples, embedding, weights, result, projections) = sources
                    let pass = workspaces.takePass(shape)
                    for round in 0...chunks / parts {
                        let chunk = round * parts + (round % 2 == 0 ? part : parts - 1 - part)
                        if chunk >= chunks { break }
                        let chunkExamples = UnsafeBufferPointer(
                            rebasing: examples[
                                chunk * size..<min(examples.count, (chunk + 1) * size)
                            ]
                        )
                        if let projections {
                            pass.forward(
                                chunkExamples,
                                of: sequences,
                                projections: projections.projections,
                                weights: weights
                            )
                        } else {
                            pass.forward(
                                chunkExamples,
                                of: sequences,
                                embedding: embedding,
                                weights: weights
                            )
                        }
                        for position in 0..<chunkExamples.count {
                            result[Int(pass.packing.order[position])] = pass.logits[position]
                        }
                    }
                    workspaces.giveBack(pass)
                }
                if let projections { workspaces.giveBack(projections) }
            }
        }
    }
}
