import SwiftletTensor

/// The saved form of word vectors: `WordVectorFormat.saved`.
enum SavedVectors {
    private static let format = "swiftlet-word-vectors"
    private static let version = "1"

    static func write(_ table: WordTable, _ matrix: Tensor, to path: String) throws {
        var writer = SafetensorsWriter(metadata: ["format": format, "version": version])
        writer.add("vectors", matrix)
        writer.add("words", bytes: [UInt8](table.bytes), shape: [table.bytes.count])
        writer.add(
            "word_offsets",
            bytes: [UInt8](UnsafeRawBufferPointer(table.offsets)),
            type: .uint32,
            shape: [table.offsets.count]
        )
        writer.add(
            "word_slots",
            bytes: [UInt8](UnsafeRawBufferPointer(table.slots)),
            type: .uint32,
            shape: [table.slots.count]
        )
        try writer.write(to: path)
    }

    /// Maps a file; with a vocabulary, copies the rows of those words.
    static func read(path: String, vocabulary: WordTable?) throws -> WordVectorContents {
        let file = try SafetensorsFile(path: path)
        func invalid(_ problem: String) -> WordVectorError {
            .invalidFile(path: path, place: .byte(0), reason: .invalidSavedForm(problem))
        }
        guard file.metadata["format"] == format, file.metadata["version"] == version else {
            throw invalid("expected format \(format), version \(version) in the metadata")
        }
        let vectors = try part("vectors", .float32, of: file)
        let words = try part("words", .uint8, of: file)
        let offsets = try part("word_offsets", .uint32, of: file)
        let slots = try part("word_slots", .uint32, of: file)
        guard vectors.shape.count == 2, vectors.shape[1] > 0 else {
            throw invalid("expected vectors of shape [words, dimensions], found \(vectors.shape)")
        }
        let count = vectors.shape[0]
        guard offsets.shape == [count + 1] else {
            throw invalid("expected word_offsets of shape [\(count + 1)], found \(offsets.shape)")
        }
        guard slots.shape.count == 1, slots.shape[0].nonzeroBitCount == 1 else {
            throw invalid("expected a power of two of word_slots, found \(slots.shape)")
        }
        for part in [offsets, slots] {
            guard Int(bitPattern: part.bytes.baseAddress) % 4 == 0 else {
                throw invalid("expected the 32-bit parts at multiples of four bytes")
            }
        }
        let table = WordTable(
            bytes: words.bytes,
            offsets: offsets.bytes.bindMemory(to: UInt32.self),
            slots: slots.bytes.bindMemory(to: UInt32.self),
            owner: file
        )
        let rows = VectorRows(
            count: count,
            dimension: vectors.shape[1],
            base: vectors.bytes.baseAddress ?? UnsafeRawPointer(bitPattern: 4)!,
            offsets: nil,
            owner: file
        )
        guard let vocabulary else {
            return WordVectorContents(table: table, rows: rows, duplicates: 0)
        }
        return try select(vocabulary, from: table, rows, path: path)
    }

    private static func select(
        _ vocabulary: WordTable,
        from table: WordTable,
        _ rows: VectorRows,
        path: String
    ) throws -> WordVectorContents {
        let kept = (0..<vocabulary.count).compactMap { table.row(of: vocabulary.word(at: $0)) }
            .sorted()
        var spans: [Range<Int>] = []
        for row in kept {
            let word = table.word(at: row)
            let start = word.isEmpty ? 0 : word.baseAddress! - table.bytes.baseAddress!
            spans.append(start..<start + word.count)
        }
        guard let few = WordTable.build(spans, in: table.bytes).table, few.count == kept.count
        else {
            throw WordVectorError.invalidFile(
                path: path,
                place: .byte(0),
                reason: .invalidSavedForm("expected no word twice")
            )
        }
        return WordVectorContents(
            table: few,
            rows: VectorRows(rows.matrix(of: kept)),
            duplicates: 0
        )
    }

    /// A tensor of the file, in place. It is valid for as long as the file is mapped.
    private static func part(
        _ name: String,
        _ type: SafetensorsType,
        of file: SafetensorsFile
    ) throws -> (shape: [Int], bytes: UnsafeRawBufferPointer) {
        guard try file.type(of: name) == type else {
            throw WordVectorError.invalidFile(
                path: file.name,
                place: .byte(0),
                reason: .invalidSavedForm(
                    "expected \(name) of type \(type.rawValue), found \(try file.type(of: name).rawValue)"
                )
            )
        }
        return (try file.shape(of: name), try file.withUnsafeBytes(of: name) { $0 })
    }
}
