import Foundation
import SwiftletBase
import SwiftletTensor
import SwiftletText
import SwiftletTransformers
import TestSupport
import Testing

/// Weights of 8 bits with fixed ranges for the inputs.
@Suite struct StaticQuantizationTests {
    let expected: Expected

    init() throws { expected = try Expected() }

    private func model(_ name: String = "single") throws -> DistilBERTForSequenceClassification {
        try DistilBERTForSequenceClassification(from: Fixtures.path("distilbert/" + name))
    }

    private func calibrated(
        _ name: String = "single",
        _ method: CalibrationMethod = .minMax
    ) throws -> DistilBERTForSequenceClassification {
        try model(name).quantized(calibration: expected.sequences, method: method)
    }

    /// Fixtures/distilbert/make_static.py.
    @Test(arguments: ["single", "multi"], [1, 2])
    func rangesAndLogitsEqualThoseOfTransformers(_ name: String, _ threads: Int) throws {
        let file = try SafetensorsFile(from: Fixtures.path("distilbert/static.safetensors"))
        let model = try Threads.withCount(threads) { try calibrated(name) }
        let calibration = try #require(model.calibration)
        #expect(calibration.source.method == .minMax)
        #expect(calibration.source.textCount == expected.sequences.count)
        let layers = calibration.layers
        expectClose(
            layers.flatMap { [$0.range.least, $0.range.greatest] },
            try file.tensor("\(name).ranges").elements,
            tolerance: 1e-4
        )
        let columns = try file.int32s("\(name).columns")
        #expect(layers.map { $0.range.outlierColumn.map { Int32($0) } } == columns)
        #expect(layers.allSatisfy { $0.range.clippedShare == 0 })
        #expect(layers[0].name == "distilbert.transformer.layer.0.attention.qkv_lin")
        #expect(layers.last?.name == "classifier")
        let logits = try Threads.withCount(threads) { try model.logits(of: expected.sequences) }
        let greatest = QuantizedKernel.current.greatestActivation
        // An activation that falls between two integers may be rounded the other way.
        expectClose(
            logits.elements,
            try file.tensor("\(name).\(greatest).logits").elements,
            tolerance: 5e-3
        )
    }

    @Test(arguments: [.minMax, .percentile(), .percentile(99), .entropy] as [CalibrationMethod])
    func everyMethodStaysNearTheFloats(_ method: CalibrationMethod) throws {
        let exact = try model().logits(of: expected.sequences).elements
        let found = try calibrated("single", method)
        let logits = try found.logits(of: expected.sequences).elements
        let furthest = zip(logits, exact).map { abs($0 - $1) }.max()!
        #expect(furthest < 0.5 && furthest > 0, "\(furthest)")
        let layers = try #require(found.calibration).layers
        let isClipped = layers.contains { $0.range.clippedShare > 0 }
        #expect(isClipped == (method != .minMax && method != .percentile()), "\(layers)")
    }

    /// In tokens that no text of the calibration has, inputs are beyond the ranges.
    @Test func otherTextsSaturate() throws {
        let narrow = try model().quantized(calibration: TokenSequences([[1, 2]]))
        let wide = try calibrated()
        for (a, b) in zip(narrow.calibration!.layers, wide.calibration!.layers) {
            #expect(a.range != b.range)
        }
        let exact = try model().logits(of: expected.sequences).elements
        let logits = try narrow.logits(of: expected.sequences).elements
        #expect(zip(logits, exact).allSatisfy { abs($0 - $1) < 6 }, "\(logits) \(exact)")
    }

    @Test func aTextsLogitsAreTheSameAmongOthers() throws {
        let model = try calibrated()
        let together = try model.logits(of: expected.sequences)
        for sequence in 0..<expected.sequences.count {
            let alone = TokenSequences([expected.sequences[sequence].map { Int($0) }])
            expectClose(
                Array(together.elements[sequence * 3..<(sequence + 1) * 3]),
                try model.logits(of: alone).elements,
                tolerance: 5e-3
            )
        }
    }

    @Test(arguments: [.minMax, .percentile(99.5), .entropy] as [CalibrationMethod])
    func aSavedModelIsTheSame(_ method: CalibrationMethod) throws {
        let model = try calibrated("single", method)
        try withTemporaryDirectory { directory in
            try model.save(to: directory + "/model")
            let loaded = try DistilBERTForSequenceClassification(from: directory + "/model")
            #expect(loaded.isQuantized)
            #expect(loaded.configuration == model.configuration)
            #expect(loaded.calibration == model.calibration)
            #expect(loaded.calibration?.source.method == method)
            #expect(
                try loaded.logits(of: expected.sequences) == model.logits(of: expected.sequences)
            )
            let encoder = try DistilBERT(from: directory + "/model")
            #expect(encoder.calibration == model.encoder.calibration)
            #expect(
                try encoder.hiddenStates(of: expected.sequences)
                    == model.encoder.hiddenStates(of: expected.sequences)
            )
            try loaded.save(to: directory + "/again")
            for file in ["config.json", "model-int8.safetensors"] {
                #expect(
                    try FileReader.bytes(of: directory + "/model/" + file)
                        == FileReader.bytes(of: directory + "/again/" + file)
                )
            }
            // Earlier versions of the library, which know nothing of ranges, refuse it.
            let format = try JSONValue(from: directory + "/model/config.json").object()
                .object("quantization_config")
            #expect(try format.integer("version") == 3)
            #expect(try format.object("calibration").string("method") == method.name)
        }
    }

    @Test(arguments: FamilyExpected.families)
    func everyFamilyIsQuantized(_ family: String) throws {
        let expected = try FamilyExpected()
        let floats = try expected.model(family)
        let model = try floats.quantized(calibration: expected.sequences)
        let exact = try floats.logits(of: expected.sequences).elements
        expectClose(try model.logits(of: expected.sequences).elements, exact, tolerance: 0.2)
        try withTemporaryDirectory { directory in
            try model.save(to: directory + "/model")
            let loaded = try DistilBERTForSequenceClassification(from: directory + "/model")
            #expect(loaded.calibration == model.calibration)
            #expect(
                try loaded.logits(of: expected.sequences) == model.logits(of: expected.sequences)
            )
        }
    }

    @Test func theEncoderAloneIsQuantizedLikewise() throws {
        let encoder = try DistilBERT(from: Fixtures.path("distilbert/encoder"))
        let small = try encoder.quantized(calibration: expected.sequences)
        #expect(small.isQuantized && small.calibration != nil)
        #expect(try encoder.quantized().calibration == nil)
        let states = try small.hiddenStates(of: expected.sequences).elements
        let exact = try encoder.hiddenStates(of: expected.sequences).elements
        let (error, size) = zip(states, exact).reduce((0.0, 0.0)) { sums, pair in
            let difference = Double(pair.0 - pair.1)
            return (sums.0 + difference * difference, sums.1 + Double(pair.1 * pair.1))
        }
        #expect((error / size).squareRoot() < 0.05)
    }

    @Test func whatCannotBeCalibratedIsRefused() throws {
        let floats = try model()
        #expect(throws: QuantizationError.noCalibrationTexts) {
            try floats.quantized(calibration: TokenSequences([[Int]]()))
        }
        for quantized in [try floats.quantized(), try calibrated()] {
            #expect(throws: QuantizationError.alreadyQuantized) {
                try quantized.quantized(calibration: expected.sequences)
            }
            #expect(throws: QuantizationError.alreadyQuantized) {
                try quantized.encoder.quantized(calibration: expected.sequences)
            }
            // What has 8 bits stays as it is.
            #expect(try quantized.quantized().calibration == quantized.calibration)
        }
        for percentile in [50, 0, -1, 100.5, .nan] {
            let error = #expect(throws: SettingError.self) {
                try calibrated("single", .percentile(percentile))
            }
            #expect(error?.name == "percentile")
        }
        #expect(throws: TokenError.self) {
            try floats.quantized(calibration: TokenSequences([[1, 60]]))
        }
        try withTemporaryDirectory { directory in
            try copyModel("single", to: directory)
            let path = directory + "/model.safetensors"
            let file = try SafetensorsFile(bytes: FileReader.bytes(of: path))
            var writer = SafetensorsWriter()
            for name in file.tensorNames {
                var tensor = try file.tensor(name)
                if name == "distilbert.transformer.layer.0.ffn.lin1.bias" {
                    tensor[3] = .greatestFiniteMagnitude
                    tensor[4] = .greatestFiniteMagnitude
                }
                writer.add(name, tensor)
            }
            try writer.save(to: path)
            let large = try DistilBERTForSequenceClassification(from: directory)
            let error = #expect(throws: QuantizationError.self) {
                try large.quantized(calibration: expected.sequences)
            }
            #expect("\(error!)".contains("distilbert.transformer.layer."), "\(error!)")
        }
    }

    // MARK: - Damaged files

    /// What loading gives after a change of the configuration's member on the format.
    private func failureOfFormat(
        _ change: (inout JSONObject) -> Void
    ) throws -> (any Error)? {
        try withTemporaryDirectory { directory in
            try calibrated().save(to: directory + "/model")
            let path = directory + "/model/config.json"
            var members = try JSONValue(from: path).object()
            var format = try members.object("quantization_config")
            change(&format)
            members["quantization_config"] = .object(format)
            try AtomicFile.write(JSONValue.object(members).encoded(), to: path)
            do {
                _ = try DistilBERTForSequenceClassification(from: directory + "/model")
                return nil
            } catch { return error }
        }
    }

    @Test func badFormatsAreErrors() throws {
        #expect(try failureOfFormat { _ in } == nil)
        for change in [
            ["version": 3], ["version": 4], ["version": 3, "calibration": "min-max"],
            ["version": 3, "calibration": [:]],
            ["version": 3, "calibration": ["method": "min-max"]],
            ["version": 3, "calibration": ["method": "mean", "texts": 5]],
            ["version": 3, "calibration": ["method": "min-max", "texts": 0]],
            ["version": 3, "calibration": ["method": "percentile", "percentile": 20, "texts": 5]],
            [
                "version": 3,
                "calibration": ["method": "percentile", "percentile": "x", "texts": 5],
            ],
        ] as [JSONValue] {
            let found = try failureOfFormat { format in
                format = JSONObject([("quant_method", "swiftlet-int8")])
                guard case .object(let members) = change else { return }
                for (name, value) in zip(members.names, members.values) { format[name] = value }
            }
            let error = try #require(found as? FormatError, "\(change)")
            #expect(error.problem.contains("\"quantization_config\""), "\(error)")
        }
        // Ranges that the format does not name are no part of the model.
        let dynamic = try failureOfFormat { format in
            format["version"] = 2
            format["calibration"] = nil
        }
        #expect((dynamic as? FormatError)?.problem == "the model has no place for it")
    }

    /// What loading gives after a change of the file of weights: numbers of `F32` and `I32` alone.
    private func failureOfRanges(
        _ change: (inout [String: Tensor]) -> Void
    ) throws -> (any Error)? {
        try withTemporaryDirectory { directory in
            try calibrated().save(to: directory + "/model")
            let path = directory + "/model/model-int8.safetensors"
            let file = try SafetensorsFile(bytes: FileReader.bytes(of: path))
            var (writer, ranges) = (SafetensorsWriter(), [String: Tensor]())
            for name in file.tensorNames {
                let shape = try file.shape(of: name)
                switch try file.type(of: name) {
                case .int8: writer.add(name, try file.int8s(name), shape: shape)
                case .int32: writer.add(name, try file.int32s(name), shape: shape)
                default:
                    if name.hasSuffix(".range") {
                        ranges[name] = try file.tensor(name)
                    } else {
                        writer.add(name, try file.tensor(name))
                    }
                }
            }
            change(&ranges)
            for (name, tensor) in ranges { writer.add(name, tensor) }
            try writer.save(to: path)
            do {
                _ = try DistilBERTForSequenceClassification(from: directory + "/model")
                return nil
            } catch { return error }
        }
    }

    @Test func badRangesAreErrors() throws {
        #expect(try failureOfRanges { _ in } == nil)
        let name = "distilbert.transformer.layer.1.ffn.lin2.range"
        let wrong: [Tensor?] = [
            nil, Tensor([0, 0, 0]), Tensor([.nan, 1, 0]), Tensor([1, 2, 0]), Tensor([-2, -1, 0]),
            Tensor([-1, 1]), Tensor([-1, 1, 0, 0]),
        ]
        for range in wrong {
            let found = try failureOfRanges { $0[name] = range }
            let error = try #require(found as? FormatError)
            #expect(error.place == .tensor(name), "\(error)")
        }
    }

    @Test func mutatedModelsAreReadOrErrors() throws {
        try withTemporaryDirectory { directory in
            try calibrated("single", .percentile(99)).save(to: directory + "/model")
            let paths = ["config.json", "model-int8.safetensors"].map { directory + "/model/" + $0 }
            let valid = try paths.map { try FileReader.bytes(of: $0) }
            for (path, bytes) in zip(paths, valid) {
                let count = min(Mutator.iterations, 500)
                try Mutator.fuzz([bytes], seed: 19, iterations: count) { mutated in
                    try Data(mutated).write(to: URL(fileURLWithPath: path))
                    do {
                        let model = try DistilBERTForSequenceClassification(
                            from: directory + "/model"
                        )
                        _ = try? model.logits(of: TokenSequences([[1, 2, 3]]))
                    } catch {
                        #expect(error is FormatError || error is QuantizationError, "\(error)")
                    }
                }
                try Data(bytes).write(to: URL(fileURLWithPath: path))
            }
        }
    }
}
