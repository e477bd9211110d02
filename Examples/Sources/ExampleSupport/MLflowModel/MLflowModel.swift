import Swiftlet

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// What makes the directory of a saved classifier a model of MLflow, too:
/// `mlflow.pyfunc.load_model(directory).predict(["…"])`.
///
/// Its loader asks the program `classify`; see `swiftlet_classifier.py`.
public enum MLflowModel {
    /// The file that MLflow knows a model by.
    private static let fileName = "MLmodel"

    /// The number that tells the save of a classifier from others; nil where it is no model of MLflow.
    public static func identifier(in directory: String) -> String? {
        guard let bytes = try? FileReader.bytes(of: directory + "/" + fileName) else { return nil }
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
        return lines.first { $0.hasPrefix(identifierKey) }.map {
            String($0.dropFirst(identifierKey.count))
        }
    }

    private static let identifierKey = "model_uuid: "

    /// Adds the files of MLflow to the directory of a saved classifier.
    ///
    /// - Throws: `FileError` naming the file, and `FormatError` where no classifier is saved there.
    public static func add(to directory: String) throws {
        let settings = try JSONValue(from: directory + "/classifier.json").object()
        let approach = try settings.string("approach")
        let labels = try settings.array("labels").map { try $0.string() }
        try AtomicDirectory.createDirectories(directory + "/code")
        let files: [(String, [UInt8])] = [
            ("code/swiftlet_classifier.py", PackageResources.swiftlet_classifier_py),
            ("requirements.txt", Array("mlflow>=2.10\n".utf8)),
            ("python_env.yaml", Array(pythonEnvironment.utf8)),
            ("conda.yaml", Array(condaEnvironment.utf8)),
            ("input_example.json", line(.array(example))),
            ("serving_input_example.json", line(["inputs": .array(example)])),
            (fileName, Array(description(approach, labels).utf8)),
        ]
        for (name, bytes) in files { try AtomicFile.write(bytes, to: directory + "/" + name) }
    }

    private static func line(_ value: JSONValue) -> [UInt8] {
        value.encoded() + [UInt8(ascii: "\n")]
    }

    private static let example: [JSONValue] = ["What a lovely crew!", "not again, 3 hours late"]

    private static let pythonEnvironment = """
        python: "3.12"
        build_dependencies: [pip]
        dependencies:
        - -r requirements.txt

        """

    private static let condaEnvironment = """
        name: mlflow-env
        channels: [conda-forge]
        dependencies:
        - python=3.12
        - pip
        - pip:
          - mlflow>=2.10

        """

    /// The text of `MLmodel`.
    private static func description(_ approach: String, _ labels: [String]) -> String {
        """
        flavors:
          python_function:
            loader_module: swiftlet_classifier
            code: code
            env:
              conda: conda.yaml
              virtualenv: python_env.yaml
            python_version: 3.12.0
          swiftlet:
            approach: \(quoted(approach))
            labels: [\(labels.map(quoted).joined(separator: ", "))]
            classify: \(quoted((try? pathBesideThisProgram("classify")) ?? "classify"))
        \(identifierKey)\(randomIdentifier())
        saved_input_example_info:
          artifact_path: input_example.json
          serving_input_path: serving_input_example.json
          type: json_object
        signature:
          inputs: '[{"type": "string", "required": true}]'
          outputs: \(quoted("\(outputs(labels))"))
        utc_time_created: \(quoted(timeOfNow()))

        """
    }

    /// The columns of an answer, as MLflow describes them.
    private static func outputs(_ labels: [String]) -> JSONValue {
        let probabilities = labels.map { label -> (String, JSONValue) in
            (label, ["type": "double", "required": true])
        }
        return [
            ["type": "string", "name": "label", "required": true],
            ["type": "double", "name": "probability", "required": true],
            [
                "type": "object", "name": "probabilities", "required": true,
                "properties": .object(JSONObject(probabilities)),
            ],
        ]
    }

    private static func timeOfNow() -> String {
        let form = Date.ISO8601FormatStyle(
            dateTimeSeparator: .space,
            includingFractionalSeconds: true
        )
        return String(Date().formatted(form).prefix { $0 != "Z" })
    }
}

/// A text as YAML's double-quoted scalar, in ASCII.
private func quoted(_ text: String) -> String {
    let escaped = text.unicodeScalars.map { scalar -> String in
        switch scalar {
        case "\"", "\\": return "\\\(scalar)"
        case " "..."~": return String(scalar)
        default:
            let digits = String(scalar.value, radix: 16)
            return "\\U" + String(repeating: "0", count: 8 - digits.count) + digits
        }
    }
    return "\"" + escaped.joined() + "\""
}

/// A unique 32-digit hex id.
func randomIdentifier() -> String {
    let parts = [UInt64.random(in: 0 ... .max), .random(in: 0 ... .max)]
    return parts.map { part in
        let digits = String(part, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }.joined()
}

extension TextClassifier {
    /// Saves the classifier as all programs do: with the profile of its answers, if there is one, and
    /// as a model of MLflow.
    public func save(to directory: String, profile: PredictionProfile?) throws {
        try save(to: directory)
        try profile?.save(to: directory)
        try MLflowModel.add(to: directory)
    }
}
