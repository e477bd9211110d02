import SwiftletBase
import SwiftletTensor

// A checkpoint is a safetensors file: the parameters, what the optimiser keeps, the best weights,
// and, as JSON in the header, how far the training is and what it is a training of.

extension Trainer {
    /// Writes all that the training needs to go on from here, to the bit, in place of what is at
    /// `path`. May be called between trainings and in their `progress`.
    ///
    /// - Throws: `FileError` naming the path.
    public func saveCheckpoint(to path: String) throws {
        var writer = SafetensorsWriter(metadata: [
            "training": String(decoding: JSONValue.object(identity).encoded(), as: UTF8.self),
            "state": String(decoding: JSONValue.object(state).encoded(), as: UTF8.self),
        ])
        for piece in pieces() {
            writer.add(piece.name, piece.copy())
        }
        for (table, state) in zip(model.parameters.tables, optimizer.tables) {
            let steps = UnsafeBufferPointer(start: state.lastSteps.start, count: table.rows)
            writer.add("last_steps.\(table.name)", Array(steps), shape: [table.rows])
        }
        if let best {
            writer.add("best.parameters", best.values)
            for (table, values) in zip(model.parameters.tables, best.tables) {
                writer.add("best.\(table.name)", values)
            }
        }
        try writer.save(to: path)
    }

    /// Takes up the training at a checkpoint. What this trainer has done before is lost.
    ///
    /// - Throws: `FileError` when there is no such file, `FormatError` when it is no checkpoint, or one
    ///   of another training: of other settings, another model or another number of examples.
    public func loadCheckpoint(from path: String) throws {
        let file = try SafetensorsFile(from: path)
        let found = try header("training", of: file)
        for (name, expected) in zip(identity.names, identity.values) where found[name] != expected {
            func text(_ value: JSONValue?) -> String {
                value.map { String(decoding: $0.encoded(), as: UTF8.self) } ?? "missing"
            }
            throw FormatError(
                file: path,
                problem: "a checkpoint of another training: \(name) is \(text(found[name])), "
                    + "not \(text(expected))",
                remedy: "Delete it, and the training begins anew"
            )
        }
        let state: TrainingState
        do {
            state = try TrainingState(header("state", of: file))
        } catch let error as FormatError {
            throw FormatError(file: path, problem: "not a checkpoint: \(error.problem)")
        }
        // All is read before anything is changed.
        let pieces = pieces()
        let values = try pieces.map { try file.tensor($0.name, shape: [$0.count]) }
        let tables = model.parameters.tables
        let lastSteps = try tables.map {
            try file.int32s("last_steps.\($0.name)", shape: [$0.rows])
        }
        var best: Best?
        if let validation = state.best {
            best = Best(
                validation: validation,
                values: try file.tensor(
                    "best.parameters",
                    shape: [model.parameters.layout.count]
                ),
                tables: try tables.map {
                    try file.tensor("best.\($0.name)", shape: [$0.rows, $0.columns])
                }
            )
        }
        for (piece, values) in zip(pieces, values) { piece.take(values) }
        for (table, steps) in zip(optimizer.tables, lastSteps) {
            for (row, step) in steps.enumerated() { table.lastSteps.start[row] = step }
        }
        self.best = best
        (epoch, batch, batchNumber) = (state.epoch, state.batch, state.batchNumber)
        (optimizer.steps, lossSum) = (state.steps, state.lossSum)
        epochsWithoutImprovement = state.epochsWithoutImprovement
        history = TrainingHistory(epochs: state.epochs, bestEpoch: state.bestEpoch)
    }

    /// What must be the same for a checkpoint to fit.
    private var identity: JSONObject {
        let arrays = model.parameters.layout.entries.map { ($0.name, $0.shape) }
        let tables = model.parameters.tables.map { ($0.name, [$0.rows, $0.columns]) }
        let shapes = (arrays + tables).map { name, shape -> (String, JSONValue) in
            (name, .array(shape.map { .integer($0) }))
        }
        return JSONObject([
            ("examples", .integer(model.exampleCount)),
            ("settings", .string(settings.checkpointDescription)),
            ("parameters", .object(JSONObject(shapes))),
            (
                "rateFactors",
                .array(
                    model.parameters.layout.entries.map {
                        .number(Double($0.learningRateMultiplier))
                    }
                )
            ),
        ])
    }

    private var state: JSONObject {
        TrainingState(
            epoch: epoch,
            batch: batch,
            batchNumber: batchNumber,
            steps: optimizer.steps,
            lossSum: lossSum,
            epochsWithoutImprovement: epochsWithoutImprovement,
            best: best?.validation,
            bestEpoch: history.bestEpoch,
            epochs: history.epochs
        ).object
    }

    private func header(_ name: String, of file: SafetensorsFile) throws -> JSONObject {
        guard let text = file.metadata[name] else {
            throw FormatError(
                file: file.name,
                problem: "not a checkpoint: its header has no member \"\(name)\""
            )
        }
        do {
            return try JSONValue(parsing: Array(text.utf8)).object()
        } catch {
            throw FormatError(
                file: file.name,
                problem: "not a checkpoint: \(name): \(error.problem)"
            )
        }
    }

    /// The runs of numbers that change with every step.
    private func pieces() -> [CheckpointPiece] {
        let parameters = model.parameters
        let (count, moments) = (parameters.layout.count, settings.optimizer.momentCount)
        var pieces = [CheckpointPiece("parameters", parameters.values, count)]
        if moments > 0 {
            pieces.append(CheckpointPiece("first", optimizer.first.address, count))
        }
        if moments > 1 {
            pieces.append(CheckpointPiece("second", optimizer.second.address, count))
        }
        for (table, state) in zip(parameters.tables, optimizer.tables) {
            let count = table.rows * table.columns
            pieces.append(CheckpointPiece("parameters.\(table.name)", table.values, count))
            if moments > 0 {
                pieces.append(CheckpointPiece("first.\(table.name)", state.first.address, count))
            }
            if moments > 1 {
                pieces.append(CheckpointPiece("second.\(table.name)", state.second.address, count))
            }
        }
        return pieces
    }
}

/// A run of numbers in memory under the name that it has in a checkpoint.
private struct CheckpointPiece {
    let name: String
    let address: UnsafeMutablePointer<Float>
    let count: Int

    init(_ name: String, _ address: UnsafeMutablePointer<Float>, _ count: Int) {
        (self.name, self.address, self.count) = (name, address, count)
    }

    func copy() -> Tensor {
        Tensor(UnsafeBufferPointer(start: address, count: count), shape: [count])
    }

    func take(_ values: Tensor) {
        values.withUnsafeBufferPointer {
            _ = UnsafeMutableBufferPointer(start: address, count: count).update(from: $0)
        }
    }
}

/// How far a training is.
private struct TrainingState {
    var epoch: Int
    var batch: Int
    var batchNumber: Int
    var steps: Int
    var lossSum: Double
    var epochsWithoutImprovement: Int
    var best: Validation?
    var bestEpoch: Int?
    var epochs: [EpochRecord]
}

extension TrainingState {
    var object: JSONObject {
        JSONObject([
            ("epoch", .integer(epoch)),
            ("batch", .integer(batch)),
            ("batch_number", .integer(batchNumber)),
            ("steps", .integer(steps)),
            ("loss_sum", .number(lossSum)),
            ("epochs_without_improvement", .integer(epochsWithoutImprovement)),
            ("best", Self.value(best)),
            ("best_epoch", bestEpoch.map { .integer($0) } ?? .null),
            (
                "epochs",
                .array(
                    epochs.map { record in
                        .object(
                            JSONObject([
                                ("epoch", .integer(record.epoch)),
                                ("training_loss", .number(record.trainingLoss)),
                                ("validation", Self.value(record.validation)),
                                ("learning_rate", .number(record.learningRate)),
                            ])
                        )
                    }
                )
            ),
        ])
    }

    init(_ object: JSONObject) throws(FormatError) {
        func count(_ name: String) throws(FormatError) -> Int {
            let value = try object.integer(name)
            guard value >= 0, value <= Int32.max else {
                throw FormatError(problem: "the member \"\(name)\" is \(value)")
            }
            return value
        }
        epoch = try count("epoch")
        batch = try count("batch")
        batchNumber = try count("batch_number")
        steps = try count("steps")
        lossSum = try object.double("loss_sum")
        epochsWithoutImprovement = try count("epochs_without_improvement")
        best = try Self.validation(object.value("best"))
        let bestEpoch = try object.value("best_epoch")
        self.bestEpoch = bestEpoch == .null ? nil : try bestEpoch.integer()
        epochs = []
        for value in try object.array("epochs") {
            let record = try value.object()
            epochs.append(
                EpochRecord(
                    epoch: try record.integer("epoch"),
                    trainingLoss: try record.double("training_loss"),
                    validation: try Self.validation(record.value("validation")),
                    learningRate: try record.double("learning_rate")
                )
            )
        }
    }

    private static func value(_ validation: Validation?) -> JSONValue {
        guard let validation else { return .null }
        var members = JSONObject([
            ("loss", .number(validation.loss)), ("score", .number(validation.score)),
        ])
        members["accuracy"] = validation.accuracy.map { .number($0) }
        members["precision"] = validation.precision.map { .number($0) }
        members["recall"] = validation.recall.map { .number($0) }
        return .object(members)
    }

    private static func validation(_ value: JSONValue) throws(FormatError) -> Validation? {
        if value == .null { return nil }
        let object = try value.object()
        // Checkpoints of earlier versions have loss and score alone.
        func number(_ name: String) throws(FormatError) -> Double? {
            object[name] == nil ? nil : try object.double(name)
        }
        return Validation(
            loss: try object.double("loss"),
            score: try object.double("score"),
            accuracy: try number("accuracy"),
            precision: try number("precision"),
            recall: try number("recall")
        )
    }
}

extension TrainingSettings {
    /// The settings in a checkpoint, under the names of the first version.
    fileprivate var checkpointDescription: String {
        [
            ("gradientAccumulationSteps", "batchesPerStep"), ("maxGradientNorm", "clippingNorm"),
            ("warmUpRatio", "warmUpShare"),
        ].reduce("\(self)") { $0.replacing($1.0, with: $1.1) }
    }
}
