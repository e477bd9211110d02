import Foundation
import Swiftlet
import Testing

/// Expects that a saved classifier is refused where a file is missing or cut short, with an error that
/// names the file.
func expectBrokenFilesNamed(
    of classifier: some TextClassifier,
    missing: [String],
    truncated: [String],
    sourceLocation: SourceLocation = #_sourceLocation
) throws {
    let approach = type(of: classifier).approach
    try withSaved(classifier) { model in
        func expectRefusal(_ name: String, _ how: String) {
            let error = #expect(
                throws: (any Error).self,
                "\(approach), \(name) \(how)",
                sourceLocation: sourceLocation
            ) {
                try TextClassifiers.load(from: model)
            }
            guard let error else { return }
            let message = "\(error)"
            let parts = (model + "/" + name).split(separator: "/")
            let directory = "/" + parts.dropLast().joined(separator: "/")
            #expect(
                message.contains(directory) && message.contains(parts.last!),
                "\(approach)",
                sourceLocation: sourceLocation
            )
        }
        for name in missing {
            let bytes = try FileReader.bytes(of: model + "/" + name)
            try FileManager.default.removeItem(atPath: model + "/" + name)
            expectRefusal(name, "missing")
            try AtomicFile.write(bytes, to: model + "/" + name)
        }
        for name in truncated {
            let bytes = try FileReader.bytes(of: model + "/" + name)
            for share in [0, 0.3, 0.9] {
                let count = Int(share * Double(bytes.count))
                try AtomicFile.write(Array(bytes.prefix(count)), to: model + "/" + name)
                expectRefusal(name, "cut to \(count) bytes")
            }
            try AtomicFile.write(bytes, to: model + "/" + name)
        }
    }
}

/// Replaces the text `original`, which must be there, wherever it stands in a file.
func replace(_ original: String, by altered: String, in path: String) throws {
    let settings = String(decoding: try FileReader.bytes(of: path), as: UTF8.self)
    try #require(settings.contains(original), "no \(original) in \(settings)")
    let changed = settings.replacingOccurrences(of: original, with: altered)
    try AtomicFile.write(Array(changed.utf8), to: path)
}

/// Saves a classifier, lets `change` alter its files, and returns the error by which it is refused.
private func refusal<Refusal: Error>(
    _ type: Refusal.Type,
    of classifier: some TextClassifier,
    after change: (_ model: String) throws -> Void,
    sourceLocation: SourceLocation
) throws -> (error: Refusal, model: String) {
    try withSaved(classifier) { model in
        try change(model)
        let error = try #require(
            throws: type,
            "\(Swift.type(of: classifier).approach)",
            sourceLocation: sourceLocation
        ) {
            try TextClassifiers.load(from: model)
        }
        return (error, model)
    }
}

/// Expects that a saved classifier whose settings were altered is refused with an error that has
/// the text `named`.
func expectRefusal(
    of classifier: some TextClassifier,
    with original: String,
    alteredTo altered: String,
    naming named: String,
    sourceLocation: SourceLocation = #_sourceLocation
) throws {
    let (error, model) = try refusal(
        FormatError.self,
        of: classifier,
        after: { try replace(original, by: altered, in: $0 + "/classifier.json") },
        sourceLocation: sourceLocation
    )
    #expect(error.file == model + "/classifier.json", sourceLocation: sourceLocation)
    #expect(error.problem.contains(named), "\(error)", sourceLocation: sourceLocation)
}

/// Expects that a saved classifier whose settings were altered is refused because a tensor is not as
/// they say.
func expectRefusal(
    of classifier: some TextClassifier,
    with original: String,
    alteredTo altered: String,
    for tensor: String,
    sourceLocation: SourceLocation = #_sourceLocation
) throws {
    let (error, model) = try refusal(
        FormatError.self,
        of: classifier,
        after: { try replace(original, by: altered, in: $0 + "/classifier.json") },
        sourceLocation: sourceLocation
    )
    #expect(error.file == model + "/model.safetensors", sourceLocation: sourceLocation)
    #expect(error.place == .tensor(tensor), sourceLocation: sourceLocation)
}

/// Expects that a saved classifier is refused where the second number of a tensor is NaN.
func expectRefusal(
    of classifier: some TextClassifier,
    withNaNIn tensor: String,
    sourceLocation: SourceLocation = #_sourceLocation
) throws {
    let (error, model) = try refusal(
        FormatError.self,
        of: classifier,
        after: { try writeNaN(at: 1, of: tensor, in: $0 + "/model.safetensors") },
        sourceLocation: sourceLocation
    )
    #expect(error.file == model + "/model.safetensors", sourceLocation: sourceLocation)
    #expect(
        error.problem.contains("element 1 of \(tensor)"),
        "\(error)",
        sourceLocation: sourceLocation
    )
}

/// Replaces an element of a tensor in a file by NaN.
private func writeNaN(at element: Int, of tensor: String, in path: String) throws {
    let file = try SafetensorsFile(from: path)
    var bytes = try FileReader.bytes(of: path)
    let first = try file.withUnsafeBytes(of: tensor) { Array($0.prefix(16)) }
    let start = try #require(Data(bytes).range(of: Data(first))).lowerBound + 4 * element
    bytes.replaceSubrange(start..<start + 4, with: [0, 0, 0xC0, 0x7F])
    try AtomicFile.write(bytes, to: path)
}
