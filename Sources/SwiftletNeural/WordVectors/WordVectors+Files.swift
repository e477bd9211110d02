import SwiftletBase
import SwiftletText

extension WordVectors {
    /// The word vectors of a file.
    ///
    ///     let all = try WordVectors(contentsOf: "glove.6B.50d.txt")
    ///     let few = try WordVectors(contentsOf: "glove.6B.50d.txt", vocabulary: ["good", "bad"])
    ///
    /// The text form is parsed, on all threads. The binary and the saved form are mapped: their
    /// vectors are read from the file as they are asked for. Of the saved form nothing is read in
    /// advance, and a look-up reads only the few pages that it needs.
    ///
    /// In the text form a word may have spaces inside (". . ." in GloVe 840B), as long as its last
    /// part is no number: the vector is what stands at the end of the line. With a header, its
    /// number of dimensions and of words must be those of the file; without one, the first line
    /// decides how many numbers a vector has. Words need not be UTF-8.
    ///
    /// With a vocabulary the file is read once and only the vectors of those words are kept, in the
    /// order of the file and in memory; lines of other words are not looked at more closely.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - format: How it is written; nil to find out from its first bytes.
    ///   - vocabulary: The words to keep; nil for all.
    /// - Throws: `FileError` when the file cannot be read; `WordVectorError.invalidFile`, with the
    ///   line or byte, when it is not what its format asks for, or holds NaN or an infinity (the
    ///   saved form is not searched for those); `SafetensorsError` for a broken saved form.
    public init(
        contentsOf path: String,
        format: WordVectorFormat? = nil,
        vocabulary: (some Sequence<String>)? = [String]?.none
    ) throws {
        let words = try vocabulary.map { words in
            guard let table = WordRowTable(words) else {
                throw WordVectorError.invalidFile(path: path, place: .byte(0), reason: .tooLarge)
            }
            return table
        }
        let file = try MemoryMappedFile(path: path)
        switch format ?? .detect(file.bytes) {
        case .text:
            self.init(try TextVectorReader(file, vocabulary: words).read())
        case .word2vecBinary:
            self.init(try BinaryVectorReader(file, vocabulary: words).read())
        case .saved:
            self.init(try SavedVectors.read(path: path, vocabulary: words))
        }
    }

    /// Saves the vectors in a form that `init(contentsOf:)` maps at once.
    ///
    /// It is a safetensors file, so Python reads it too: `vectors` (F32, `[count, dimension]`),
    /// `words` (U8: the words' bytes one behind the other), `word_offsets` (U32, `[count + 1]`:
    /// where each begins) and `word_slots` (U32: a hash table from words to rows).
    ///
    /// - Throws: `FileError`.
    public func save(to path: String) throws {
        try SavedVectors.write(table, matrix, to: path)
    }
}
