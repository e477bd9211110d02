import SwiftletPlatform

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A number that tells a directory from one with other files: FNV-1a over names and contents, eight
/// bytes at a time. It is no defence against somebody who wants two to look the same.
struct DirectoryDigest: CustomStringConvertible {
    private var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    private static let chunkBytes = 1 << 20

    /// Reads all files; not at once, so that little memory is needed.
    ///
    /// - Returns: `nil` where a file cannot be read.
    init?(of directory: String) {
        guard add(directory: directory) else { return nil }
    }

    /// 16 hexadecimal digits.
    var description: String {
        let digits = String(hash, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }

    private mutating func add(_ word: UInt64) { hash = (hash ^ word) &* 0x100_0000_01b3 }

    private mutating func add(_ bytes: UnsafeRawBufferPointer) {
        add(UInt64(bytes.count))
        let words = bytes.count / 8
        for index in 0..<words {
            add(bytes.loadUnaligned(fromByteOffset: index * 8, as: UInt64.self))
            // The high half is mixed in, too.
            hash ^= hash >> 29
        }
        for index in words * 8..<bytes.count { add(UInt64(bytes[index])) }
    }

    private mutating func add(directory: String) -> Bool {
        let files = FileManager.default
        guard let names = try? files.contentsOfDirectory(atPath: directory) else { return false }
        for name in names.sorted() {
            var name = name
            name.withUTF8 { add(UnsafeRawBufferPointer($0)) }
            let path = directory + "/" + name
            switch FileKind(path) {
            case .file: guard add(file: path) else { return false }
            case .directory: guard add(directory: path) else { return false }
            case .linkedDirectory, .other: continue
            }
        }
        return true
    }

    private mutating func add(file path: String) -> Bool {
        let descriptor = open(path, O_RDONLY)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        return withUnsafeTemporaryAllocation(byteCount: Self.chunkBytes, alignment: 8) { buffer in
            while true {
                let count = read(descriptor, buffer.baseAddress, Self.chunkBytes)
                guard count > 0 else { return count == 0 }
                add(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
            }
        }
    }
}
