/// How a file of word vectors is written.
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
    static func detect(_ bytes: UnsafeRawBufferPointer) -> WordVectorFormat {
        // safetensors: the length of the header, far below 2^56, then the header's first brace.
        if bytes.count > 8 && bytes[7] == 0 && bytes[8] == UInt8(ascii: "{") { return .saved }
        let lines = TextLines(bytes)
        guard let first = lines.line(at: lines.start), WordVectorHeader(bytes, line: first) != nil,
            let second = lines.line(at: lines.next(after: first))
        else { return .text }
        // In the text form a field after the word is a number. In the binary form what stands
        // there would have to look like one by accident.
        let parser = DecimalParser()
        var position = second.lowerBound
        var isFirst = true
        while let field = lines.field(at: position, in: second) {
            if !isFirst && parser.recognizes(bytes, field) { return .text }
            isFirst = false
            position = field.upperBound
        }
        return .word2vecBinary
    }
}
