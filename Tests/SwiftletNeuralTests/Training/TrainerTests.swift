import SwiftletBase
import SwiftletNeural
import SwiftletTensor
import SwiftletText
import TestSupport
import Testing

@Suite struct TrainerTests {
    /// Sequences with token 1 or 2 in them, which say the label.
    static func data(_ count: Int, seed: UInt64) -> (TokenSequences, [Int]) {
        var generator = PCG64(seed: seed)
        var sequences = TokenSequences()
        var labels: [Int] = []
        for _ in 0..<count {
            let label = generator.below(2)
            var tokens = (0..<2 + generator.below(8)).map { _ in 3 + generator.below(17) }
            tokens[generator.below(tokens.count)] = 1 + label
            sequences.append(tokens)
            labels.append(label)
        }
        return (sequences, labels)
    }

    static func model(_ count: Int = 200) throws -> BiLSTMTraining {
        var configuration = BiLSTMNetwork.Configuration(vocabularySize: 20, embeddingSize: 8)
        configuration.units = 16
        configuration.denseUnits = 16
        let (sequences, labels) = data(count, seed: 1)
        return BiLSTMTraining(
            try BiLSTMNetwork(configuration, seed: 2),
            sequences,
            labels: labels,
            trainsEmbedding: true,
            seed: 3
        )
    }

    static var settings: TrainingSettings {
        var settings = TrainingSettings()
        settings.epochs = 4
        settings.learningRate = 0.01
        settings.seed = 5
        return settings
    }

    static func accuracy(_ network: BiLSTMNetwork) -> Validation {
        let (sequences, labels) = data(100, seed: 9)
        let logits = network.logits(of: sequences).elements
        let right = zip(logits, labels).filter { ($0 > 0) == ($1 == 1) }
        let share = Double(right.count) / 100
        return Validation(loss: 0, score: share, accuracy: share, precision: nil, recall: share / 2)
    }

    @Test func learnsAndKeepsTheBestWeights() throws {
        let model = try Self.model()
        var networks: [BiLSTMNetwork] = []
        var settings = Self.settings
        settings.epochs = 8
        settings.maxGradientNorm = 5
        settings.schedule = .linear(warmUpRatio: 0.1)
        let history = try Trainer(model, settings).train(validate: {
            networks.append(model.network)
            return Self.accuracy(model.network)
        })
        #expect(history.end == .completed)
        #expect(history.epochs.map(\.epoch) == Array(1...8))
        #expect(history.epochs.last!.trainingLoss < 0.5 * history.epochs[0].trainingLoss)
        let scores = history.epochs.map { $0.validation!.score }
        #expect(scores.max()! > 0.9)
        #expect(history.bestEpoch == scores.firstIndex(of: scores.max()!)! + 1)
        #expect(model.network.weights == networks[history.bestEpoch! - 1].weights)
        #expect(model.network.embedding == networks[history.bestEpoch! - 1].embedding)
        // The rate of the last of 7 * 8 steps, 5 of which warm up.
        #expect(abs(history.epochs.last!.learningRate - 0.01 / 51) < 1e-12)
    }

    @Test func stopsWhenTheValidationGetsNoBetter() throws {
        let model = try Self.model()
        var settings = Self.settings
        settings.epochs = 20
        settings.patience = 2
        settings.monitor = .lowestLoss
        settings.minimumImprovement = 0.1
        var losses = [1.0, 0.5, 0.45, 0.42, 0.2]
        var weights: [Tensor] = []
        let history = try Trainer(model, settings).train(validate: {
            weights.append(model.network.weights)
            return Validation(loss: losses.removeFirst(), score: 0)
        })
        #expect(history.end == .stoppedEarly)
        #expect(history.epochs.count == 4 && history.bestEpoch == 2)
        #expect(model.network.weights == weights[1])
    }

    @Test func goesThroughEveryExampleOnceInAnEpoch() throws {
        final class Recorder: TrainableModel {
            let parameters = ParameterSet(ParameterLayout(), values: Tensor(zeros: [0]))
            let exampleCount = 23
            let exampleLengths: [Int]? = (0..<23).map { $0 * 7 % 10 }
            var batches: [[Int32]] = []
            var scales: [Float] = []
            func addGradients(of batch: TrainingBatch) -> Double {
                #expect(batch.number == batches.count)
                batches.append(Array(batch.examples))
                scales.append(batch.scale)
                return 1
            }
        }
        var settings = TrainingSettings()
        settings.epochs = 2
        settings.batchSize = 4
        settings.gradientAccumulationSteps = 4
        for bucketBatches in [1, 3] {
            settings.bucketBatches = bucketBatches
            let model = Recorder()
            var progress: [TrainingProgress] = []
            try Trainer(model, settings).train(progress: {
                progress.append($0)
                return .goOn
            })
            #expect(model.batches.map(\.count) == [4, 4, 4, 4, 4, 3, 4, 4, 4, 4, 4, 3])
            let epochs = [model.batches[..<6], model.batches[6...]].map { $0.flatMap { $0 } }
            for epoch in epochs { #expect(epoch.sorted() == Array(0..<23)) }
            #expect(epochs[0] != epochs[1])
            #expect(Array(model.scales[..<6]) == [0.25, 0.25, 0.25, 0.25, 0.5, 0.5])
            #expect(progress.map(\.batch) == [4, 6, 4, 6])
            #expect(progress.map(\.epoch) == [1, 1, 2, 2])
            let spread = model.batches.reduce(0) { sum, batch in
                let lengths = batch.map { model.exampleLengths![Int($0)] }
                return sum + lengths.max()! - lengths.min()!
            }
            #expect(bucketBatches == 1 ? spread > 60 : spread < 50, "\(spread)")
        }
    }

    @Test(arguments: [1, 2])
    func theSameSeedGivesTheSameWeights(_ threads: Int) throws {
        let weights = try (0..<2).map { _ in
            let model = try Self.model()
            _ = try Threads.withCount(threads) { try Trainer(model, Self.settings).train() }
            return (model.network.weights, model.network.embedding)
        }
        #expect(weights[0].0 == weights[1].0 && weights[0].1 == weights[1].1)
    }

    @Test(arguments: [3, 7, 10])
    func aCheckpointGoesOnToTheSameResult(_ stopAfter: Int) throws {
        var settings = Self.settings
        settings.epochs = 3
        settings.schedule = .cosine(warmUpRatio: 0.1)
        let uninterrupted = try Self.model()
        let expected = try Trainer(uninterrupted, settings).train(validate: {
            Self.accuracy(uninterrupted.network)
        })
        try withTemporaryDirectory { directory in
            let path = directory + "/checkpoint.safetensors"
            let first = try Self.model()
            let trainer = Trainer(first, settings)
            var steps = 0
            let interrupted = try trainer.train(validate: { Self.accuracy(first.network) }) { _ in
                steps += 1
                guard steps == stopAfter else { return .goOn }
                try trainer.saveCheckpoint(to: path)
                return .stop
            }
            #expect(interrupted.end == .cancelled)
            let second = try Self.model()
            let resumed = Trainer(second, settings)
            try resumed.loadCheckpoint(from: path)
            let history = try resumed.train(validate: { Self.accuracy(second.network) })
            #expect(history == expected)
            #expect(second.network.weights == uninterrupted.network.weights)
            #expect(second.network.embedding == uninterrupted.network.embedding)
        }
    }

    @Test func aCheckpointOfAnotherTrainingIsRefused() throws {
        try withTemporaryDirectory { directory in
            let path = directory + "/checkpoint.safetensors"
            try Trainer(try Self.model(), Self.settings).saveCheckpoint(to: path)
            var settings = Self.settings
            settings.seed = 6
            #expect {
                try Trainer(try Self.model(), settings).loadCheckpoint(from: path)
            } throws: {
                guard let error = $0 as? FormatError else { return false }
                return error.file == path
                    && error.problem.hasPrefix("a checkpoint of another training: settings is ")
            }
            let mismatch = FormatError(
                file: path,
                problem: "a checkpoint of another training: examples is 200, not 10",
                remedy: "Delete it, and the training begins anew"
            )
            #expect(throws: mismatch) {
                try Trainer(try Self.model(10), Self.settings).loadCheckpoint(from: path)
            }
            var writer = SafetensorsWriter()
            writer.add("parameters", Tensor(zeros: [3]))
            try writer.save(to: path)
            let malformed = FormatError(
                file: path,
                problem: "not a checkpoint: its header has no member \"training\""
            )
            #expect(throws: malformed) {
                try Trainer(try Self.model(), Self.settings).loadCheckpoint(from: path)
            }
        }
    }

    @Test func anInfiniteLossStopsTheTraining() throws {
        let model = try Self.model()
        model.parameters.values[0] = .nan
        #expect(throws: TrainingError.lossNotFinite(epoch: 1, batch: 1)) {
            try Trainer(model, Self.settings).train()
        }
    }

    @Test func cancellingTheTaskStopsTheTraining() async throws {
        let task = Task {
            let model = try Self.model()
            withUnsafeCurrentTask { $0?.cancel() }
            var steps = 0
            let history = try Trainer(model, Self.settings).train(progress: { _ in
                steps += 1
                return .goOn
            })
            return (history.end, steps)
        }
        let (end, steps) = try await task.value
        #expect(end == .cancelled && steps == 1)
    }

    @Test func nothingToTrainOnIsDoneAtOnce() throws {
        let history = try Trainer(try Self.model(0), Self.settings).train()
        #expect(history.end == .completed && history.epochs.isEmpty)
    }
}
