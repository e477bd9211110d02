import SwiftletBase

extension XLMRobertaTokenizer {
    func encode(
        _ texts: some TextSource,
        _ range: Range<Int>,
        in frame: EncodingFrame
    ) -> (tokens: [Int32], ends: [Int]) {
        var pass = XLMRobertaPass(model, texts: range.count)
        return pass.encode(texts, range, in: frame)
    }
}

/// One thread's work: cuts text after text into tokens, in memory that it keeps.
struct XLMRobertaPass: TokenizerPass, ~Copyable {
    private let model: XLMRobertaTokenizer.Model
    let cache: WordCache
    let added: AddedTokens
    private var segmenter = UnigramWordSegmenter()

    var ids: GrowableBuffer<Int32>
    /// A part of a text in its normal form.
    private var normalized = GrowableBuffer<UInt8>(capacity: 1024)
    /// A word, followed by bytes that may be read.
    private var text = GrowableBuffer<UInt8>(capacity: 1024)

    /// A pass over about as many texts.
    init(_ model: XLMRobertaTokenizer.Model, texts: Int) {
        self.model = model
        added = model.added
        ids = Self.room(for: texts)
        cache = WordCache(texts: texts, maximumSize: 1 << 15)
    }

    mutating func tokenizeSegment(
        _ bytes: UnsafePointer<UInt8>,
        _ range: Range<Int>,
        _ stop: Int
    ) {
        normalized.removeAll()
        model.normalizer.normalize(bytes + range.lowerBound, range.count, to: &normalized)
        // Stays where it is: nothing is normalised while it is read.
        let text = UnsafePointer(normalized.base)
        guard normalized.count > 0 else { return }
        if added.normalized.findsNothing(in: text, normalized.count) {
            return split(
                text,
                0..<normalized.count,
                isFirst: range.lowerBound == 0,
                stop
            )
        }
        var parts = added.normalized.parts(of: text, normalized.count)
        while ids.count < stop, let part = parts.next() {
            switch part {
            case .text(let part):
                split(text, part, isFirst: range.lowerBound + part.lowerBound == 0, stop)
            case .token(let id, _): ids.append(id)
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
            return word(text.base, 0..<text.count)
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
                    word(text.base, start..<position)
                    start = position
                }
                position += 1
            }
        }
        if ids.count < stop { word(text.base, start..<count) }
    }

    /// Whether `replacement` stands at `position` of the text.
    private func begins(_ replacement: [UInt8], at position: Int) -> Bool {
        UnsafeBufferPointer(start: text.base + position, count: text.count - position)
            .starts(with: replacement)
    }

    @inline(never)
    mutating func newWord(_ bytes: UnsafePointer<UInt8>, _ range: Range<Int>) {
        let word = bytes + range.lowerBound
        let vocabulary = model.pieces
        let pieces = segmenter.segment(
            UnsafeBufferPointer(start: word, count: range.count),
            with: vocabulary
        )
        var position = 0
        for piece in pieces {
            let length = Int(piece.length)
            if Int(piece.id) == vocabulary.unknown {
                let run = UnsafeBufferPointer(start: word + position, count: length)
                if let id = vocabulary.tokens.id(of: run), id < model.pieceCount {
                    // Scores can be such that unknown characters together are a piece.
                    ids.append(Int32(id))
                } else if !vocabulary.byteIDs.isEmpty,
                    run.allSatisfy({ vocabulary.byteIDs[Int($0)] >= 0 })
                {
                    for byte in run { ids.append(vocabulary.byteIDs[Int(byte)]) }
                } else {
                    ids.append(piece.id)
                }
            } else {
                ids.append(piece.id)
            }
            position += length
        }
    }
}
