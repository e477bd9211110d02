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
