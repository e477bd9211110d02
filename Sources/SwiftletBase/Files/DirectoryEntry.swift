import SwiftletPlatform

/// An entry of a directory, as `readdir` gives it.
enum DirectoryEntry {
    /// Calls `body` with the thing's name, a string of C.
    static func withName<Result>(
        of entry: UnsafeMutablePointer<dirent>,
        _ body: (UnsafePointer<CChar>) -> Result
    ) -> Result {
        let offset = MemoryLayout<dirent>.offset(of: \.d_name)!
        let name = UnsafeRawPointer(entry) + offset
        return body(name.assumingMemoryBound(to: CChar.self))
    }

    /// Whether it is the directory itself or the one above.
    static func isDotOrDotDot(_ entry: UnsafeMutablePointer<dirent>) -> Bool {
        withName(of: entry) { name in
            name[0] == 0x2E && (name[1] == 0 || (name[1] == 0x2E && name[2] == 0))
        }
    }
}
