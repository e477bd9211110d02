import Feedback
import Foundation

/// A directory that lives as long as the test.
final class Folder: Sendable {
    let path: String

    init() throws {
        path = NSTemporaryDirectory() + "feedback-tests-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// The names of the journal's files, in order.
    func names() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: path).filter {
            $0.hasPrefix("feedback-")
        }.sorted()
    }

    /// All bytes of the journal's files, in order.
    func contents() throws -> Data {
        try names().reduce(into: Data()) { data, name in
            data += try Data(contentsOf: URL(filePath: "\(path)/\(name)"))
        }
    }

    /// The lines of the journal, each parsed by Foundation.
    func lines() throws -> [[String: any Sendable]] {
        try contents().split(separator: UInt8(ascii: "\n")).map { line in
            try JSONSerialization.jsonObject(with: line) as? [String: any Sendable] ?? [:]
        }
    }
}

extension FeedbackReport {
    static func test(
        _ text: String,
        id: String = UUID().uuidString,
        expected: String? = nil
    ) -> FeedbackReport {
        FeedbackReport(
            id: id,
            text: text,
            predictedLabel: "positive",
            score: 0.88,
            expectedLabel: expected
        )
    }
}
