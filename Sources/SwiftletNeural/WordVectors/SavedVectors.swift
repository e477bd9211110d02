import SwiftletBase
import SwiftletTensor
import SwiftletText

/// The saved form of word vectors: `WordVectorFormat.saved`.
enum SavedVectors {
    private static let format = "swiftlet-word-vectors"
    private static let version = "1"

    static func write(_ table: WordRowTable, _ matrix: Tensor, to path: String) throws {
        var writer = SafetensorsWriter(metadata: ["format": format, "version": version])
        writer.add("vectors", matrix)
        table.add(to: &writer)
        try writer.write(to: path)
    }

    /// Maps a file; with a vocabulary, copies the rows of those words.
    static func read(path: String, vocabulary: WordRowTable?) throws -> WordVectorContents {
        let file = try SafetensorsFile(path: path)
        func invalid(_ problem: String) -> WordVectorError {
            .invalidFile(path: path, place: .byte(0), reason: .invalidSavedForm(problem))
        }
        guard file.metadata["format"] == format, file.metadata["version"] == version else {
            throw invalid("expected format \(format), version \(version) in the metadata")
        }
        let type = try file.type(of: "vectors")
        guard type == .float32 else {
            throw invalid("expected vectors of type F32, found \(type.rawValue)")
        }
        let shape = try file.shape(of: "vectors")
        guard shape.count == 2, shape[1] > 0 else {
            throw invalid("expected vectors of shape [words, dimensions], found \(shape)")
        }
        let table: WordRowTable
        do {
            table = try WordRowTable(mapping: file, count: shape[0])
        } catch let error as WordRowTableError {
            throw invalid(error.problem)
        }
        let rows = VectorRows(
            count: shape[0],
            dimension: shape[1],
            base: try file.withUnsafeBytes(of: "vectors") { $0.baseAddress }
                ?? UnsafeRawPointer(bitPattern: 4)!,
            offsets: nil,
            owner: file
        )
        guard let vocabulary else {
            return WordVectorContents(table: table, rows: rows, duplicates: 0)
        }
        return try select(vocabulary, from: table, rows, path: path)
    }

    private static func select(
        _ vocabulary: WordRowTable,
        from table: WordRowTable,
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
        guard let few = WordRowTable.build(spans, in: table.bytes).table, few.count == kept.count
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
}
