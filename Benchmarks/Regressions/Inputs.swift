import Foundation
import Swiftlet

/// The inputs of the hot paths.
enum Inputs {
    /// A file of the repository's `Fixtures`.
    static func fixture(_ name: String) -> String {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        return folder.appending(path: "../../Fixtures/\(name)").standardizedFileURL.path
    }

    /// The embedded tweets: 1,280.
    static func tweets() throws -> [LabelledText] {
        try [LabelledText](from: fixture("tweets.csv"))
    }

    static func texts() throws -> [String] { try tweets().map(\.text) }

    /// The one tweet that single predictions are for.
    static let tweet = "@airline two hours late and nobody at the gate, not again!! #fail"

    /// Sequences of random tokens.
    static func tokens(_ count: Int, length: Int, below vocabularySize: Int) -> TokenSequences {
        var generator = PCG64(seed: 1)
        return TokenSequences(
            (0..<count).map { _ in
                (0..<length).map { _ in Int.random(in: 1_000..<vocabularySize, using: &generator) }
            }
        )
    }

    /// A label for each of so many examples, half of them 1.
    static func labels(_ count: Int) -> [Int] { (0..<count).map { $0 % 2 } }

    /// Random numbers of a normal distribution.
    static func normal(_ shape: [Int], standardDeviation: Float = 1) -> Tensor {
        var generator = PCG64(seed: 2)
        return Tensor(
            normalWithMean: 0,
            standardDeviation: standardDeviation,
            shape: shape,
            using: &generator
        )
    }
}

/// A directory that goes with its last owner.
final class TemporaryDirectory {
    let path: String

    init() throws {
        let url = FileManager.default.temporaryDirectory
            .appending(path: "swiftlet-regressions-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        path = url.path
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// What `body` makes of a directory's path; the directory goes then. What it has mapped stays.
    static func with<Result>(_ body: (String) throws -> Result) throws -> Result {
        let directory = try TemporaryDirectory()
        return try withExtendedLifetime(directory) { try body(directory.path) }
    }
}
