import SwiftletBase
import SwiftletText
import TestSupport
import Testing

/// What Transformers gave: Fixtures/distilbert/make_distilbert.py.
struct Expected {
    let file: SafetensorsFile
    let sequences: TokenSequences

    init() throws {
        file = try SafetensorsFile(from: Fixtures.path("distilbert/expected.safetensors"))
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
func copyModel(_ name: String, of folder: String = "distilbert", to directory: String) throws {
    for file in ["config.json", "model.safetensors"] {
        try AtomicFile.write(
            Fixtures.bytes("\(folder)/\(name)/\(file)"),
            to: directory + "/" + file
        )
    }
}
