/// The format of a file of word vectors.
public enum WordVectorFormat: Sendable, Equatable {
    /// A line for each word: the word, then its numbers, with spaces between. This is GloVe's form
    /// and, after a first line with the number of words and of dimensions, that of word2vec and
    /// fastText; which of the two it is shows in the first lines.
    case text
    /// word2vec's binary form: a line with the number of words and of dimensions, then for each
    /// word its bytes, a space, and little-endian 32-bit floats. A newline may follow each vector,
    /// as in Google's files, or not, as in gensim's.
    case word2vecBinary
    /// What `WordVectors.save(to:)` writes.
    case saved
}

extension WordVectorFormat {
    /// The format of a file with these bytes.
    package static func detect(_ bytes: UnsafeRawBufferPointer) -> WordVectorFormat {
        // safetensors: the length of the header, far below 2^56, then the header's first brace.
        if bytes.count > 8 && bytes[7] == 0 && bytes[8] == UInt8(ascii: "{") { return .saved }
        let lines = TextLines(bytes)
        guard let first = lines.line(at: lines.start),
            let header = WordVectorHeader(bytes, line: first),
            let second = lines.line(at: lines.next(after: first))
        else { return .text }
        // In the text form the line ends with as many numbers as the header says. In the binary
        // form that would be an accident; a line of text with a wrong number is text all the same.
        let numbers = TextVectorReader.countNumbers(bytes, lines, line: second)
        if numbers >= header.dimension { return .text }
        let start = lines.next(after: first)
        return isBinary(bytes, from: start, header) ? .word2vecBinary : .text
    }

    /// Whether the first bytes are those of text, as vectors in the binary form hardly ever are.
    static func isText(_ bytes: UnsafeRawBufferPointer) -> Bool {
        bytes.prefix(4096).allSatisfy { $0 >= 0x20 || isSeparator($0) } && detect(bytes) == .text
    }

    /// Whether rows of the binary form stand from `start` on: among the first ones is a byte that
    /// no text has, or all of them are there and end where the file does.
    private static func isBinary(
        _ bytes: UnsafeRawBufferPointer,
        from start: Int,
        _ header: WordVectorHeader
    ) -> Bool {
        let rows = 100
        var position = start
        var hasControls = false
        var count = 0
        for _ in 0..<min(header.count, rows) {
            while position < bytes.count, bytes[position] == 0x0A { position += 1 }
            guard let space = bytes[position...].firstIndex(of: 0x20),
                header.dimension <= (bytes.count - space - 1) / 4
            else { break }
            let end = space + 1 + header.dimension * 4
            hasControls =
                hasControls || bytes[space..<end].contains { $0 < 0x20 && !isSeparator($0) }
            position = end
            count += 1
        }
        while position < bytes.count, bytes[position] == 0x0A { position += 1 }
        return hasControls || header.count == count && position == bytes.count
    }
}
