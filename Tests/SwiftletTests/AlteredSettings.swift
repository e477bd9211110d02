import Foundation
import Swiftlet
import TestSupport
import Testing

/// Replaces the text `original`, which must be there, wherever it stands in a file.
func replace(_ original: String, by altered: String, in path: String) throws {
    let settings = String(decoding: try FileReader.bytes(of: path), as: UTF8.self)
    try #require(settings.contains(original), "no \(original) in \(settings)")
    let changed = settings.replacingOccurrences(of: original, with: altered)
    try AtomicFile.write(Array(changed.utf8), to: path)
}

/// Expects that a saved classifier whose settings were altered is refused with an error that has
/// the text `named`.
func expectRefusal(
    of classifier: some TextClassifier,
    with original: String,
    alteredTo altered: String,
    naming named: String
) throws {
    try withTemporaryDirectory { directory in
        try classifier.save(to: directory + "/model")
        let path = directory + "/model/classifier.json"
        try replace(original, by: altered, in: path)
        let error = try #require(throws: SavedClassifierError.self) {
            try TextClassifiers.load(from: directory + "/model")
        }
        #expect(error.file == path)
        #expect(error.message.contains(named), "\(error)")
    }
}

/// Replaces an element of a tensor in a file by NaN.
func writeNaN(at element: Int, of tensor: String, in path: String) throws {
    let file = try SafetensorsFile(path: path)
    var bytes = try FileReader.bytes(of: path)
    let first = try file.withUnsafeBytes(of: tensor) { Array($0.prefix(16)) }
    let start = try #require(Data(bytes).range(of: Data(first))).lowerBound + 4 * element
    bytes.replaceSubrange(start..<start + 4, with: [0, 0, 0xC0, 0x7F])
    try AtomicFile.write(bytes, to: path)
}
