import SwiftletBase
import SwiftletNeural
import SwiftletText
import SwiftletTransformers
import TestSupport
import Testing

@Suite struct FamilyTrainingTests {
    let expected: FamilyExpected

    init() throws { expected = try FamilyExpected() }

    private func training(
        _ family: String,
        dropout: Double,
        frozenLayers: Int = 0,
        trainsEmbeddings: Bool = true,
        sequences: TokenSequences? = nil
    ) throws -> DistilBERTTraining {
        try withTemporaryDirectory { directory in
            var folder = try ModelFolder("families/" + family)
            for member in ["hidden_dropout_prob", "attention_probs_dropout_prob"] {
                folder.configuration[member] = .number(dropout)
            }
            try folder.write(to: directory)
            let model = try DistilBERTForSequenceClassification(from: directory)
            // The classifier's dropout is that of the hidden states where it is null.
            #expect(model.configuration.classifierDropout == Float(dropout))
            return try DistilBERTTraining(
                model,
                sequences ?? expected.sequences,
                labels: expected.labels,
                frozenLayers: frozenLayers,
                trainsEmbeddings: trainsEmbeddings,
                seed: 0
            )
        }
    }

    private func batch(number: Int = 0) -> TrainingBatch {
        TrainingBatch(examples: [Int32](0..<7)[...], number: number, scale: 1)
    }

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

    @Test(arguments: FamilyExpected.families, [1, 2])
    func gradientsEqualPyTorch(_ family: String, _ threads: Int) throws {
        let model = try training(family, dropout: 0)
        let loss = Threads.withCount(threads) { model.addGradients(of: batch()) }
        expectClose([Float(loss)], try expected.array(family + ".loss"), tolerance: 1e-5)
        let found = gradients(model)
        let prefix = family + ".d."
        let names = expected.file.tensorNames.filter { $0.hasPrefix(prefix) }
        #expect(Set(names.map { String($0.dropFirst(prefix.count)) }) == Set(found.keys))
        for tensor in names {
            let own = String(tensor.dropFirst(prefix.count))
            if own.hasSuffix("key.bias") {
                #expect(found[own]!.allSatisfy { abs($0) < 1e-6 }, "\(own)")
            } else {
                expectClose(found[own]!, try expected.array(tensor), tolerance: 1e-4, own)
            }
        }
    }

    @Test(arguments: FamilyExpected.families)
    func gradientsWithDropoutAreSlopes(_ family: String) throws {
        let model = try training(family, dropout: 0.3)
        _ = model.addGradients(of: batch(number: 5))
        let found = gradients(model)
        let loss = { model.addGradients(of: batch(number: 5)) }
        for entry in model.parameters.layout.entries where !entry.name.hasSuffix("key.bias") {
            let gradient = found[entry.name]!
            let values = model.parameters.values + entry.offset
            let start = Array(UnsafeBufferPointer(start: values, count: entry.count))
            let length = gradient.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
            guard length > 1e-3 else { continue }
            let step = 2e-3
            let sides = [1.0, -1.0].map { sign in
                for (index, slope) in gradient.enumerated() {
                    values[index] = start[index] + Float(sign * step * Double(slope) / length)
                }
                return loss()
            }
            values.update(from: start, count: start.count)
            let slope = (sides[0] - sides[1]) / (2 * step)
            #expect(
                abs(slope - length) <= 0.02 * length,
                "\(entry.name): slope \(slope), gradient \(length)"
            )
        }
    }

    @Test(arguments: FamilyExpected.families)
    func thePaddingTokensEmbeddingsStay(_ family: String) throws {
        let padding = ["roberta": 1, "xlm-roberta": 1, "camembert": 3][family] ?? 0
        let sequences = TokenSequences(
            (0..<7).map { [4 + $0, padding, 7, padding, 9] }
        )
        let model = try training(family, dropout: 0, sequences: sequences)
        _ = model.addGradients(of: batch())
        let found = gradients(model)
        let prefix = family == "bert" ? "bert." : "roberta."
        func row(_ row: Int, of name: String) -> [Float] {
            let table = found["\(prefix)embeddings.\(name)_embeddings.weight"]!
            return Array(table[row * 12..<(row + 1) * 12])
        }
        #expect(row(padding, of: "word").allSatisfy { $0 == 0 })
        #expect(row(7, of: "word").contains { $0 != 0 })
        // Three tokens have a position in RoBERTa, all five in BERT.
        for position in 0..<14 {
            let first = family == "bert" ? 0 : padding + 1
            let isUsed = position < (family == "bert" ? 5 : 3)
            #expect(row(first + position, of: "position").contains { $0 != 0 } == isUsed)
        }
        if family != "bert" { #expect(row(padding, of: "position").allSatisfy { $0 == 0 }) }
    }

    @Test(arguments: FamilyExpected.families)
    func frozenPartsKeepTheirWeights(_ family: String) throws {
        let model = try training(family, dropout: 0, frozenLayers: 1, trainsEmbeddings: false)
        var settings = TrainingSettings()
        settings.epochs = 2
        settings.learningRate = 1e-3
        _ = try Trainer(model, settings).train()
        try withTemporaryDirectory { directory in
            try model.classifier.save(to: directory + "/model")
            let saved = try SafetensorsFile(from: directory + "/model/model.safetensors")
            for (name, tensor) in try ModelFolder("families/" + family).tensors
            where !name.hasSuffix("key.bias") {
                let isFrozen = name.contains("embeddings.") || name.contains(".layer.0.")
                #expect(try (saved.tensor(name) == tensor) == isFrozen, "\(name)")
            }
        }
    }
}
