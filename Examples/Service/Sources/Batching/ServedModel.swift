import Dispatch
import Swiftlet
import Synchronization

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A loaded classifier with what the service tells of it.
///
/// It is loaded from a copy of its directory, so that the directory may be changed in any way while
/// it answers; ``ModelHolder/reload()`` is what takes the change up.
public final class ServedModel: Sendable {
    /// Why a model cannot be served.
    public struct LoadingError: Error, CustomStringConvertible {
        /// Names the file and what was expected of it.
        public let description: String
    }

    /// The classifier, shared by all requests.
    public let classifier: any TextClassifier
    /// The directory that it was loaded from.
    public let directory: String
    /// When it was loaded, in seconds since 1970.
    public let loadedAt: Double
    /// What the model's texts and answers were like when it was tested; `nil` where the directory
    /// has no profile.
    public let profile: PredictionProfile?
    /// The record beside the model.
    public let record: ModelRecord
    /// Why the model's own files are used and not a copy; `nil` where a copy is.
    public let reasonForNoCopy: String?

    private enum Identity {
        case unknown(files: PrivateCopy?)
        case known(String?)
    }

    private let identity: Mutex<Identity>

    /// Loads a classifier and predicts one text, so that the first request finds it warm.
    ///
    /// - Throws: `LoadingError`, naming the file.
    public init(directory: String) throws(LoadingError) {
        let directory = TextClassifiers.modelDirectory(at: directory)
        self.directory = directory
        record = ModelRecord(of: directory)
        var copy: PrivateCopy?
        var reasonForNoCopy: String?
        // Anything else is refused for what it is, and not copied before.
        let names = ["/classifier.json", "/config.json"]
        if names.contains(where: { FileManager.default.fileExists(atPath: directory + $0) }) {
            do {
                copy = try PrivateCopy(of: directory)
            } catch {
                reasonForNoCopy = "\(error)"
            }
        }
        self.reasonForNoCopy = reasonForNoCopy
        let source = copy?.path ?? directory
        do {
            classifier = try TextClassifiers.load(from: source)
            isLinear = classifier is LinearClassifier
            profile = try PredictionProfile(from: source)
            _ = try classifier.predict("A first text.")
        } catch {
            copy?.remove()
            throw LoadingError(
                description: "\(error)".replacing(source, with: directory)
            )
        }
        loadedAt = secondsSince1970()
        identity = Mutex(.unknown(files: copy))
    }

    /// The labels that it can predict.
    public var labels: [String] { classifier.labels }

    /// Whether it is a linear model, whose predictions take microseconds.
    public let isLinear: Bool

    /// The name of its approach, as in `classifier.json`.
    public var approach: String { type(of: classifier).approach }

    deinit { removeFiles() }

    /// Identifies the model: 16 hexadecimal digits of a hash over the directory's files; `nil` where a
    /// file cannot be read. The first call reads them all, on a thread of its own, and removes the
    /// copy.
    public func digest() async -> String? {
        if case .known(let digest) = identity.withLock({ $0 }) { return digest }
        return await withCheckedContinuation { continuation in
            DispatchQueue.global(qos: .utility).async {
                continuation.resume(returning: self.computeDigest())
            }
        }
    }

    private func computeDigest() -> String? {
        identity.withLock { identity in
            switch identity {
            case .known(let digest): return digest
            case .unknown(let files):
                let digest = DirectoryDigest(of: files?.path ?? directory)?.description
                files?.remove()
                identity = .known(digest)
                return digest
            }
        }
    }

    /// Removes the copy, where it is still there; what is loaded stays.
    public func removeFiles() {
        identity.withLock { identity in
            guard case .unknown(let files) = identity else { return }
            files?.remove()
            identity = .known(nil)
        }
    }
}
