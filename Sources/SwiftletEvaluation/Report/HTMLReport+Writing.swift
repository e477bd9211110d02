import SwiftletBase

extension HTMLReport {
    /// Puts the page at `path`, in place of what is there; an earlier file stays whole where that
    /// fails.
    ///
    /// - Throws: `FileError` naming the path.
    public func write(to path: String) throws {
        try AtomicFile.write(Array(html.utf8), to: path)
    }
}
