import SwiftletBase

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Loads saved classifiers of whichever approach.
public enum TextClassifiers {
    /// Every kind of classifier that this library has.
    private static let kinds: [any TextClassifier.Type] = [
        LinearClassifier.self, BiLSTMClassifier.self, SentenceEncoderClassifier.self,
        DistilBERTClassifier.self, CalibratedClassifier.self,
    ]

    /// Loads the classifier that was saved in a directory.
    ///
    ///     let classifier = try TextClassifiers.load(from: "airline/model")
    ///
    /// A directory without `classifier.json`, but with the `config.json` of Hugging Face's layout,
    /// holds a ``DistilBERTClassifier``. Where neither is there, but a directory `model` with one of
    /// them, as in what the example programs write, that is loaded.
    ///
    /// - Parameters:
    ///   - directory: What a classifier's `save` wrote.
    ///   - otherKinds: Kinds of classifiers of your own that may stand there, too.
    /// - Throws: `FormatError` or the error of the file at fault, naming the file and what
    ///   was expected.
    public static func load(
        from directory: String,
        otherKinds: [any TextClassifier.Type] = []
    ) throws -> any TextClassifier {
        let directory = modelDirectory(at: directory)
        if !FileReader.exists(directory + "/" + savedSettingsName),
            FileReader.exists(directory + "/" + modelConfigurationName)
        {
            return try DistilBERTClassifier(from: directory)
        }
        try requireSettings(in: directory)
        let approach = try SavedSettings<NoConfiguration>(from: directory).approach
        if approach == CalibratedClassifier.approach {
            return try CalibratedClassifier(from: directory, otherKinds: otherKinds)
        }
        let kinds = kinds + otherKinds
        guard let kind = kinds.first(where: { $0.approach == approach }) else {
            let known = kinds.map { "\"\($0.approach)\"" }.joined(separator: ", ")
            throw FormatError(
                file: directory + "/" + savedSettingsName,
                problem: "the approach is \"\(approach)\", expected one of \(known)"
            )
        }
        return try kind.init(from: directory)
    }

    /// Loads the classifier that was saved in the directory at `url`; see ``load(from:otherKinds:)``.
    ///
    /// - Throws: What that throws, and `FileError` where `url` is not that of a file.
    public static func load(
        from url: URL,
        otherKinds: [any TextClassifier.Type] = []
    ) throws -> any TextClassifier {
        try load(from: url.filePath(to: "open"), otherKinds: otherKinds)
    }

    /// Throws where nothing in `directory` says that a classifier was saved there.
    private static func requireSettings(in directory: String) throws {
        guard !FileReader.exists(directory + "/" + savedSettingsName) else { return }
        guard FileReader.exists(directory) else {
            throw FileError(operation: "open", path: directory, reason: .missing)
        }
        let isDirectory = FileReader.isDirectory(directory)
        throw FormatError(
            file: directory,
            problem: isDirectory
                ? "no classifier is saved here: there is no \(savedSettingsName)"
                : "it is no directory, expected that of a saved classifier",
            remedy: isDirectory
                ? "Give the directory that a classifier was saved to, or save it again"
                : "Give the directory that the classifier's files lie in"
        )
    }

    /// The directory of a model that a path names: the path itself, or `model` in it where that alone
    /// has the files of one.
    public static func modelDirectory(at path: String) -> String {
        func isModel(_ directory: String) -> Bool {
            [savedSettingsName, modelConfigurationName].contains {
                FileReader.exists(directory + "/" + $0)
            }
        }
        return !isModel(path) && isModel(path + "/model") ? path + "/model" : path
    }
}
