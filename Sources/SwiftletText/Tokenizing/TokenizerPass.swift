import SwiftletBase

/// One thread's work of a tokenizer: cuts text after text into tokens, in memory that it keeps.
protocol TokenizerPass: ~Copyable {
    /// The numbers of all tokens so far.
    var ids: GrowableBuffer<Int32> { get set }
    /// The tokens of words met lately.
    var cache: WordCache { get }
    /// The tokens that are found in a text before it is cut into words.
    var added: AddedTokens { get }

    /// Appends the tokens of a part of a text in which no added token stands verbatim, up to the first
    /// word after which there are `stop` or more.
    mutating func tokenizeSegment(
        _ bytes: UnsafePointer<UInt8>,
        _ range: Range<Int>,
        _ stop: Int
    )

    /// Appends an added token that stands verbatim at `range` of a text.
    mutating func append(added id: Int32, at range: Range<Int>)

    /// Removes all tokens but the first ones.
    mutating func keepTokens(_ count: Int)

    /// Appends the tokens of the word that stands at `range` of `bytes`.
    mutating func newWord(_ bytes: UnsafePointer<UInt8>, _ range: Range<Int>)
}

extension TokenizerPass where Self: ~Copyable {
    /// Memory for the tokens of that many tweets, which rarely grows.
    static func room(for texts: Int) -> GrowableBuffer<Int32> {
        GrowableBuffer(capacity: 4096 + 32 * texts)
    }

    mutating func append(added id: Int32, at range: Range<Int>) { ids.append(id) }

    mutating func keepTokens(_ count: Int) { ids.count = count }

    /// Appends the tokens of a text, at most `limit` of them.
    mutating func tokenize(_ text: UnsafeBufferPointer<UInt8>, limit: Int) {
        guard let bytes = text.baseAddress, !text.isEmpty else { return }
        // No overflow: a limit may be Int.max.
        let stop = limit < Int.max - ids.count ? ids.count + limit : Int.max
        if added.verbatim.findsNothing(in: bytes, text.count) {
            tokenizeSegment(bytes, 0..<text.count, stop)
        } else {
            var parts = added.verbatim.parts(of: bytes, text.count)
            while ids.count < stop, let part = parts.next() {
                switch part {
                case .text(let range): tokenizeSegment(bytes, range, stop)
                case .token(let id, let range): append(added: id, at: range)
                }
            }
        }
        if ids.count > stop { keepTokens(stop) }
    }

    /// Appends the tokens of the word that stands at `range` of `bytes`, from the cache where it holds
    /// them. 16 bytes from the word's beginning on must be there to be read.
    @inline(__always)
    mutating func word(_ bytes: UnsafePointer<UInt8>, _ range: Range<Int>) {
        guard range.count <= WordCache.longestWord else { return newWord(bytes, range) }
        let key = WordCache.Key(bytes + range.lowerBound, range.count)
        let entry = cache.place(of: key)
        if entry.pointee.key == key {
            ids.reserve(WordCache.mostTokens)
            let end = ids.base + ids.count
            (end[0], end[1], end[2]) = entry.pointee.ids
            ids.count += Int(entry.pointee.count)
            return
        }
        let first = ids.count
        newWord(bytes, range)
        if ids.count > first { cache.keep(key, ids.base + first, ids.count - first) }
    }
}

/// The tokens of words met lately: of each group of words with the same place the last one.
///
/// Holds words of up to 16 bytes that become up to three tokens, which most are. Its size is bounded
/// and its memory its own pass's, so it needs no lock.
struct WordCache: ~Copyable {
    static let longestWord = 16
    static let mostTokens = 3

    struct Key: Equatable {
        var low: UInt64
        var high: UInt64
        /// A word may end with a byte 0, so its length counts too.
        var length: Int32

        /// The `length` bytes at `text`, up to 16; 16 must be there to be read.
        @inline(__always)
        init(_ text: UnsafePointer<UInt8>, _ length: Int) {
            let raw = UnsafeRawPointer(text)
            low = raw.loadUnaligned(as: UInt64.self).littleEndian
            high = raw.loadUnaligned(fromByteOffset: 8, as: UInt64.self).littleEndian
            // Shifts by 64 and more give 0.
            if length < 8 { low &= (1 << UInt64(8 * length)) &- 1 }
            high &= length <= 8 ? 0 : UInt64.max >> UInt64(8 * (16 - length))
            self.length = Int32(truncatingIfNeeded: length)
        }

        @inline(__always)
        fileprivate var hash: UInt64 {
            let mixed = (low ^ high &* 0x9E37_79B9_7F4A_7C15) &* 0xD6E8_FEB8_6659_FD93
            return mixed >> 32
        }
    }

    struct Entry {
        fileprivate(set) var key: Key
        fileprivate(set) var count: Int32
        fileprivate(set) var ids: (Int32, Int32, Int32)
    }

    private let entries: UnsafeMutablePointer<Entry>
    private let mask: UInt64

    /// A cache for that many texts; at most `maximumSize` words, a power of two.
    init(texts: Int, maximumSize: Int = 4096) {
        var capacity = 8
        while capacity < maximumSize, capacity / 8 < texts { capacity *= 2 }
        entries = .allocate(capacity: capacity)
        // No word has the length 0.
        let zero: UInt64 = 0
        let none = withUnsafeBytes(of: (zero, zero)) {
            Key($0.baseAddress!.assumingMemoryBound(to: UInt8.self), 0)
        }
        entries.initialize(repeating: Entry(key: none, count: 0, ids: (0, 0, 0)), count: capacity)
        mask = UInt64(capacity - 1)
    }

    deinit { entries.deallocate() }

    /// Where the tokens of a word stand if they are here.
    @inline(__always)
    func place(of key: Key) -> UnsafeMutablePointer<Entry> {
        entries + Int(truncatingIfNeeded: key.hash & mask)
    }

    /// Keeps the tokens of a word, where they are few enough.
    func keep(_ key: Key, _ ids: UnsafePointer<Int32>, _ count: Int) {
        guard count <= Self.mostTokens else { return }
        let entry = place(of: key)
        entry.pointee.key = key
        entry.pointee.count = Int32(truncatingIfNeeded: count)
        entry.pointee.ids = (
            ids[0], count > 1 ? ids[1] : 0, count > 2 ? ids[2] : 0
        )
    }
}
