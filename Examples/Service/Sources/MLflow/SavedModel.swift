import SwiftletBase

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The directory of a saved classifier that is a model of MLflow.
struct SavedModel {
    static let fileName = "MLmodel"
    let directory: String

    init(_ directory: String) { self.directory = directory }

    /// The paths of its files in it, `MLmodel` last.
    var files: [String] {
        let all = Self.files(in: directory, before: "")
        return all.filter { $0 != Self.fileName } + all.filter { $0 == Self.fileName }
    }

    private static func files(in directory: String, before: String) -> [String] {
        let manager = FileManager.default
        let names = (try? manager.contentsOfDirectory(atPath: directory)) ?? []
        return names.sorted().flatMap { name -> [String] in
            if name.hasPrefix(".") || name == "__pycache__" { return [] }
            let path = "\(directory)/\(name)"
            guard fileExists(path) else { return [] }
            return directoryExists(path)
                ? files(in: path, before: "\(before)\(name)/") : ["\(before)\(name)"]
        }
    }

    /// The `model_uuid` that tells a save from others; nil where the directory is no model of MLflow.
    static func identifier(in directory: String) -> String? {
        guard let bytes = try? FileReader.bytes(of: "\(directory)/\(fileName)") else { return nil }
        let key = "model_uuid: "
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
        return lines.first { $0.hasPrefix(key) }.map { String($0.dropFirst(key.count)) }
    }

    /// A model's name, which holds no slash, colon, point, percent sign or quote.
    static func name(_ path: String) -> String {
        String(
            path.map { character in
                character == "/"
                    ? "-" : ":.%\"'".contains(character) || character.isNewline ? "_" : character
            }
        )
    }

    /// The description for MLflow 2 of a model among the artifacts.
    static func description(name: String, run: String) -> JSONValue {
        [
            "run_id": .string(run), "artifact_path": .string(name),
            "utc_time_created": .string(
                Date().formatted(Date.ISO8601FormatStyle(dateTimeSeparator: .space))
            ),
            "flavors": [
                "python_function": [
                    "loader_module": "swiftlet_classifier", "code": "code",
                    "env": ["conda": "conda.yaml", "virtualenv": "python_env.yaml"],
                ]
            ],
        ]
    }
}
