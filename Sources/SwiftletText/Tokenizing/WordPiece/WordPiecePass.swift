import SwiftletBase

extension WordPieceTokenizer {
    func encode(
        _ texts: some TextSource,
        _ range: Range<Int>,
        in frame: EncodingFrame
    ) -> (tokens: [Int32], ends: [Int]) {
        vocabulary.withTable { table in
            var pass = WordPiecePass(self, table, texts: range.count, tracksOrigins: false)
            return pass.encode(texts, range, in: frame)
        }
    }
}

/// One thread's work: cuts text after text into tokens, in memory that it keeps.
struct WordPiecePass: TokenizerPass, ~Copyable {
    private let table: WordPieceVocabulary.Table
    private let unknown: Int32
    private let maximumWordLength: Int
    private let tracksOrigins: Bool
    private var normalizer: BERTNormalizer
    let cache: WordCache
    let added: AddedTokens

    var ids: GrowableBuffer<Int32>
    /// Where each token stands in its text; empty unless the pass tracks origins.
    private(set) var origins: [Range<Int>] = []

    /// The polynomial hash of what stands before each byte of a word.
    private var hashes = GrowableBuffer<UInt64>(capacity: 512)
    /// The powers of the polynomial's base.
    private let powers: GrowableBuffer<UInt64>

    /// A pass over about as many texts. `table` must outlive it.
    init(
        _ tokenizer: WordPieceTokenizer,
        _ table: WordPieceVocabulary.Table,
        texts: Int,
        tracksOrigins: Bool
    ) {
        self.table = table
        self.tracksOrigins = tracksOrigins
        added = tokenizer.added
        ids = Self.room(for: texts)
        unknown = Int32(tokenizer.unknownID)
        maximumWordLength = tokenizer.settings.maximumWordLength
        normalizer = BERTNormalizer(tokenizer.settings, tracksOrigins: tracksOrigins)
        cache = WordCache(texts: tracksOrigins ? 0 : texts)
        powers = GrowableBuffer(repeating: 1, count: table.longest + 1)
        for index in 0..<table.longest {
            powers[index + 1] = powers[index] &* WordPieceVocabulary.base
        }
    }

    // MARK: A text

    mutating func append(added id: Int32, at range: Range<Int>) {
        ids.append(id)
        if tracksOrigins { origins.append(range) }
    }

    mutating func keepTokens(_ count: Int) {
        ids.count = count
        if tracksOrigins { origins.removeLast(origins.count - count) }
    }

    mutating func tokenizeSegment(
        _ bytes: UnsafePointer<UInt8>,
        _ range: Range<Int>,
        _ stop: Int
    ) {
        normalizer.normalize(bytes, range)
        // Stays where it is: nothing is normalised while it is read.
        let text = UnsafePointer(normalizer.output.bytes.base)
        if added.normalized.findsNothing(in: text, normalizer.output.bytes.count) {
            return split(text, 0..<normalizer.output.bytes.count, stop)
        }
        var parts = added.normalized.parts(of: text, normalizer.output.bytes.count)
        while ids.count < stop, let part = parts.next() {
            switch part {
            case .text(let range): split(text, range, stop)
            case .token(let id, let range): appendPiece(id, range)
            }
        }
    }

    // MARK: Words

    /// Appends the tokens of each word of a part of the normal form.
    private mutating func split(_ bytes: UnsafePointer<UInt8>, _ range: Range<Int>, _ stop: Int) {
        var words = BERTWords(bytes, range)
        while ids.count < stop, let range = words.next() {
            // The cache holds no origins.
            if tracksOrigins { newWord(bytes, range) } else { word(bytes, range) }
        }
    }

    /// Appends the tokens of a word: the longest token that it begins with, then the longest that
    /// continues it, and so on; the unknown token where none does.
    @inline(never)
    mutating func newWord(_ bytes: UnsafePointer<UInt8>, _ range: Range<Int>) {
        let text = bytes + range.lowerBound
        let length = range.count
        if length > maximumWordLength, isTooLong(text, length) {
            appendPiece(unknown, range)
            return
        }
        hashes.removeAll()
        hashes.reserve(length + 1)
        var hash: UInt64 = 0
        hashes[0] = 0
        for index in 0..<length {
            hash = WordPieceVocabulary.extended(hash, by: text[index])
            hashes[index + 1] = hash
        }
        let whole = table.id(text, length, hash: hash, .whole)
        if whole >= 0 {
            appendPiece(whole, range)
        } else {
            pieces(text, range)
        }
    }

    private mutating func pieces(_ text: UnsafePointer<UInt8>, _ range: Range<Int>) {
        let length = range.count
        let firstPiece = ids.count
        var start = 0
        while start < length {
            let role: WordPieceVocabulary.Role = start == 0 ? .whole : .continuation
            let longest = start == 0 ? table.longest : table.longest - table.prefixCount
            // The whole word was looked for before.
            var end = min(start == 0 ? length - 1 : length, start + longest)
            var id: Int32 = -1
            while end > start {
                let hash = hashes[end] &- hashes[start] &* powers[end - start]
                id = table.id(text + start, end - start, hash: hash, role)
                if id >= 0 { break }
                end -= 1
            }
            if id < 0 {
                ids.count = firstPiece
                if tracksOrigins { origins.removeLast(origins.count - firstPiece) }
                appendPiece(unknown, range)
                return
            }
            appendPiece(id, range.lowerBound + start..<range.lowerBound + end)
            start = end
        }
    }

    @inline(__always)
    private mutating func appendPiece(_ id: Int32, _ range: Range<Int>) {
        ids.append(id)
        if tracksOrigins { origins.append(normalizer.output.origin(of: range)) }
    }

    /// Whether a word has more characters than are cut into pieces.
    private func isTooLong(_ text: UnsafePointer<UInt8>, _ length: Int) -> Bool {
        var characters = 0
        for index in 0..<length where text[index] & 0xC0 != 0x80 { characters += 1 }
        return characters > maximumWordLength
    }
}

/// The words of a normal form, as BERT's pre-tokeniser cuts them: at white space, which is dropped,
/// and around each punctuation mark, which is a word of its own.
struct BERTWords {
    private let bytes: UnsafePointer<UInt8>
    private var position: Int
    private let end: Int

    /// The words of the bytes `range`.
    @inline(__always)
    init(_ bytes: UnsafePointer<UInt8>, _ range: Range<Int>) {
        self.bytes = bytes
        position = range.lowerBound
        end = range.upperBound
    }

    /// Where the next word stands; nil at the end.
    @inline(__always)
    mutating func next() -> Range<Int>? {
        let start = skippingWhiteSpace()
        while position < end {
            let byte = bytes[position]
            if byte < 0x80 {
                if !Self.isSeparator(ascii: byte) {
                    position += 1
                    continue
                }
                // Only punctuation can stand where the word would begin.
                if position == start { position += 1 }
                break
            }
            let scalar = UTF8Scalar(bytes, position, end)
            let character = BERTCharacter(scalar.value)
            if character.isPunctuation || character.isWhiteSpace {
                if position == start { position += scalar.count }
                break
            }
            position += scalar.count
        }
        return start < position ? start..<position : nil
    }

    @inline(__always)
    private mutating func skippingWhiteSpace() -> Int {
        while position < end {
            let byte = bytes[position]
            if byte < 0x80 {
                guard byte == 0x20 || byte &- 9 < 5 else { break }
                position += 1
            } else {
                let scalar = UTF8Scalar(bytes, position, end)
                guard BERTCharacter(scalar.value).isWhiteSpace else { break }
                position += scalar.count
            }
        }
        return position
    }

    /// Whether a byte of ASCII is white space or punctuation.
    @inline(__always)
    private static func isSeparator(ascii byte: UInt8) -> Bool {
        // One bit a byte: 9 to 13, 32 to 47 and 58 to 64, 91 to 96, 123 to 126.
        let bits: UInt64 = byte < 64 ? 0xFC00_FFFF_0000_3E00 : 0x7800_0001_F800_0001
        return bits >> UInt64(byte & 63) & 1 != 0
    }
}
