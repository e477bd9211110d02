import SwiftletBase

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
    /// holds a ``DistilBERTClassifier``.
    ///
    /// - Parameters:
    ///   - directory: What a classifier's `save` wrote.
    ///   - otherKinds: Kinds of classifiers of your own that may stand there, too.
    /// - Throws: `SavedClassifierError` or the error of the file at fault, naming the file and what
    ///   was expected.
    public static func load(
        from directory: String,
        otherKinds: [any TextClassifier.Type] = []
    ) throws -> any TextClassifier {
        if !FileReader.exists(directory + "/" + savedSettingsName),
            FileReader.exists(directory + "/" + modelConfigurationName)
        {
            return try DistilBERTClassifier(from: directory)
        }
        let approach = try SavedSettings<NoConfiguration>(directory: directory).approach
        if approach == CalibratedClassifier.approach {
            return try CalibratedClassifier(from: directory, otherKinds: otherKinds)
        }
        let kinds = kinds + otherKinds
        guard let kind = kinds.first(where: { $0.approach == approach }) else {
            let known = kinds.map { "\"\($0.approach)\"" }.joined(separator: ", ")
            throw SavedClassifierError(
                file: directory + "/" + savedSettingsName,
                message: "the approach is \"\(approach)\", expected one of \(known)"
            )
        }
        return try kind.init(from: directory)
    }
}
