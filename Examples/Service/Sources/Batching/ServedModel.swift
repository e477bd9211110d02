import Swiftlet
import Synchronization

/// A loaded classifier with what the service tells of it.
public final class ServedModel: Sendable {
    /// The classifier, shared by all requests.
    public let classifier: any TextClassifier
    /// The directory that it was loaded from.
    public let directory: String
    /// When it was loaded, in seconds since 1970.
    public let loadedAt: Double
    /// What the model's texts and answers were like when it was tested; `nil` where the directory
    /// has no profile.
    public let profile: PredictionProfile?

    private let fingerprint = Mutex<String?>(nil)

    /// Loads a classifier and predicts one text, so that the first request finds it warm.
    ///
    /// - Throws: What `TextClassifiers.load` and `PredictionProfile.load` throw, naming the file.
    public init(directory: String) throws {
        classifier = try TextClassifiers.load(from: directory)
        profile = try PredictionProfile.load(from: directory)
        self.directory = directory
        _ = try classifier.predict("A first text.")
        loadedAt = secondsSince1970()
    }

    /// The labels that it can predict.
    public var labels: [String] { classifier.labels }

    /// The name of its approach, as in `classifier.json`.
    public var approach: String { type(of: classifier).approach }

    /// Identifies the model: 16 hexadecimal digits of a hash over the directory's files. Computed
    /// at the first call; `nil` where a file cannot be read any more.
    public var digest: String? {
        fingerprint.withLock { known in
            if known == nil { known = (try? DataFingerprint(contentsOf: directory))?.description }
            return known
        }
    }
}
