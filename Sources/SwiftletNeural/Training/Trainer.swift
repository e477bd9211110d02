import SwiftletBase
import SwiftletTensor

/// Trains a model: shuffled batches, an optimiser, validation after each epoch, early stopping.
///
///     let trainer = Trainer(model, settings)
///     let history = try trainer.train(validate: { score(model) }) { progress in
///         print(progress.epoch, progress.loss)
///         return .continue
///     }
///
/// In the end the model has the weights of the best epoch, or the last ones if nothing is validated.
/// The same seed, model, data and thread count give the same weights to the bit, also where a
/// training goes on from a checkpoint.
public final class Trainer<Model: TrainableModel> {
    public let model: Model
    public let settings: TrainingSettings
    /// What happened so far.
    public internal(set) var history = TrainingHistory()
    let optimizer: OptimizerState
    /// The epoch that is under way, from 0.
    var epoch = 0
    /// How many batches of that epoch are done.
    var batch = 0
    /// How many batches are done in all.
    var batchNumber = 0
    /// The sum of the losses of the epoch's examples so far.
    var lossSum = 0.0
    var best: Best?
    var epochsWithoutImprovement = 0

    /// The best weights so far.
    struct Best {
        var validation: Validation
        var values: Tensor
        var tables: [Tensor]
    }

    public init(_ model: Model, _ settings: TrainingSettings) {
        settings.requireValid()
        self.model = model
        self.settings = settings
        optimizer = OptimizerState(settings.optimizer, model.parameters)
    }

    private var batchesPerEpoch: Int {
        (model.exampleCount + settings.batchSize - 1) / settings.batchSize
    }

    private var stepsPerEpoch: Int {
        let count = settings.gradientAccumulationSteps
        return (batchesPerEpoch + count - 1) / count
    }

    /// Trains from where this trainer stands to the end of the last epoch, or until the validation
    /// no longer gets better.
    ///
    /// - Parameters:
    ///   - checkpoint: A file that is written after each epoch. Where it is there at the start, the
    ///     training goes on from it, as after `loadCheckpoint(from:)`.
    ///   - validate: Called after each epoch.
    ///   - progress: Called after each step; says whether to go on. Cancelling the task stops too.
    /// - Throws: `TrainingError` when the loss is not finite, what a checkpoint's loading and saving
    ///   throw, and whatever the closures throw.
    @discardableResult
    public func train(
        checkpoint: String? = nil,
        validate: (() throws -> Validation)? = nil,
        progress: (TrainingProgress) throws -> TrainingDecision = { _ in .continue }
    ) throws -> TrainingHistory {
        if let checkpoint, FileReader.exists(checkpoint) { try loadCheckpoint(from: checkpoint) }
        func saveAndReport(_ step: TrainingProgress) throws -> TrainingDecision {
            if let checkpoint, step.record != nil { try saveCheckpoint(to: checkpoint) }
            return try progress(step)
        }
        while history.end == .running {
            if epoch >= settings.epochs || model.exampleCount == 0 {
                history.end = .completed
            } else if patienceIsOver {
                history.end = .stoppedEarly
            } else {
                try runEpoch(validate: validate, progress: saveAndReport)
            }
        }
        restoreBest()
        return history
    }

    private var patienceIsOver: Bool {
        settings.patience.map { epochsWithoutImprovement >= $0 && best != nil } ?? false
    }

    private func runEpoch(
        validate: (() throws -> Validation)?,
        progress: (TrainingProgress) throws -> TrainingDecision
    ) throws {
        let order = BatchOrder.examples(
            model.exampleCount,
            lengths: model.exampleLengths,
            epoch: epoch,
            settings: settings
        )
        while batch < batchesPerEpoch {
            let rate = try runStep(order)
            var record: EpochRecord?
            if batch == batchesPerEpoch {
                record = EpochRecord(
                    epoch: epoch + 1,
                    trainingLoss: lossSum / Double(model.exampleCount),
                    validation: try validate?(),
                    learningRate: rate
                )
                finishEpoch(record!)
            }
            let done = record == nil ? batch : batchesPerEpoch
            let examples = min(model.exampleCount, done * settings.batchSize)
            let decision = try progress(
                TrainingProgress(
                    epoch: record?.epoch ?? epoch + 1,
                    epochs: settings.epochs,
                    batch: done,
                    batches: batchesPerEpoch,
                    loss: record?.trainingLoss ?? lossSum / Double(examples),
                    record: record
                )
            )
            if decision == .stop || Task.isCancelled {
                history.end = .cancelled
                return
            }
            if record != nil { return }
        }
    }

    /// Makes one step of the optimiser and returns its learning rate.
    private func runStep(_ order: [Int32]) throws -> Double {
        let step = optimizer.steps
        let first = batch
        let end = min(batchesPerEpoch, batch + settings.gradientAccumulationSteps)
        let scale = 1 / Float(end - batch)
        while batch < end {
            let start = batch * settings.batchSize
            let examples = order[start..<min(order.count, start + settings.batchSize)]
            let loss = model.addGradients(
                of: TrainingBatch(
                    examples: examples,
                    number: batchNumber,
                    scale: scale,
                    beginsStep: batch == first
                )
            )
            guard loss.isFinite else {
                throw TrainingError.lossNotFinite(epoch: epoch + 1, batch: batch + 1)
            }
            lossSum += loss * Double(examples.count)
            batch += 1
            batchNumber += 1
        }
        let factor = settings.schedule.factor(step: step, of: stepsPerEpoch * settings.epochs)
        let rate = settings.learningRate * factor
        optimizer.step(rate: rate, maxGradientNorm: settings.maxGradientNorm)
        return rate
    }

    private func finishEpoch(_ record: EpochRecord) {
        history.epochs.append(record)
        epoch += 1
        batch = 0
        lossSum = 0
        guard let validation = record.validation else { return }
        let isBetter =
            best.map {
                settings.monitor.isBetter(
                    validation,
                    than: $0.validation,
                    by: settings.minimumImprovement
                )
            } ?? true
        if isBetter {
            best = Best(
                validation: validation,
                values: model.parameters.snapshot,
                tables: model.parameters.tables.map(\.snapshot)
            )
            history.bestEpoch = record.epoch
            epochsWithoutImprovement = 0
        } else {
            epochsWithoutImprovement += 1
        }
    }

    private func restoreBest() {
        guard let best else { return }
        let parameters = model.parameters
        best.values.withUnsafeBufferPointer {
            parameters.values.update(from: $0.baseAddress!, count: $0.count)
        }
        for (table, values) in zip(parameters.tables, best.tables) {
            values.withUnsafeBufferPointer {
                table.values.update(from: $0.baseAddress!, count: $0.count)
            }
        }
    }
}

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
