import SwiftletBase

extension XLMRobertaTokenizer {
    /// The tokens of a text, with the special tokens of the model.
    ///
    /// - Parameters:
    ///   - text: The text.
    ///   - maximumLength: The most tokens, special ones included, and at least as many as there are
    ///     special ones; nil for no limit. What is too long loses its end, or
    ///     its beginning where the files say so (`truncation_side`).
    public func encode(_ text: String, maximumLength: Int? = nil) -> [Int] {
        encode([text], maximumLength: maximumLength).tokens.map(Int.init)
    }

    /// The tokens of many texts, on all threads.
    ///
    /// - Parameters:
    ///   - texts: The texts.
    ///   - maximumLength: The most tokens of a text, as in `encode(_:maximumLength:)` of one.
    /// - Returns: The tokens of each text, in the order of the texts.
    public func encode(_ texts: [String], maximumLength: Int? = nil) -> TokenSequences {
        encode(source: texts, maximumLength: maximumLength)
    }

    package func encode(
        source texts: some TextSource,
        maximumLength: Int? = nil,
        addingSpecialTokens: Bool = true
    ) -> TokenSequences {
        let pieces = model.template.pieces(
            isPair: false,
            addingSpecialTokens: addingSpecialTokens
        )
        let room = TokenTemplate.room(in: pieces, maximumLength)
        let parts = Threads.map(texts.count, minimumPart: 16) { range in
            var pass = XLMRobertaPass(model, texts: range.count)
            return pass.encode(
                texts,
                range,
                in: pieces,
                room: room,
                truncatesStart: model.rules.truncatesStart
            )
        }
        return TokenSequences(parts: parts)
    }

    package func inspect(
        source texts: some TextSource,
        maximumLength: Int? = nil
    ) -> [TextInspection] {
        encode(source: texts, addingSpecialTokens: false).inspections(
            unknown: unknownID,
            maximum: maximumLength.map { $0 - specialTokenCount }
        )
    }

    package var specialTokenCount: Int { TokenTemplate.specialCount(model.template.single) }

    /// The text of tokens, without the special ones. What the normaliser changed stays changed.
    ///
    /// - Parameter ids: Numbers of tokens; those that no token has are passed over.
    public func decode(_ ids: some Sequence<Int>) -> String {
        var text: [UInt8] = []
        var isFirst = true
        for id in ids where !model.added.isSpecial(id) {
            guard let token = model.pieces.tokens.bytes(of: id) else { continue }
            model.decoder.decode(token, isFirst: isFirst, to: &text)
            isFirst = false
        }
        return String(decoding: text, as: UTF8.self)
    }
}

/// One thread's work: cuts text after text into tokens, in memory that it keeps.
struct XLMRobertaPass: TokenizerPass, ~Copyable {
    private let model: XLMRobertaTokenizer.Model
    private let cache: WordCache
    private var segmenter = UnigramWordSegmenter()

    private var ids = GrowableBuffer<Int32>(capacity: 4096)
    /// A part of a text in its normal form.
    private var normalized = GrowableBuffer<UInt8>(capacity: 1024)
    /// A word, with bytes behind it that can be read.
    private var text = GrowableBuffer<UInt8>(capacity: 1024)

    /// A pass over about as many texts.
    init(_ model: XLMRobertaTokenizer.Model, texts: Int) {
        self.model = model
        cache = WordCache(texts: texts, maximumSize: 1 << 15)
    }

    var tokens: UnsafeBufferPointer<Int32> { .init(start: ids.base, count: ids.count) }

    mutating func append(_ id: Int32) { ids.append(id) }

    mutating func keepLast(_ room: Int, from start: Int) { ids.keepLast(room, from: start) }

    mutating func tokenize(_ text: UnsafeBufferPointer<UInt8>, limit: Int) {
        guard let bytes = text.baseAddress, !text.isEmpty else { return }
        // No overflow: a limit may be Int.max.
        let stop = limit < Int.max - ids.count ? ids.count + limit : Int.max
        if model.added.verbatim.findsNothing(in: bytes, text.count) {
            tokenizeSegment(bytes, 0..<text.count, stop)
        } else {
            var parts = model.added.verbatim.parts(of: bytes, text.count)
            while ids.count < stop, let part = parts.next() {
                switch part {
                case .text(let range): tokenizeSegment(bytes, range, stop)
                case .token(let id, _): append(id)
                }
            }
        }
        ids.count = min(ids.count, stop)
    }

    /// Appends the tokens of a part of a text in which no added token stands verbatim.
    private mutating func tokenizeSegment(
        _ bytes: UnsafePointer<UInt8>,
        _ range: Range<Int>,
        _ stop: Int
    ) {
        normalized.removeAll()
        model.normalizer.normalize(bytes + range.lowerBound, range.count, to: &normalized)
        // Stays where it is: nothing is normalised while it is read.
        let text = UnsafePointer(normalized.base)
        guard normalized.count > 0 else { return }
        if model.added.normalized.findsNothing(in: text, normalized.count) {
            return split(
                text,
                0..<normalized.count,
                isFirst: range.lowerBound == 0,
                stop
            )
        }
        var parts = model.added.normalized.parts(of: text, normalized.count)
        while ids.count < stop, let part = parts.next() {
            switch part {
            case .text(let part):
                split(text, part, isFirst: range.lowerBound + part.lowerBound == 0, stop)
            case .token(let id, _): append(id)
            }
        }
    }

    // MARK: Words

    /// Appends the tokens of each word of a part of the normal form, the text's first or another.
    private mutating func split(
        _ bytes: UnsafePointer<UInt8>,
        _ range: Range<Int>,
        isFirst: Bool,
        _ stop: Int
    ) {
        guard model.words.splitsAtWhiteSpace else {
            return replaceBlanks(bytes, range, isFirst: isFirst, stop)
        }
        var start = range.lowerBound
        var position = start
        while position < range.upperBound, ids.count < stop {
            let scalar = UTF8Scalar(bytes, position, range.upperBound)
            if BERTCharacter(scalar.value).isWhiteSpace {
                if start < position {
                    replaceBlanks(bytes, start..<position, isFirst: false, stop)
                }
                start = position + scalar.count
            }
            position += scalar.count
        }
        if start < position, ids.count < stop {
            replaceBlanks(bytes, start..<position, isFirst: false, stop)
        }
    }

    /// Appends the tokens of a part, with the character that stands for blanks in their place.
    private mutating func replaceBlanks(
        _ bytes: UnsafePointer<UInt8>,
        _ range: Range<Int>,
        isFirst: Bool,
        _ stop: Int
    ) {
        text.removeAll()
        text.reserve(range.count + 4 + WordCache.longestWord)
        guard let metaspace = model.words.metaspace else {
            text.append(from: bytes + range.lowerBound, count: range.count)
            text.reserve(WordCache.longestWord)
            return word(0..<text.count)
        }
        let replacement = metaspace.replacement
        let rest = UnsafeBufferPointer(start: bytes + range.lowerBound, count: range.count)
        let isPrefixed =
            switch metaspace.prefix {
            case .always: true
            case .first: isFirst
            case .never: false
            }
        if isPrefixed, rest[0] != UInt8(ascii: " "), !rest.starts(with: replacement) {
            for byte in replacement { text.append(byte) }
        }
        for byte in rest {
            if byte == UInt8(ascii: " ") {
                for byte in replacement { text.append(byte) }
            } else {
                text.append(byte)
            }
        }
        text.reserve(WordCache.longestWord)
        let count = text.count
        var start = 0
        if metaspace.splits {
            var position = 1
            while position < count, ids.count < stop {
                if text[position] == replacement[0], begins(replacement, at: position) {
                    word(start..<position)
                    start = position
                }
                position += 1
            }
        }
        if ids.count < stop { word(start..<count) }
    }

    /// Whether `replacement` stands at `position` of the text.
    private func begins(_ replacement: [UInt8], at position: Int) -> Bool {
        UnsafeBufferPointer(start: text.base + position, count: text.count - position)
            .starts(with: replacement)
    }

    /// Appends the tokens of a word of `text`.
    @inline(__always)
    private mutating func word(_ range: Range<Int>) {
        let word = UnsafePointer(text.base) + range.lowerBound
        guard range.count <= WordCache.longestWord else { return newWord(word, range.count) }
        let key = WordCache.Key(word, range.count)
        let entry = cache.place(of: key)
        if entry.pointee.key == key {
            ids.reserve(WordCache.mostTokens)
            let end = ids.base + ids.count
            (end[0], end[1], end[2]) = entry.pointee.ids
            ids.count += Int(entry.pointee.count)
            return
        }
        let first = ids.count
        newWord(word, range.count)
        if ids.count > first { cache.keep(key, ids.base + first, ids.count - first) }
    }

    @inline(never)
    private mutating func newWord(_ word: UnsafePointer<UInt8>, _ count: Int) {
        let vocabulary = model.pieces
        let pieces = segmenter.segment(
            UnsafeBufferPointer(start: word, count: count),
            with: vocabulary
        )
        var position = 0
        for piece in pieces {
            let length = Int(piece.length)
            if Int(piece.id) == vocabulary.unknown {
                let run = UnsafeBufferPointer(start: word + position, count: length)
                if let id = vocabulary.tokens.id(of: run), id < model.pieceCount {
                    // Scores can be such that unknown characters together are a piece.
                    append(Int32(id))
                } else if !vocabulary.byteIDs.isEmpty,
                    run.allSatisfy({ vocabulary.byteIDs[Int($0)] >= 0 })
                {
                    for byte in run { append(vocabulary.byteIDs[Int(byte)]) }
                } else {
                    append(piece.id)
                }
            } else {
                append(piece.id)
            }
            position += length
        }
    }
}
