import Foundation
import Swiftlet
import TestSupport
import Testing

/// What is asked of every saved classifier. An expectation that fails names the classifier's approach.

/// Texts of several kinds: usual ones, one without words, one of emoji alone.
let variousTexts = [
    "Great flight!", "", "lost my bag AGAIN :(", "😍😍", "won't fly @you again...",
]

/// Calls `body` with the directory of a saved classifier, which is removed afterwards.
func withSaved<Result>(
    _ classifier: some TextClassifier,
    _ body: (_ model: String) throws -> Result
) throws -> Result {
    try withTemporaryDirectory { directory in
        try classifier.save(to: directory + "/model")
        return try body(directory + "/model")
    }
}

/// Expects that a classifier that was saved and loaded predicts the same to the bit, and that what was
/// loaded can be saved again, also in place of what it was loaded from.
///
/// - Parameter compare: Compares what predictions do not show.
func expectSameAfterLoading<Classifier: TextClassifier>(
    _ classifier: Classifier,
    texts: [String] = variousTexts,
    sourceLocation: SourceLocation = #_sourceLocation,
    comparing compare: (_ loaded: Classifier, _ saved: Classifier) throws -> Void = { _, _ in }
) throws {
    let expected = try classifier.predict(texts)
    func expectSame(_ other: Classifier, _ which: String) throws {
        let name = Comment(rawValue: "\(Classifier.approach), \(which)")
        #expect(try other.predict(texts) == expected, name, sourceLocation: sourceLocation)
        #expect(other.labels == classifier.labels, name, sourceLocation: sourceLocation)
    }
    try withSaved(classifier) { model in
        let loaded = try #require(
            try TextClassifiers.load(from: model) as? Classifier,
            "\(Classifier.approach) was loaded as another kind",
            sourceLocation: sourceLocation
        )
        try expectSame(loaded, "loaded")
        try compare(loaded, classifier)
        try loaded.save(to: model)
        try expectSame(Classifier(from: model), "saved again")
        try expectSame(loaded, "loaded, with its files replaced")
    }
}

/// Expects that saving takes the place of an earlier classifier, but of nothing else, and that a save
/// that is refused leaves nothing behind.
func expectOnlyClassifiersReplaced<Classifier: TextClassifier>(
    _ earlier: Classifier,
    by classifier: Classifier,
    sourceLocation: SourceLocation = #_sourceLocation
) throws {
    let name = Comment(rawValue: Classifier.approach)
    try withSaved(earlier) { model in
        try classifier.save(to: model)
        #expect(
            try Classifier(from: model).predict(variousTexts) == classifier.predict(variousTexts),
            name,
            sourceLocation: sourceLocation
        )
    }
    try withTemporaryDirectory { directory in
        let (file, folder) = (directory + "/file", directory + "/photographs")
        try AtomicFile.write([1], to: file)
        try AtomicDirectory.createDirectories(folder)
        try AtomicFile.write([2], to: folder + "/cat.jpeg")
        for path in [file, folder] {
            #expect(throws: FileError.self, name, sourceLocation: sourceLocation) {
                try classifier.save(to: path)
            }
        }
        let left = try FileManager.default.subpathsOfDirectory(atPath: directory).sorted()
        #expect(
            left == ["file", "photographs", "photographs/cat.jpeg"],
            name,
            sourceLocation: sourceLocation
        )
        let bytes = try [file, folder + "/cat.jpeg"].map { try FileReader.bytes(of: $0) }
        #expect(bytes == [[1], [2]], name, sourceLocation: sourceLocation)
    }
}

/// Expects that a saved classifier one of whose files was mutated loads and predicts, or is refused.
/// Nothing may trap. A long run, of one approach:
///
///     SWIFTLET_FUZZ_ITERATIONS=100000 swift test -c release --filter mutatedBiLSTM
func expectMutationsReadOrRefused(
    of classifier: some TextClassifier,
    files: [String] = ["classifier.json", "model.safetensors"],
    iterations: Int = Mutator.iterations,
    sourceLocation: SourceLocation = #_sourceLocation
) throws {
    try withSaved(classifier) { model in
        for name in files {
            let path = model + "/" + name
            let original = try FileReader.bytes(of: path)
            var loaded = 0
            var refused = 0
            try Mutator.fuzz([original], seed: 4, iterations: iterations) { mutated in
                // Replaced, since a mapped file must not be written in place.
                try Data(mutated).write(to: URL(fileURLWithPath: path), options: .atomic)
                do {
                    let classifier = try TextClassifiers.load(from: model)
                    _ = try classifier.predict(["not a good flight :(", ""])
                    loaded += 1
                } catch {
                    refused += 1
                }
            }
            try AtomicFile.write(original, to: path)
            #expect(
                refused > loaded / 100 && loaded > 0,
                "\(type(of: classifier).approach), \(name): \(loaded) read, \(refused) refused",
                sourceLocation: sourceLocation
            )
        }
    }
}
