import Foundation
import SwiftletBase
import SwiftletTensor
import SwiftletText
import SwiftletTransformers
import TestSupport
import Testing

@Suite struct TransformerSentenceEncoderTests {
    private struct Case: Decodable {
        let text: String
        let embedding: [Float]
    }

    private static let directory = Fixtures.path("sentence-bert/tiny")
    private static let fileNames = [
        "config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json",
        "modules.json", "sentence_bert_config.json", "1_Pooling/config.json",
    ]
    private let cases: [Case]
    private let encoder: TransformerSentenceEncoder

    init() throws {
        cases = try Fixtures.json("sentence-bert/expected.json", as: [Case].self)
        encoder = try TransformerSentenceEncoder(from: Self.directory)
    }

    private func cosine(_ first: [Float], _ second: [Float]) -> Float {
        zip(first, second).reduce(0) { $0 + $1.0 * $1.1 }
    }

    @Test func embeddingsAreThoseOfSentenceTransformers() throws {
        #expect(encoder.maximumLength == 12)
        #expect(encoder.dimension == 24)
        for threads in [1, 2, 5] {
            try Threads.withCount(threads) {
                let all = try encoder.embed(cases.map(\.text))
                #expect(all.shape == [cases.count, 24])
                for (row, item) in cases.enumerated() {
                    expectClose(all.row(row), item.embedding, tolerance: 1e-4, item.text)
                    expectClose(try encoder.embed(item.text), item.embedding, tolerance: 1e-4)
                }
            }
        }
        #expect(try encoder.embed([] as [String]).shape == [0, 24])
    }

    @Test func embeddingsHaveLengthOneAndDoNotDependOnNeighbours() throws {
        let texts = (0..<300).map { String(repeating: "the crew flight ", count: $0 % 9) + "\($0)" }
        let all = try encoder.embed(texts)
        for number in stride(from: 0, to: 300, by: 37) {
            #expect(abs(cosine(all.row(number), all.row(number)) - 1) < 1e-5)
            expectClose(try encoder.embed(texts[number]), all.row(number))
        }
    }

    @Test func eightBitsGiveNearlyTheSame() throws {
        let small = try encoder.quantized()
        #expect(small.encoder.isQuantized)
        #expect(small.identity != encoder.identity)
        let embeddings = try small.embed(cases.map(\.text))
        for (row, item) in cases.enumerated() {
            #expect(cosine(embeddings.row(row), item.embedding) > 0.99)
        }
    }

    @Test func fixedRangesGiveNearlyTheSame() throws {
        let texts = cases.map(\.text)
        let small = try encoder.quantized(calibration: texts)
        let others = try [
            encoder, encoder.quantized(), encoder.quantized(calibration: [texts[0]]),
        ]
        for other in others { #expect(small.identity != other.identity) }
        let embeddings = try small.embed(texts)
        for (row, item) in cases.enumerated() {
            #expect(cosine(embeddings.row(row), item.embedding) > 0.98)
        }
    }

    /// Products of bfloat16 numbers: within a few thousandths.
    @Test func sixteenBitsGiveNearlyTheSame() throws {
        let half = encoder.bfloat16()
        #expect(half.encoder.configuration.usesBFloat16)
        #expect(half.identity != encoder.identity)
        let (narrow, exact) = (
            try half.embed(cases.map(\.text)), try encoder.embed(cases.map(\.text))
        )
        #expect(narrow != exact)
        for row in cases.indices {
            #expect(cosine(narrow.row(row), exact.row(row)) > 0.999_9)
        }
        #expect(half.bfloat16().identity == half.identity)
    }

    /// What Transformers reads, too: the names of an encoder without a head, and floats of 16 bits.
    @Test func sixteenBitsAreSavedAsACheckpoint() throws {
        try withTemporaryDirectory { directory in
            try encoder.bfloat16().save(to: directory)
            let saved = try SafetensorsFile(from: directory + "/model.safetensors")
            let original = try SafetensorsFile(from: Self.directory + "/model.safetensors")
            for name in saved.tensorNames {
                let shape = try original.shape(of: name)
                #expect(try saved.shape(of: name) == shape)
                #expect(try saved.type(of: name) == (shape.count == 2 ? .bfloat16 : .float32))
            }
            let members = try JSONValue(from: directory + "/config.json").object()
            #expect(try members.string("model_type") == "bert")
            #expect(try members.array("architectures") == ["BertModel"])
        }
    }

    @Test func whatIsSavedLoadsToTheSame() throws {
        let texts = cases.map(\.text)
        for original in [
            encoder, try encoder.quantized(), encoder.bfloat16(),
            try encoder.quantized(calibration: texts, method: .percentile(99)),
        ] {
            try withTemporaryDirectory { directory in
                try original.save(to: directory)
                let loaded = try SentenceEncoders.load(from: directory)
                #expect(loaded.identity == original.identity)
                #expect(try loaded.embed(texts) == original.embed(texts))
                // What was loaded can be saved, too.
                try loaded.save(to: directory + "/again")
                let again = try SentenceEncoders.load(from: directory + "/again")
                #expect(try again.embed(texts) == original.embed(texts))
                let error = #expect(throws: FileError.self) {
                    try loaded.save(to: directory + "/config.json/below")
                }
                #expect(error?.path.hasSuffix("/config.json") == true)
            }
        }
    }

    @Test func kindsOfEncodersAreToldApart() throws {
        #expect(
            try SentenceEncoders.load(from: Fixtures.path("use/tiny")) is UniversalSentenceEncoder
        )
        #expect(try SentenceEncoders.load(from: Self.directory) is TransformerSentenceEncoder)
        try withChangedCopy("config.json", "\"bert\"", by: "\"gpt2\"") { copy in
            let error = #expect(throws: FormatError.self) { try SentenceEncoders.load(from: copy) }
            #expect(error?.file == copy + "/config.json")
            #expect(error?.problem.contains("gpt2") == true)
        }
        #expect(throws: FileError.self) { try SentenceEncoders.load(from: "/nowhere") }
    }

    // MARK: - Settings of sentence-transformers

    @Test func maximumLengthsComeFromTheFirstFileThatHasOne() throws {
        let (settings, tokenizer) = ("sentence_bert_config.json", "tokenizer_config.json")
        try withChangedCopy(settings, "{", by: "{\"max_seq_length\": 7,") { copy in
            let encoder = try TransformerSentenceEncoder(from: copy)
            #expect(encoder.maximumLength == 7)
        }
        try withChangedCopy(tokenizer, "\"model_max_length\": 12", by: "\"model_max_length\": 1e30")
        { copy in
            let encoder = try TransformerSentenceEncoder(from: copy)
            #expect(encoder.maximumLength == 32)
        }
        for (length, expected) in [(1, "room"), (33, "write 32"), (-5, "room")] {
            try withChangedCopy(settings, "{", by: "{\"max_seq_length\": \(length),") { copy in
                let error = #expect(throws: FormatError.self) {
                    try TransformerSentenceEncoder(from: copy)
                }
                #expect(error?.file == copy + "/" + settings)
                #expect(error?.problem.contains(expected) == true, "\(error as Any)")
            }
        }
    }

    @Test func aTokenizerWithMoreTokensThanTheModelIsRefused() throws {
        try withChangedCopy("config.json", "\"vocab_size\": ", by: "\"vocab_size\": 1, \"old\": ") {
            copy in
            #expect(throws: (any Error).self) { try TransformerSentenceEncoder(from: copy) }
        }
    }

    /// A long run: `SWIFTLET_FUZZ_ITERATIONS=100000 swift test -c release --filter BERTSentence`
    @Test func mutatedFilesAreReadOrRefused() throws {
        for name in [
            "config.json", "model.safetensors", "sentence_bert_config.json", "modules.json",
            "1_Pooling/config.json",
        ] {
            try withCopy { copy in
                let original = try Fixtures.bytes("sentence-bert/tiny/" + name)
                try Mutator.fuzz([original], seed: 6, iterations: 150) { bytes in
                    let path = copy + "/" + name
                    try Data(bytes).write(to: URL(fileURLWithPath: path), options: .atomic)
                    guard let encoder = try? TransformerSentenceEncoder(from: copy) else { return }
                    #expect(try encoder.embed(["a b", ""]).shape == [2, encoder.dimension])
                }
            }
        }
    }

    /// Calls `body` with a copy of the model.
    private func withCopy(_ body: (String) throws -> Void) throws {
        try withTemporaryDirectory { copy in
            try FileManager.default.createDirectory(
                atPath: copy + "/1_Pooling",
                withIntermediateDirectories: true
            )
            for file in Self.fileNames {
                let bytes = try Fixtures.bytes("sentence-bert/tiny/" + file)
                try Data(bytes).write(to: URL(fileURLWithPath: copy + "/" + file))
            }
            try body(copy)
        }
    }

    /// Calls `body` with a copy of the model in one of whose files `original` was replaced.
    private func withChangedCopy(
        _ name: String,
        _ original: String,
        by altered: String,
        _ body: (String) throws -> Void
    ) throws {
        try withCopy { copy in
            let text = try Fixtures.text("sentence-bert/tiny/" + name)
            let range = try #require(text.range(of: original))
            try AtomicFile.write(
                Array(text.replacingCharacters(in: range, with: altered).utf8),
                to: copy + "/" + name
            )
            try body(copy)
        }
    }
}

extension Tensor {
    /// The numbers of a row.
    fileprivate func row(_ row: Int) -> [Float] {
        Array(elements[row * columns..<(row + 1) * columns])
    }
}
