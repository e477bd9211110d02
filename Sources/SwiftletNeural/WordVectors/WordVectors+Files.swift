import SwiftletBase
import SwiftletTensor
import SwiftletText

extension WordVectors: Loadable, Savable {
    /// All word vectors of a file; see ``init(from:format:vocabulary:)``.
    ///
    /// - Throws: What that throws.
    public init(from path: String) throws {
        try self.init(from: path, format: nil)
    }

    /// The word vectors of a file.
    ///
    ///     let all = try WordVectors(from: "glove.6B.50d.txt")
    ///     let few = try WordVectors(from: "glove.6B.50d.txt", vocabulary: ["good", "bad"])
    ///
    /// The text form is parsed, on all threads. The binary and the saved form are mapped: their
    /// vectors are read from the file as they are asked for. Of the saved form nothing is read in
    /// advance, and a look-up reads only the few pages that it needs.
    ///
    /// In the text form a word may have spaces inside (". . ." in GloVe 840B), as long as its last
    /// part is not a number: the vector is what stands at the end of the line. With a header, its
    /// number of dimensions and of words must be those of the file; without one, the first line
    /// decides how many numbers a vector has. Words need not be UTF-8. As in gensim, a line that
    /// begins with a space has the empty word, and one that begins with tabs and a space those tabs
    /// (fastText's vectors have such lines). Gzip data are decompressed into memory; the saved form
    /// cannot be read compressed.
    ///
    /// With a vocabulary the file is read once and only the vectors of those words are kept, in the
    /// order of the file and in memory; lines of other words are not looked at more closely.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - format: How it is written; nil to find out from its first bytes.
    ///   - vocabulary: The words to keep; nil for all.
    /// - Throws: `FileError` when the file cannot be read; `FormatError`, with the
    ///   line or byte, when it is not what its format asks for, or holds NaN or an infinity (the
    ///   saved form is not searched for those).
    public init(
        from path: String,
        format: WordVectorFormat? = nil,
        vocabulary: (some Sequence<String>)? = [String]?.none
    ) throws {
        let words = try vocabulary.map { words in
            guard let table = WordRowTable(words) else {
                throw FormatError(file: path, place: .byte(0), .tooLarge)
            }
            return table
        }
        let file = try Self.open(path)
        switch format ?? .detect(file.bytes) {
        case .text:
            self.init(try TextVectorReader(file, vocabulary: words).read())
        case .word2vecBinary:
            do {
                self.init(try BinaryVectorReader(file, vocabulary: words).read())
            } catch {
                guard WordVectorFormat.isText(file.bytes) else { throw error }
                throw FormatError(file: path, place: .byte(0), .textAsBinary)
            }
        case .saved:
            self.init(try SavedVectors.read(from: path, vocabulary: words))
        }
    }

    /// Maps a file, or decompresses it into memory.
    private static func open(_ path: String) throws -> MemoryMappedFile {
        var file = try MemoryMappedFile(from: path)
        if FileKind(file.bytes) == .gzip {
            do {
                file = try MemoryMappedFile(decompressing: file)
            } catch let error as GzipError {
                throw FormatError(file: path, place: .byte(0), .damagedGzip("\(error)"))
            }
        }
        if let kind = FileKind(file.bytes), kind != .safetensors {
            throw FormatError(file: path, place: .byte(0), .otherKind(kind))
        }
        return file
    }

    /// Saves the vectors in a form that `init(from:)` maps at once.
    ///
    /// It is a safetensors file, so Python reads it too: `vectors` (F32, `[count, dimension]`),
    /// `words` (U8: the words' bytes one behind the other), `word_offsets` (U32, `[count + 1]`:
    /// where each begins) and `word_slots` (U32: a hash table from words to rows).
    ///
    /// - Throws: `FileError`.
    public func save(to path: String) throws {
        try SavedVectors.save(table, matrix, to: path)
    }
}

/// The saved form of word vectors: `WordVectorFormat.saved`.
enum SavedVectors {
    private static let format = "swiftlet-word-vectors"
    private static let version = "1"

    static func save(_ table: WordRowTable, _ matrix: Tensor, to path: String) throws {
        var writer = SafetensorsWriter(metadata: ["format": format, "version": version])
        writer.add("vectors", matrix)
        writer.add(table)
        try writer.save(to: path)
    }

    /// Maps a file; with a vocabulary, copies the rows of those words.
    static func read(from path: String, vocabulary: WordRowTable?) throws -> WordVectorContents {
        let file = try SafetensorsFile(from: path)
        func invalid(_ problem: String) -> FormatError {
            FormatError(file: path, problem: problem)
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
        let table = try WordRowTable(mapping: file, count: shape[0])
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
            throw FormatError(file: path, problem: "expected no word twice")
        }
        return WordVectorContents(
            table: few,
            rows: VectorRows(rows.matrix(of: kept)),
            duplicates: 0
        )
    }
}
