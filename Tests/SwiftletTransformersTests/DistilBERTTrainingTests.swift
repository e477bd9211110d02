import SwiftletBase
import SwiftletNeural
import SwiftletText
import SwiftletTransformers
import TestSupport
import Testing

@Suite struct DistilBERTTrainingTests {
    let expected: Expected

    init() throws { expected = try Expected() }

    /// A fixture's model with this dropout everywhere.
    private func model(
        _ name: String,
        of folder: String = "distilbert",
        dropout: Double = 0
    ) throws -> DistilBERTForSequenceClassification {
        try withTemporaryDirectory { directory in
            try copyModel(name, of: folder, to: directory)
            let path = directory + "/config.json"
            var members = try JSONValue(from: path).object()
            for member in ["dropout", "attention_dropout", "seq_classif_dropout"] {
                members[member] = .number(dropout)
            }
            try AtomicFile.write(JSONValue.object(members).encoded(), to: path)
            return try DistilBERTForSequenceClassification(from: directory)
        }
    }

    private func training(
        _ name: String,
        dropout: Double = 0,
        frozenLayers: Int = 0,
        trainsEmbeddings: Bool = true,
        precision: TrainingPrecision = .float32
    ) throws -> DistilBERTTraining {
        let model = try model(name, dropout: dropout)
        if name == "multi" {
            let targets = try expected.file.int32s("targets")
            return try DistilBERTTraining(
                model,
                expected.sequences,
                labelSets: (0..<9).map { example in
                    Set((0..<4).filter { targets[example * 4 + $0] == 1 })
                },
                frozenLayers: frozenLayers,
                trainsEmbeddings: trainsEmbeddings,
                precision: precision,
                seed: 0
            )
        }
        return try DistilBERTTraining(
            model,
            expected.sequences,
            labels: expected.file.int32s("labels").map { Int($0) },
            frozenLayers: frozenLayers,
            trainsEmbeddings: trainsEmbeddings,
            precision: precision,
            seed: 0
        )
    }

    private func batch(number: Int = 0, scale: Float = 1) -> TrainingBatch {
        TrainingBatch(examples: [Int32](0..<9)[...], number: number, scale: scale)
    }

    /// The gradients by name.
    private func gradients(_ model: DistilBERTTraining) -> [String: [Float]] {
        var result: [String: [Float]] = [:]
        for entry in model.parameters.layout.entries {
            result[entry.name] = Array(
                UnsafeBufferPointer(
                    start: model.parameters.gradients + entry.offset,
                    count: entry.count
                )
            )
        }
        for table in model.parameters.tables {
            result[table.name] = (0..<table.rows).flatMap { row in
                table.gradient(ofRow: row).map {
                    Array(UnsafeBufferPointer(start: $0, count: table.columns))
                } ?? [Float](repeating: 0, count: table.columns)
            }
        }
        return result
    }

    @Test(arguments: ["single", "multi"], [1, 2, 3])
    func gradientsEqualPyTorch(_ name: String, _ threads: Int) throws {
        let model = try training(name)
        let loss = Threads.withCount(threads) { model.addGradients(of: batch()) }
        expectClose([Float(loss)], try expected.array(name + ".loss"), tolerance: 1e-5)
        let found = gradients(model)
        let prefix = name + ".d."
        let names = expected.file.tensorNames.filter { $0.hasPrefix(prefix) }
        #expect(Set(names.map { String($0.dropFirst(prefix.count)) }) == Set(found.keys))
        for tensor in names where !tensor.hasSuffix("k_lin.bias") {
            let own = String(tensor.dropFirst(prefix.count))
            expectClose(found[own]!, try expected.array(tensor), tolerance: 1e-4, own)
        }
        // A bias of the keys moves all scores of a query alike: its gradient is 0 up to rounding.
        for (name, gradient) in found where name.hasSuffix("k_lin.bias") {
            #expect(gradient.allSatisfy { abs($0) < 1e-6 }, "\(name)")
        }
        // Half of the gradient once more.
        _ = Threads.withCount(threads) { model.addGradients(of: batch(scale: 0.5)) }
        for (name, gradient) in gradients(model) where !name.hasSuffix("k_lin.bias") {
            expectClose(gradient, found[name]!.map { 1.5 * $0 }, tolerance: 1e-5, name)
        }
    }

    /// What PyTorch gave, in floats and by its autocast to bfloat16: Fixtures/bfloat16/make_training.py.
    @Test(arguments: [1, 2, 3]) func gradientsInBFloat16AreAsFarAsPyTorchs(_ threads: Int) throws {
        let file = try SafetensorsFile(from: Fixtures.path("bfloat16/training.safetensors"))
        let model = try model("model", of: "bfloat16")
        let texts = try SafetensorsFile(from: Fixtures.path("bfloat16/logits.safetensors"))
        let tokens = try texts.int32s("tokens")
        let sequences = TokenSequences(
            try texts.int32s("lengths").enumerated().map { row, length in
                tokens[24 * row..<24 * row + Int(length)].map { Int($0) }
            }
        )
        let labels = try file.int32s("labels").map { Int($0) }
        let batch = TrainingBatch(examples: [Int32](0..<8)[...], number: 0)
        /// The distance of gradients from those of floats, beside their length.
        func distance(_ gradient: [Float], _ exact: [Float]) -> Double {
            func length(_ x: [Float]) -> Double {
                x.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
            }
            return length(zip(gradient, exact).map { $0 - $1 }) / length(exact)
        }
        var distances: [(ours: Double, peer: Double)] = []
        for precision in TrainingPrecision.allCases {
            let training = try DistilBERTTraining(
                model,
                sequences,
                labels: labels,
                precision: precision,
                seed: 0
            )
            let loss = Threads.withCount(threads) { training.addGradients(of: batch) }
            let exactLoss = try file.tensor("float32.loss").elements
            expectClose(
                [Float(loss)],
                exactLoss,
                tolerance: precision == .float32 ? 1e-5 : 0.02
            )
            for (name, gradient) in gradients(training) where !name.hasSuffix("k_lin.bias") {
                let exact = try file.tensor("float32.d." + name).elements
                if precision == .float32 {
                    expectClose(gradient, exact, tolerance: 1e-4, name)
                    continue
                }
                let peer = try file.tensor("bfloat16.d." + name).elements
                let (ours, theirs) = (distance(gradient, exact), distance(peer, exact))
                #expect(ours > 0 && ours < 3 * theirs, "\(name): \(ours), PyTorch \(theirs)")
                distances.append((ours, theirs))
            }
        }
        // PyTorch rounds what is between the products, too.
        let ours = distances.reduce(0) { $0 + $1.ours }
        let theirs = distances.reduce(0) { $0 + $1.peer }
        #expect(ours < 1.5 * theirs, "\(ours), PyTorch \(theirs)")
    }

    @Test func roundedWeightsFollowTheParameters() throws {
        let model = try training("single", precision: .bfloat16)
        _ = model.addGradients(of: batch())
        let before = gradients(model)
        for index in 0..<model.parameters.layout.count { model.parameters.values[index] *= 1.5 }
        _ = model.addGradients(of: batch())
        let name = "distilbert.transformer.layer.0.ffn.lin1.weight"
        let twice = gradients(model)[name]!
        let again = try training("single", precision: .bfloat16)
        for index in 0..<again.parameters.layout.count { again.parameters.values[index] *= 1.5 }
        _ = again.addGradients(of: batch())
        let alone = gradients(again)[name]!
        expectClose(twice, zip(before[name]!, alone).map { $0 + $1 }, tolerance: 1e-5)
        #expect(before[name] != alone)
    }

    @Test(arguments: ["single", "multi"]) func gradientsWithDropoutAreSlopes(_ name: String) throws
    {
        let model = try training(name, dropout: 0.3)
        _ = model.addGradients(of: batch(number: 5))
        let found = gradients(model)
        let loss = { model.addGradients(of: batch(number: 5)) }
        for entry in model.parameters.layout.entries where !entry.name.hasSuffix("k_lin.bias") {
            expectSlope(
                found[entry.name]!,
                at: model.parameters.values + entry.offset,
                entry.name,
                of: loss
            )
        }
        let table = model.parameters.tables[0]
        expectSlope(found[table.name]!, at: table.values, table.name, of: loss)
        #expect(loss() != model.addGradients(of: batch(number: 6)))
    }

    /// Expects the inner product of `gradient` with its own direction, in which it is greatest, to
    /// be the slope of `loss` there.
    private func expectSlope(
        _ gradient: [Float],
        at values: UnsafeMutablePointer<Float>,
        _ name: String,
        of loss: () -> Double
    ) {
        let start = Array(UnsafeBufferPointer(start: values, count: gradient.count))
        let length = gradient.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
        guard length > 1e-4 else { return }
        // Small enough for the curvature, great enough for the rounding of the loss.
        let step = 4e-3
        var sides: [Double] = []
        for sign in [1.0, -1.0] {
            for (index, slope) in gradient.enumerated() {
                values[index] = start[index] + Float(sign * step * Double(slope) / length)
            }
            sides.append(loss())
        }
        values.update(from: start, count: start.count)
        let slope = (sides[0] - sides[1]) / (2 * step)
        #expect(abs(slope - length) <= 0.02 * length, "\(name): slope \(slope), gradient \(length)")
    }

    @Test func frozenPartsKeepTheirWeights() throws {
        let all = try training("single")
        _ = all.addGradients(of: batch())
        let expectedGradients = gradients(all)
        for (layers, embeddings) in [(1, false), (2, false), (1, true), (0, false)] {
            let model = try training("single", frozenLayers: layers, trainsEmbeddings: embeddings)
            _ = model.addGradients(of: batch())
            let found = gradients(model)
            for name in expectedGradients.keys {
                let isEmbedding = name.contains("embeddings")
                let isFrozen =
                    isEmbedding
                    ? !embeddings : (0..<layers).contains { name.contains(".layer.\($0).") }
                #expect((found[name] == nil) == isFrozen, "\(name)")
            }
            for (name, gradient) in found {
                #expect(gradient == expectedGradients[name], "\(name)")
            }
        }
    }

    @Test(arguments: [1, 2], TrainingPrecision.allCases)
    func trainingLearnsAndRepeats(_ threads: Int, _ precision: TrainingPrecision) throws {
        func trained() throws -> (TrainingHistory, DistilBERTTraining) {
            let model = try training(
                "single",
                dropout: 0.1,
                frozenLayers: 1,
                precision: precision
            )
            var settings = TrainingSettings()
            settings.epochs = 30
            settings.batchSize = 3
            settings.gradientAccumulationSteps = 2
            settings.optimizer = .adamW(weightDecay: 0.01)
            settings.learningRate = 5e-3
            settings.schedule = .linear(warmUpRatio: 0.1)
            settings.maxGradientNorm = 1
            let history = try Threads.withCount(threads) { try Trainer(model, settings).train() }
            return (history, model)
        }
        let (history, model) = try trained()
        let losses = history.epochs.map(\.trainingLoss)
        #expect(losses.last! < 0.3 * losses[0])
        let labels = try expected.file.int32s("labels").map { Int($0) }
        let logits = try model.classifier.logits(of: expected.sequences)
        #expect(logits.rowArgmax() == labels)
        let again = try trained().1
        #expect(model.parameters.snapshot == again.parameters.snapshot)
        // The layer that was frozen is as it was, also for weight decay.
        try withTemporaryDirectory { directory in
            try model.classifier.write(into: directory)
            let saved = try SafetensorsFile(from: directory + "/model.safetensors")
            let original = try SafetensorsFile(
                from: Fixtures.path("distilbert/single/model.safetensors")
            )
            for name in original.tensorNames where !name.hasSuffix("k_lin.bias") {
                let isSame = try saved.tensor(name) == original.tensor(name)
                #expect(isSame == name.contains(".layer.0."), "\(name)")
            }
        }
    }

    @Test func theClassifierAloneHasARateOfItsOwn() throws {
        let training = try DistilBERTTraining(
            model("single"),
            expected.sequences,
            labels: expected.file.int32s("labels").map { Int($0) },
            headLearningRateMultiplier: 4,
            seed: 0
        )
        for entry in training.parameters.layout.entries {
            #expect(
                entry.learningRateMultiplier == (entry.name.contains("classifier") ? 4 : 1),
                "\(entry.name)"
            )
        }
    }

    @Test func trainingChecksTokens() throws {
        let model = try model("single")
        #expect(throws: TokenError(sequence: 1, problem: .empty)) {
            try DistilBERTTraining(model, TokenSequences([[1], []]), labels: [0, 0], seed: 0)
        }
    }
}
