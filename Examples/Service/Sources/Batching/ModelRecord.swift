import Swiftlet
import SwiftletPlatform

/// The record beside a model: its version, and the scores of its training.
public struct ModelRecord: Sendable, Equatable {
    /// N where the model lies in `versions/N`, or in a directory of that.
    public let version: Int?
    /// For each set of texts in `metrics.json` beside the model the F1 and the accuracy.
    public let scores: [String: [String: Double]]

    init(of directory: String) {
        let resolved = realpath(directory, nil)
        defer { free(resolved) }
        let path = resolved.map { String(cString: $0) } ?? directory
        let parts = path.split(separator: "/")
        version = zip(parts, parts.dropFirst()).suffix(2)
            .first { $0.0 == "versions" }.flatMap { Int($0.1) }
        scores = Self.scores(inside: path + "/../metrics.json")
    }

    private static func scores(inside path: String) -> [String: [String: Double]] {
        var status = stat()
        guard stat(path, &status) == 0, status.st_size < 1 << 24,
            let bytes = try? FileReader.bytes(of: path),
            case .object(let metrics)? = try? JSONValue(parsing: bytes),
            case .object(let splits)? = metrics["splits"]
        else { return [:] }
        var scores: [String: [String: Double]] = [:]
        for (name, split) in zip(splits.names, splits.values) {
            guard case .object(let members) = split else { continue }
            for key in ["f1", "accuracy"] {
                switch members[key] {
                case .number(let value)?: scores[name, default: [:]][key] = value
                case .integer(let value)?: scores[name, default: [:]][key] = Double(value)
                default: continue
                }
            }
        }
        return scores
    }
}
