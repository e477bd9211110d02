import SwiftletBase
import SwiftletNeural
import SwiftletText

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A hash of training data: it tells whether a result that was kept belongs to the same data.
///
///     var fingerprint = DataFingerprint()
///     fingerprint.add(tweets)
///     try fingerprint.add(contentsOf: "glove.6B.50d.txt")
///     print(fingerprint)      // 16 digits
///
/// It depends on the order in which things are added, and is the same on every machine. It is no
/// defence against somebody who wants other data to pass for these.
public struct DataFingerprint: Sendable, Equatable, Loadable {
    private var hash: UInt64 = 0

    /// The fingerprint of nothing.
    public init() {}

    /// The fingerprint of texts and labels.
    public init(_ examples: [LabelledText]) {
        self.init()
        add(examples)
    }

    /// The fingerprint of a file, or of all that is in a directory.
    ///
    /// - Throws: `FileError` naming the file that cannot be read.
    public init(from path: String) throws {
        self.init()
        try add(contentsOf: path)
    }

    /// Adds a number.
    public mutating func add(_ value: UInt64) {
        hash = withUnsafeBytes(of: (hash, value)) { $0.stableHash }
    }

    /// Adds a text.
    public mutating func add(_ text: String) { add(Self.hash(of: text)) }

    /// Adds the texts and labels of examples, in their order.
    public mutating func add(_ examples: [LabelledText]) {
        add(UInt64(examples.count))
        for example in examples {
            add(example.text)
            add(UInt64(truncatingIfNeeded: example.label))
        }
    }

    mutating func add(_ bytes: UnsafeRawBufferPointer) { add(bytes.stableHash) }

    /// Adds a sample of word vectors, since hashing all would take longer than reading them did.
    mutating func add(_ vectors: WordVectors) {
        add(UInt64(vectors.count))
        for row in stride(from: 0, to: vectors.count, by: max(1, vectors.count / 1_000)) {
            add(vectors.word(at: row))
            for number in vectors.vector(at: row) { add(UInt64(number.bitPattern)) }
        }
    }

    /// The hash of a text.
    static func hash(of text: String) -> UInt64 {
        var text = text
        return text.withUTF8 { UnsafeRawBufferPointer($0).stableHash }
    }

    /// Adds the bytes of a file, or the names and contents of what is in a directory, hidden names
    /// left out.
    ///
    /// - Throws: `FileError` naming the file that cannot be read.
    public mutating func add(contentsOf path: String) throws {
        var isDirectory = false
        let files = FileManager.default
        guard files.fileExists(atPath: path, isDirectory: &isDirectory), isDirectory else {
            return try addFile(path)
        }
        for name in try files.contentsOfDirectory(atPath: path).sorted() where name.first != "." {
            add(name)
            try add(contentsOf: path + "/" + name)
        }
    }

    private mutating func addFile(_ path: String) throws(FileError) {
        do {
            try MemoryMappedFile(from: path).withUnsafeBytes { add($0) }
        } catch  where error.reason == .isEmpty {
            add(0)
        }
    }
}

extension DataFingerprint: CustomStringConvertible {
    /// The number in hexadecimal digits.
    public var description: String { String(hash, radix: 16) }
}
