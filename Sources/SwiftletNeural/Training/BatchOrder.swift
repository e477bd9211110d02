import SwiftletBase

/// The order of the examples of an epoch: a shuffle that depends on the seed and the epoch alone.
enum BatchOrder {
    /// The examples in their order. A batch is a run of `batchSize`, from the start.
    static func examples(
        _ count: Int,
        lengths: [Int]?,
        epoch: Int,
        settings: TrainingSettings
    ) -> [Int32] {
        var generator = PCG64(seed: settings.seed).jumped(UInt64(epoch))
        var order = (0..<Int32(count)).map { $0 }
        generator.shuffle(&order)
        guard let lengths, settings.bucketBatches > 1 else { return order }
        let bucketSize = settings.batchSize * settings.bucketBatches
        for start in stride(from: 0, to: count, by: bucketSize) {
            order[start..<min(count, start + bucketSize)].sort {
                (lengths[Int($0)], $0) > (lengths[Int($1)], $1)
            }
        }
        // Whole batches in a random order, so that long ones do not always come first.
        let whole = count / settings.batchSize
        let batches = generator.permutation(of: whole)
        var result: [Int32] = []
        result.reserveCapacity(count)
        for batch in batches {
            result += order[batch * settings.batchSize..<(batch + 1) * settings.batchSize]
        }
        return result + order[(whole * settings.batchSize)...]
    }
}
