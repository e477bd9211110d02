import SwiftletBase

/// BERT's normaliser: cleans a text, sets Chinese characters apart, strips accents and writes lower
/// case, in that order, as Hugging Face's `BertNormalizer` does.
struct BERTNormalizer: ~Copyable {
    private let cleans: Bool
    private let separatesChinese: Bool
    private let strips: Bool
    private let lowercases: Bool
    private(set) var output: NormalizedText

    /// Reorderable characters since the last that is not, in their canonical decomposition.
    private var pending: [Pending] = []
    /// Where the characters of the original stand that begin one of `pending`.
    private var pendingOrigins: [Range<Int>] = []
    private var pendingIsKept = false
    /// Where the last character that was not reorderable stood.
    private var lastOrigin = 0..<0

    private struct Pending {
        var scalar: UInt32
        var combiningClass: UInt32
        var position: Int
        /// The first of its original character.
        var isFirst: Bool
        var isMark: Bool
    }

    init(_ settings: WordPieceSettings, tracksOrigins: Bool) {
        cleans = settings.cleansText
        separatesChinese = settings.separatesChineseCharacters
        strips = settings.stripsAccents ?? settings.lowercases
        lowercases = settings.lowercases
        output = NormalizedText(tracksOrigins: tracksOrigins)
    }

    /// Replaces `output` by the normal form of the bytes `range` of a text.
    mutating func normalize(_ bytes: UnsafePointer<UInt8>, _ range: Range<Int>) {
        output.removeAll()
        lastOrigin = range.lowerBound..<range.lowerBound
        var position = range.lowerBound
        let end = range.upperBound
        output.reserve(range.count)
        while position < end {
            if end - position >= 8 {
                let raw = UnsafeRawPointer(bytes + position)
                let word = UInt64(littleEndian: raw.loadUnaligned(as: UInt64.self))
                if isPlain(word) {
                    flush()
                    output.reserve(8)
                    output.put(eight: lowercases ? lowercased(word) : word, from: position)
                    position += 8
                    continue
                }
            }
            let next = min(position + 8, end)
            while position < next {
                let scalar = UTF8Scalar(bytes, position, end)
                append(scalar.value, from: position..<position + scalar.count)
                position += scalar.count
            }
        }
        flush()
    }

    // MARK: Eight bytes at once

    private static let ones: UInt64 = 0x0101_0101_0101_0101

    /// Whether all eight bytes are ASCII, and none a control character that would be cleaned.
    @inline(__always)
    private func isPlain(_ word: UInt64) -> Bool {
        let high = 0x80 &* Self.ones
        if word & high != 0 { return false }
        if !cleans { return true }
        // The high bit of a byte is set where it is 0x20 and above, or 0x7F.
        let notControl = word &+ 0x60 &* Self.ones
        let delete = word &+ Self.ones
        return (notControl & ~delete) & high == high
    }

    /// Eight bytes of ASCII in lower case.
    @inline(__always)
    private func lowercased(_ word: UInt64) -> UInt64 {
        let fromA = word &+ (0x80 - 0x41) &* Self.ones
        let pastZ = word &+ (0x80 - 0x5B) &* Self.ones
        return word | ((fromA & ~pastZ) & (0x80 &* Self.ones)) >> 2
    }

    // MARK: One character

    private mutating func append(_ scalar: UInt32, from origin: Range<Int>) {
        let character = BERTCharacter(scalar)
        if cleans {
            if character.isRemoved { return }
            if character.isWhiteSpace {
                flush()
                lastOrigin = origin
                output.put(0x20, from: origin)
                return
            }
        }
        let isChinese = separatesChinese && BERTCharacter.isChinese(scalar)
        if isChinese {
            flush()
            output.put(0x20, from: origin)
        }
        if !strips {
            put(scalar, character, from: origin)
        } else if character.hasDecomposition {
            let parts = BERTCharacter.decomposition(of: scalar)
            for index in 0..<4 where parts[index] != 0 {
                place(parts[index], BERTCharacter(parts[index]), isFirst: index == 0, from: origin)
            }
        } else {
            place(scalar, character, isFirst: true, from: origin)
        }
        if isChinese {
            output.put(0x20, from: origin)
        }
    }

    /// Writes one character of the decomposed text, or keeps it back where its order is not known.
    private mutating func place(
        _ scalar: UInt32,
        _ character: BERTCharacter,
        isFirst: Bool,
        from origin: Range<Int>
    ) {
        if !character.isReorderable {
            flush()
            lastOrigin = origin
            if !character.isMark { put(scalar, character, from: origin) }
            return
        }
        let item = Pending(
            scalar: scalar,
            combiningClass: BERTCharacter.combiningClass(of: scalar),
            position: pending.count,
            isFirst: isFirst,
            isMark: character.isMark
        )
        pending.append(item)
        if isFirst { pendingOrigins.append(origin) }
        pendingIsKept = pendingIsKept || !character.isMark
    }

    /// Writes the reorderable characters that were kept back, in canonical order, without marks.
    @inline(__always)
    private mutating func flush() {
        if !pending.isEmpty { flushPending() }
    }

    @inline(never)
    private mutating func flushPending() {
        if pendingIsKept {
            pending.sort {
                ($0.combiningClass, $0.position) < ($1.combiningClass, $1.position)
            }
            // Origins go by place, not by character, as the peer has it.
            var taken = 0
            for item in pending {
                if item.isFirst {
                    lastOrigin = pendingOrigins[taken]
                    taken += 1
                }
                if !item.isMark {
                    put(item.scalar, BERTCharacter(item.scalar), from: lastOrigin)
                }
            }
        }
        pending.removeAll(keepingCapacity: true)
        pendingOrigins.removeAll(keepingCapacity: true)
        pendingIsKept = false
    }

    private mutating func put(
        _ scalar: UInt32,
        _ character: BERTCharacter,
        from origin: Range<Int>
    ) {
        guard lowercases, character.hasLowerCase else {
            output.put(scalar, from: origin)
            return
        }
        let (first, second) = BERTCharacter.lowerCase(of: scalar)
        output.put(first, from: origin)
        if second != 0 { output.put(second, from: origin) }
    }
}

extension BERTNormalizer {
    /// The normal form of a text.
    static func normalized(_ text: String, _ settings: WordPieceSettings) -> [UInt8] {
        var normalizer = BERTNormalizer(settings, tracksOrigins: false)
        var text = text
        text.withUTF8 { bytes in
            if let start = bytes.baseAddress { normalizer.normalize(start, 0..<bytes.count) }
        }
        return Array(
            UnsafeBufferPointer(
                start: normalizer.output.bytes.base,
                count: normalizer.output.bytes.count
            )
        )
    }
}

/// A text as the normaliser writes it, and for each of its bytes, where that is wanted, the bytes
/// of the original that it comes from.
struct NormalizedText: ~Copyable {
    /// How many bytes past the end may be read: words are loaded eight bytes at a time.
    private static let slack = 16

    private(set) var bytes = GrowableBuffer<UInt8>(capacity: 1024)
    private let tracksOrigins: Bool
    private var origins: [Range<Int>] = []

    init(tracksOrigins: Bool) { self.tracksOrigins = tracksOrigins }

    mutating func removeAll() {
        bytes.removeAll()
        if tracksOrigins { origins.removeAll(keepingCapacity: true) }
    }

    /// Makes room for `additional` more bytes, which may move the memory.
    @inline(__always)
    mutating func reserve(_ additional: Int) { bytes.reserve(additional + Self.slack) }

    /// Writes a scalar that comes from the bytes `origin` of the original.
    @inline(__always)
    mutating func put(_ scalar: UInt32, from origin: Range<Int>) {
        reserve(4)
        let length = UTF8Scalar.encode(scalar, to: bytes.base + bytes.count)
        if tracksOrigins { appendOrigins(origin, count: length) }
        bytes.count += length
    }

    /// Writes eight bytes of ASCII, which stand in the original from `start` on. Room for them
    /// must have been reserved.
    @inline(__always)
    mutating func put(eight word: UInt64, from start: Int) {
        UnsafeMutableRawPointer(bytes.base + bytes.count)
            .storeBytes(of: word.littleEndian, as: UInt64.self)
        if tracksOrigins {
            for place in start..<start + 8 { appendOrigins(place..<place + 1, count: 1) }
        }
        bytes.count += 8
    }

    @inline(never)
    private mutating func appendOrigins(_ origin: Range<Int>, count: Int) {
        origins += repeatElement(origin, count: count)
    }

    /// The bytes of the original that `range`, which is not empty, comes from.
    func origin(of range: Range<Int>) -> Range<Int> {
        origins[range.lowerBound].lowerBound..<origins[range.upperBound - 1].upperBound
    }
}
