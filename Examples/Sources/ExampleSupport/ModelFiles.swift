#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension CommonOptions {
    /// Where a file that the user named lies: there, or where fetched models lie.
    public func modelPath(_ name: String) -> String {
        let fetched = modelsDirectory + "/" + name
        let files = FileManager.default
        return !files.fileExists(atPath: name) && files.fileExists(atPath: fetched) ? fetched : name
    }

    /// `--models`, else `SWIFTLET_MODELS`, else `Examples/.models`.
    public var modelsDirectory: String {
        if let models { return models }
        if let models = ProcessInfo.processInfo.environment["SWIFTLET_MODELS"] { return models }
        // This file stands in Examples/Sources/ExampleSupport.
        let folders = #filePath.split(separator: "/", omittingEmptySubsequences: false)
        return folders.dropLast(3).joined(separator: "/") + "/.models"
    }
}
