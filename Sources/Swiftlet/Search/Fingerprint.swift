import SwiftletNeural
import SwiftletTensor
import SwiftletText

/// A number that other data hardly have, of all that was added to it in its order.
struct Fingerprint: CustomStringConvertible {
    private var hash: UInt64 = 0

    /// The number with hexadecimal digits.
    var description: String { String(hash, radix: 16) }

    mutating func add(_ value: UInt64) {
        hash = withUnsafeBytes(of: (hash, value)) { WordRowTable.hash($0) }
    }

    mutating func add(_ text: String) { add(Self.hash(of: text)) }

    mutating func add(_ bytes: UnsafeRawBufferPointer) { add(WordRowTable.hash(bytes)) }

    /// Adds texts and labels.
    mutating func add(_ examples: [LabelledText]) {
        add(UInt64(examples.count))
        for example in examples {
            add(example.text)
            add(UInt64(truncatingIfNeeded: example.label))
        }
    }

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
        return text.withUTF8 { WordRowTable.hash(UnsafeRawBufferPointer($0)) }
    }
}
