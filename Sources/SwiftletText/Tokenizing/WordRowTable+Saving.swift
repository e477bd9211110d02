import SwiftletBase

/// A saved table is three tensors of a safetensors file: `words` (U8: the words' bytes one behind
/// the other), `word_offsets` (U32, `[count + 1]`: where each begins) and `word_slots` (U32: the
/// hash table from words to rows).
extension SafetensorsWriter {
    package mutating func add(_ table: WordRowTable) {
        add("words", bytes: [UInt8](table.bytes), shape: [table.bytes.count])
        for (name, numbers) in [("word_offsets", table.offsets), ("word_slots", table.slots)] {
            add(
                name,
                bytes: [UInt8](UnsafeRawBufferPointer(numbers)),
                type: .uint32,
                shape: [numbers.count]
            )
        }
    }
}

extension WordRowTable {
    /// The table that lies in a mapped file, which it keeps open; nothing is read yet.
    ///
    /// - Parameter count: How many words there must be.
    /// - Throws: `FormatError` when a part is missing, or not what it must be.
    package convenience init(mapping file: SafetensorsFile, count: Int) throws {
        func part(
            _ name: String,
            _ type: SafetensorsType
        ) throws -> (shape: [Int], bytes: UnsafeRawBufferPointer) {
            let found = try file.type(of: name)
            guard found == type else {
                throw FormatError(
                    file: file.name,
                    problem: "expected \(name) of type \(type.rawValue), found \(found.rawValue)"
                )
            }
            return (try file.shape(of: name), try file.withUnsafeBytes(of: name) { $0 })
        }
        let words = try part("words", .uint8)
        let offsets = try part("word_offsets", .uint32)
        let slots = try part("word_slots", .uint32)
        guard offsets.shape == [count + 1] else {
            throw FormatError(
                file: file.name,
                problem: "expected word_offsets of shape [\(count + 1)], found \(offsets.shape)"
            )
        }
        guard slots.shape.count == 1, slots.shape[0].nonzeroBitCount == 1 else {
            throw FormatError(
                file: file.name,
                problem: "expected a power of two of word_slots, found \(slots.shape)"
            )
        }
        for part in [offsets, slots] {
            guard Int(bitPattern: part.bytes.baseAddress) % 4 == 0 else {
                throw FormatError(
                    file: file.name,
                    problem: "expected the 32-bit parts at multiples of four bytes"
                )
            }
        }
        self.init(
            bytes: words.bytes,
            offsets: offsets.bytes.bindMemory(to: UInt32.self),
            slots: slots.bytes.bindMemory(to: UInt32.self),
            owner: file
        )
    }

    /// Looks every word up once, which reads the whole table.
    ///
    /// - Throws: `FormatError` where a word is not found in its own row.
    package func requireEveryWordInItsRow(of file: SafetensorsFile) throws(FormatError) {
        for row in 0..<count where self.row(of: word(at: row)) != row {
            throw FormatError(
                file: file.name,
                problem: "expected word \(row) of words, word_offsets and word_slots in its row, "
                    + "found it elsewhere or not at all"
            )
        }
    }
}
