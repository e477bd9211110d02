/// A small read-only table from short words to values, on bytes: a hash table over one literal.
///
/// The literal holds one entry a line: the key, and where there is one a tab and its value. Keys
/// have at most 16 bytes, so a key is two integers and a look-up compares nothing else. The table
/// is built at its first use in a few microseconds; nothing is copied out of the literal.
struct WordTable: Sendable {
    private struct Entry {
        var key = PackedWord()
        var valueStart: UInt32 = 0
        var valueCount: UInt32 = 0
    }

    private let mask: Int
    // Never freed: each table is a global that lives as long as the process.
    nonisolated(unsafe) private let entries: UnsafeMutablePointer<Entry>
    nonisolated(unsafe) private let text: UnsafePointer<UInt8>
    private let textCount: Int

    init(_ literal: StaticString) {
        text = literal.utf8Start
        textCount = literal.utf8CodeUnitCount
        let bytes = UnsafeBufferPointer(start: text, count: textCount)
        var lines = 1
        for byte in bytes where byte == UInt8(ascii: "\n") { lines += 1 }
        var capacity = 16
        while capacity < lines * 3 { capacity *= 2 }
        mask = capacity - 1
        entries = .allocate(capacity: capacity)
        entries.initialize(repeating: Entry(), count: capacity)

        var start = 0
        while start < textCount {
            var end = start
            while end < textCount, bytes[end] != UInt8(ascii: "\n") { end += 1 }
            var keyEnd = start
            while keyEnd < end, bytes[keyEnd] != UInt8(ascii: "\t") { keyEnd += 1 }
            insert(start, keyEnd, end)
            start = end + 1
        }
    }

    private func insert(_ start: Int, _ keyEnd: Int, _ end: Int) {
        precondition(
            keyEnd > start && keyEnd - start <= PackedWord.capacity,
            "a key of 1 to 16 bytes is needed"
        )
        let key = PackedWord(text + start, keyEnd - start)
        var slot = key.hash & mask
        while !entries[slot].key.isEmpty {
            precondition(entries[slot].key != key, "a key stands twice in a word table")
            slot = (slot + 1) & mask
        }
        let valueStart = min(keyEnd + 1, end)
        entries[slot] = Entry(
            key: key,
            valueStart: UInt32(valueStart),
            valueCount: UInt32(end - valueStart)
        )
    }

    /// The value of the `count` bytes at `word`; empty for a key without one, `nil` for no key.
    @inline(__always)
    func value(_ word: UnsafePointer<UInt8>, _ count: Int) -> UnsafeBufferPointer<UInt8>? {
        guard count > 0, count <= PackedWord.capacity else { return nil }
        return value(PackedWord(word, count))
    }

    /// Whether the `count` bytes at `word` are a key, for keys in lower case.
    func contains(_ word: UnsafePointer<UInt8>, _ count: Int, ignoringCase: Bool) -> Bool {
        guard ignoringCase, count > 0, count <= PackedWord.capacity else {
            return contains(word, count)
        }
        return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: PackedWord.capacity) {
            for index in 0..<count { $0[index] = word[index].asciiLowercased }
            return contains($0.baseAddress!, count)
        }
    }

    @inline(__always)
    private func value(_ key: PackedWord) -> UnsafeBufferPointer<UInt8>? {
        var slot = key.hash & mask
        while !entries[slot].key.isEmpty {
            if entries[slot].key == key {
                return UnsafeBufferPointer(
                    start: text + Int(entries[slot].valueStart),
                    count: Int(entries[slot].valueCount)
                )
            }
            slot = (slot + 1) & mask
        }
        return nil
    }

    /// Whether the `count` bytes at `word` are a key.
    @inline(__always)
    func contains(_ word: UnsafePointer<UInt8>, _ count: Int) -> Bool {
        value(word, count) != nil
    }
}

/// Up to 16 bytes as two integers. No key holds a NUL, so the padding cannot make two words equal.
struct PackedWord: Equatable {
    static let capacity = 16

    var low: UInt64 = 0
    var high: UInt64 = 0

    init() {}

    @inline(__always)
    init(_ word: UnsafePointer<UInt8>, _ count: Int) {
        for index in 0..<min(count, 8) { low |= UInt64(word[index]) << UInt64(8 * index) }
        if count > 8 {
            for index in 8..<count { high |= UInt64(word[index]) << UInt64(8 * (index - 8)) }
        }
    }

    @inline(__always)
    var isEmpty: Bool { low == 0 }

    @inline(__always)
    var hash: Int {
        let mixed = (low ^ (high &* 0x9E37_79B9_7F4A_7C15)) &* 0xD6E8_FEB8_6659_FD93
        return Int(truncatingIfNeeded: mixed >> 40)
    }
}
