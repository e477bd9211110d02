import SwiftletBase
import SwiftletTensor
import SwiftletText
import SwiftletTransformers
import TestSupport
import Testing

/// What Transformers gave: Fixtures/families/make_families.py.
struct FamilyExpected {
    static let families = ["bert", "roberta", "xlm-roberta", "camembert"]

    let file: SafetensorsFile
    let sequences: TokenSequences
    let labels: [Int]

    init() throws {
        file = try SafetensorsFile(from: Fixtures.path("families/expected.safetensors"))
        let tokens = try file.int32s("tokens")
        let lengths = try file.int32s("lengths")
        let width = tokens.count / lengths.count
        sequences = TokenSequences(
            lengths.enumerated().map { index, length in
                tokens[index * width..<index * width + Int(length)].map { Int($0) }
            }
        )
        labels = try file.int32s("labels").map { Int($0) }
    }

    func array(_ name: String) throws -> [Float] { try file.tensor(name).elements }

    func model(_ family: String) throws -> DistilBERTForSequenceClassification {
        try DistilBERTForSequenceClassification(from: Fixtures.path("families/" + family))
    }
}

/// A fixture's directory, changed.
struct ModelFolder {
    var configuration: JSONObject
    var tensors: [String: Tensor] = [:]

    init(_ fixture: String) throws {
        let path = Fixtures.path(fixture)
        configuration = try JSONValue(from: path + "/config.json").object()
        let file = try SafetensorsFile(from: path + "/model.safetensors")
        for name in file.tensorNames { tensors[name] = try file.tensor(name) }
    }

    func write(to directory: String) throws {
        try writeConfiguration(to: directory)
        var writer = SafetensorsWriter()
        for (name, tensor) in tensors { writer.add(name, tensor) }
        try writer.save(to: directory + "/model.safetensors")
    }

    func writeConfiguration(to directory: String) throws {
        try AtomicFile.write(
            JSONValue.object(configuration).encoded(),
            to: directory + "/config.json"
        )
    }

    /// Gives the tensors other names.
    mutating func rename(_ rule: (String) -> String) {
        tensors = Dictionary(uniqueKeysWithValues: tensors.map { (rule($0), $1) })
    }
}
