import Foundation
import SwiftletBase
import SwiftletTensor
import SwiftletText
import SwiftletTransformers
import TestSupport
import Testing

@Suite struct UniversalSentenceEncoderTests {
    private struct Case: Decodable {
        let text: String
        let embedding: [Float]
    }

    private let directory = Fixtures.path("use/tiny")

    private func largestDifference(_ first: Tensor, _ second: Tensor) -> Float {
        zip(first.elements, second.elements).map { abs($0 - $1) }.max() ?? 0
    }

    @Test func embeddingsAreThoseOfNumPy() throws {
        let cases = try Fixtures.json("use/expected.json", as: [Case].self)
        let encoder = try UniversalSentenceEncoder(from: directory)
        let expected = Tensor(cases.map(\.embedding))
        for threads in [1, 2, 5] {
            Threads.withCount(threads) {
                let all = encoder.embed(cases.map(\.text))
                #expect(all.shape == [cases.count, 10])
                // Of integers of some 13 bits, through eleven layers.
                #expect(largestDifference(all, expected) < 5e-4)
                for (row, item) in cases.enumerated() {
                    let one = encoder.embed([item.text])
                    #expect(one.elements == Array(all.elements[10 * row..<10 * row + 10]))
                }
            }
        }
        #expect(encoder.dimension == 10)
        #expect(encoder.embed([]).shape == [0, 10])
    }

    @Test func identitiesTellWeightsApart() throws {
        let encoder = try UniversalSentenceEncoder(from: directory)
        let again = try UniversalSentenceEncoder(from: directory)
        #expect(encoder.identity == again.identity)
        try withChangedCopy("model.safetensors") { bytes in
            let file = try SafetensorsFile(bytes: bytes)
            let place = try #require(try file.floats("output.bias").first)
            let pattern = withUnsafeBytes(of: place) { Array($0) }
            let start = try #require(bytes.indices.first { bytes[$0...].starts(with: pattern) })
            bytes[start] ^= 1
        } body: { copy in
            let other = try UniversalSentenceEncoder(from: copy)
            #expect(other.identity != encoder.identity)
        }
    }

    @Test func faultsNameTheFileAndTheMember() throws {
        for (member, replacement) in [
            ("\"vocab_size\": 303", "\"vocab_size\": 299"),
            ("\"norm_eps\": 1e-12", "\"norm_eps\": 0"),
            ("\"universal-sentence-encoder\"", "\"bert\""), ("\"output_dim\": 10", "\"output\": 1"),
            ("\"convolution_dim\": 12", "\"convolution_dim\": -1"),
            ("\"embedding_groups\": 5", "\"embedding_groups\": 400"),
        ] {
            try withChangedCopy("config.json") { bytes in
                let text = String(decoding: bytes, as: UTF8.self)
                #expect(text.contains(member))
                bytes = Array(text.replacingOccurrences(of: member, with: replacement).utf8)
            } body: { copy in
                #expect {
                    _ = try UniversalSentenceEncoder(from: copy)
                } throws: { error in
                    guard let error = error as? FormatError else { return false }
                    return error.file == copy + "/config.json"
                        || error.problem.hasPrefix("its shape is ")
                }
            }
        }
        #expect(throws: FileError.self) {
            _ = try UniversalSentenceEncoder(from: "/nowhere")
        }
    }

    @Test func numbersThatAreNotFiniteAreRefused() throws {
        try withChangedCopy("model.safetensors") { bytes in
            let file = try SafetensorsFile(bytes: bytes)
            let place = try #require(try file.floats("output.bias").first)
            let pattern = withUnsafeBytes(of: place) { Array($0) }
            let start = try #require(bytes.indices.first { bytes[$0...].starts(with: pattern) })
            bytes.replaceSubrange(start..<start + 4, with: [0, 0, 0xC0, 0x7F])
        } body: { copy in
            #expect {
                _ = try UniversalSentenceEncoder(from: copy)
            } throws: { error in
                let error = error as? FormatError
                return error?.problem == "it holds NaN or infinity, expected finite numbers"
                    && error?.place == .tensor("output.bias")
            }
        }
    }

    @Test func mutatedFilesAreReadOrRefused() throws {
        for name in ["config.json", "model.safetensors"] {
            try withTemporaryDirectory { copy in
                for file in ["config.json", "model.safetensors", "sp.model"] {
                    try Data(Fixtures.bytes("use/tiny/" + file))
                        .write(to: URL(fileURLWithPath: copy + "/" + file))
                }
                try Mutator.fuzz([try Fixtures.bytes("use/tiny/" + name)], seed: 8, iterations: 150)
                { bytes in
                    let path = copy + "/" + name
                    try Data(bytes).write(to: URL(fileURLWithPath: path), options: .atomic)
                    guard let encoder = try? UniversalSentenceEncoder(from: copy) else {
                        return
                    }
                    #expect(encoder.embed(["a b", "c"]).shape == [2, encoder.dimension])
                }
            }
        }
    }

    /// Calls `body` with a copy of the model in which one file was changed.
    private func withChangedCopy(
        _ name: String,
        _ change: (inout [UInt8]) throws -> Void,
        body: (String) throws -> Void
    ) throws {
        try withTemporaryDirectory { copy in
            for file in ["config.json", "model.safetensors", "sp.model"] {
                var bytes = try Fixtures.bytes("use/tiny/" + file)
                if file == name { try change(&bytes) }
                try Data(bytes).write(to: URL(fileURLWithPath: copy + "/" + file))
            }
            try body(copy)
        }
    }
}
