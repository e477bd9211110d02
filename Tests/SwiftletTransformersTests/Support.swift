import SwiftletTensor
import SwiftletText
import TestSupport
import Testing

/// Expects arrays to differ by no more than `tolerance` of the greatest expected number.
func expectClose(
    _ found: [Float],
    _ expected: [Float],
    tolerance: Float,
    _ name: String = "",
    sourceLocation: SourceLocation = #_sourceLocation
) {
    guard found.count == expected.count else {
        Issue.record(
            "\(name): \(found.count) numbers, not \(expected.count)",
            sourceLocation: sourceLocation
        )
        return
    }
    let scale = expected.reduce(1e-30) { max($0, abs($1)) }
    var worst: Float = 0
    for (a, b) in zip(found, expected) {
        worst = (a - b).isNaN ? .infinity : max(worst, abs(a - b))
    }
    #expect(
        worst <= tolerance * scale,
        "\(name): off by \(worst / scale)",
        sourceLocation: sourceLocation
    )
}

/// What Transformers gave: Fixtures/distilbert/make_distilbert.py.
struct Expected {
    let file: SafetensorsFile
    let sequences: TokenSequences

    init() throws {
        file = try SafetensorsFile(path: Fixtures.path("distilbert/expected.safetensors"))
        let tokens = try file.int32s("tokens")
        let lengths = try file.int32s("lengths")
        let width = tokens.count / lengths.count
        sequences = TokenSequences(
            lengths.enumerated().map { index, length in
                tokens[index * width..<index * width + Int(length)].map { Int($0) }
            }
        )
    }

    func array(_ name: String) throws -> [Float] { try file.tensor(name).elements }
}

/// Copies the files of a fixture's model into a directory.
func copyModel(_ name: String, to directory: String) throws {
    for file in ["config.json", "model.safetensors"] {
        try AtomicFile.write(
            Fixtures.bytes("distilbert/\(name)/\(file)"),
            to: directory + "/" + file
        )
    }
}
