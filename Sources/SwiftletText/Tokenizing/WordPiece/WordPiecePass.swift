import SwiftletBase

/// One thread's work: cuts text after text into tokens, in memory that it keeps.
struct WordPiecePass: TokenizerPass, ~Copyable {
    private let table: WordPieceVocabulary.Table
    private let verbatim: AddedTokenMatcher
    private let normalized: AddedTokenMatcher
    private let unknown: Int32
    private let maximumWordLength: Int
    private let tracksOrigins: Bool
    private var normalizer: BERTNormalizer
    private let cache: WordCache

    /// The numbers of all tokens so far.
    private(set) var ids: UnsafeMutablePointer<Int32>
    private(set) var count = 0
    private var capacity = 4096
    /// Where each token stands in its text; empty unless the pass tracks origins.
    private(set) var origins: [Range<Int>] = []

    /// The polynomial hash of what stands before each byte of a word.
    private var hashes: UnsafeMutablePointer<UInt64>
    private var hashCapacity = 512
    /// The powers of the polynomial's base.
    private let powers: UnsafeMutablePointer<UInt64>

    /// A pass over about as many texts. `table` must outlive it.
    init(
        _ tokenizer: WordPieceTokenizer,
        _ table: WordPieceVocabulary.Table,
        texts: Int,
        tracksOrigins: Bool
    ) {
        self.table = table
        self.tracksOrigins = tracksOrigins
        verbatim = tokenizer.added.verbatim
        normalized = tokenizer.added.normalized
        unknown = Int32(tokenizer.unknownID)
        maximumWordLength = tokenizer.settings.maximumWordLength
        normalizer = BERTNormalizer(tokenizer.settings, tracksOrigins: tracksOrigins)
        cache = WordCache(texts: tracksOrigins ? 0 : texts)
        ids = .allocate(capacity: capacity)
        hashes = .allocate(capacity: hashCapacity)
        powers = .allocate(capacity: table.longest + 1)
        powers[0] = 1
        for index in 0..<table.longest {
            powers[index + 1] = powers[index] &* WordPieceVocabulary.base
        }
    }

    deinit {
        ids.deallocate()
        hashes.deallocate()
        powers.deallocate()
    }

    var tokens: UnsafeBufferPointer<Int32> { .init(start: ids, count: count) }

    @inline(__always)
    mutating func append(_ id: Int32) {
        reserve(1)
        ids[count] = id
        count += 1
    }

    mutating func keepLast(_ room: Int, from start: Int) {
        guard count - start > room else { return }
        (ids + start).update(from: ids + (count - room), count: room)
        count = start + room
    }

    /// Makes room for a few more tokens.
    @inline(__always)
    private mutating func reserve(_ additional: Int) {
        if capacity - count < additional { grow() }
    }

    @inline(never)
    private mutating func grow() {
        let larger = UnsafeMutablePointer<Int32>.allocate(capacity: capacity * 2)
        larger.update(from: ids, count: count)
        ids.deallocate()
        ids = larger
        capacity *= 2
    }

    // MARK: A text

    mutating func tokenize(_ text: UnsafeBufferPointer<UInt8>, limit: Int) {
        guard let bytes = text.baseAddress else { return }
        // No overflow: a limit may be Int.max.
        let stop = limit < Int.max - count ? count + limit : Int.max
        if verbatim.findsNothing(in: bytes, text.count) {
            tokenizeSegment(bytes, 0..<text.count, stop)
        } else {
            var parts = verbatim.parts(of: bytes, text.count)
            while count < stop, let part = parts.next() {
                switch part {
                case .text(let range): tokenizeSegment(bytes, range, stop)
                case .token(let id, let range):
                    append(id)
                    if tracksOrigins { origins.append(range) }
                }
            }
        }
        if count > stop {
            count = stop
            if tracksOrigins { origins.removeLast(origins.count - count) }
        }
    }

    /// Appends the tokens of a part of a text in which no added token stands verbatim.
    private mutating func tokenizeSegment(
        _ bytes: UnsafePointer<UInt8>,
        _ range: Range<Int>,
        _ stop: Int
    ) {
        normalizer.normalize(bytes, range)
        // Stays where it is: nothing is normalised while it is read.
        let text = UnsafePointer(normalizer.output.bytes)
        if normalized.findsNothing(in: text, normalizer.output.count) {
            return split(text, 0..<normalizer.output.count, stop)
        }
        var parts = normalized.parts(of: text, normalizer.output.count)
        while count < stop, let part = parts.next() {
            switch part {
            case .text(let range): split(text, range, stop)
            case .token(let id, let range):
                append(id)
                if tracksOrigins { origins.append(normalizer.output.origin(of: range)) }
            }
        }
    }

    // MARK: Words

    /// Appends the tokens of each word of a part of the normal form.
    private mutating func split(_ bytes: UnsafePointer<UInt8>, _ range: Range<Int>, _ stop: Int) {
        var words = BERTWords(bytes, range)
        while count < stop, let range = words.next() { word(bytes, range) }
    }

    /// Appends the tokens of a word, from whose beginning 16 bytes can be read.
    @inline(__always)
    private mutating func word(_ bytes: UnsafePointer<UInt8>, _ range: Range<Int>) {
        let text = bytes + range.lowerBound
        if tracksOrigins || range.count > WordCache.longestWord {
            newWord(text, range)
            return
        }
        let key = WordCache.Key(text, range.count)
        let entry = cache.place(of: key)
        if entry.pointee.key == key {
            reserve(WordCache.mostTokens)
            (ids[count], ids[count + 1], ids[count + 2]) = entry.pointee.ids
            count += Int(entry.pointee.count)
            return
        }
        let first = count
        newWord(text, range)
        cache.keep(key, ids + first, count - first)
    }

    /// Appends the tokens of a word: the longest token that it begins with, then the longest that
    /// continues it, and so on; the unknown token where none does.
    @inline(never)
    private mutating func newWord(_ text: UnsafePointer<UInt8>, _ range: Range<Int>) {
        let length = range.count
        if length > maximumWordLength, isTooLong(text, length) {
            appendPiece(unknown, range)
            return
        }
        if length >= hashCapacity { growHashes(length) }
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
        let firstPiece = count
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
                count = firstPiece
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
        append(id)
        if tracksOrigins { origins.append(normalizer.output.origin(of: range)) }
    }

    /// Whether a word has more characters than are cut into pieces.
    private func isTooLong(_ text: UnsafePointer<UInt8>, _ length: Int) -> Bool {
        var characters = 0
        for index in 0..<length where text[index] & 0xC0 != 0x80 { characters += 1 }
        return characters > maximumWordLength
    }

    @inline(never)
    private mutating func growHashes(_ length: Int) {
        hashes.deallocate()
        hashCapacity = length * 2
        hashes = .allocate(capacity: hashCapacity)
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
