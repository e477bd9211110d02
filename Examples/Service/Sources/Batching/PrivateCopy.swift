#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A copy of a directory that nobody else writes into, in the system's temporary directory.
///
/// Weights are mapped, not read: who wrote into the file of a model that is served, or cut it, would
/// change its answers or end the process. What is mapped stays when the copy is removed.
struct PrivateCopy {
    private static let prefix = "swiftlet-model-"
    /// What was made for the copy; unlike the copy it has a date of its own.
    private let folder: String
    /// Where the copy is.
    let path: String

    /// Copies a directory with all that is in it.
    ///
    /// - Throws: Where there is no temporary directory, or no room in it; nothing then stays.
    init(of directory: String) throws {
        let files = FileManager.default
        let temporary = files.temporaryDirectory.path
        Self.removeForgotten(in: temporary)
        folder = temporary + "/" + Self.prefix + UUID().uuidString.lowercased()
        path = folder + "/model"
        do {
            try files.createDirectory(
                atPath: folder,
                withIntermediateDirectories: false,
                attributes: [.posixPermissions: 0o700]
            )
            try files.copyItem(atPath: directory, toPath: path)
        } catch {
            remove()
            throw error
        }
    }

    func remove() { try? FileManager.default.removeItem(atPath: folder) }

    /// Removes what processes that were killed left behind: a copy is needed for seconds.
    private static func removeForgotten(in temporary: String) {
        let files = FileManager.default
        for name in (try? files.contentsOfDirectory(atPath: temporary)) ?? []
        where name.hasPrefix(prefix) {
            let path = temporary + "/" + name
            guard let attributes = try? files.attributesOfItem(atPath: path),
                let changed = attributes[.modificationDate] as? Date,
                changed.timeIntervalSinceNow < -600
            else { continue }
            try? files.removeItem(atPath: path)
        }
    }
}
