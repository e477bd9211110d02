import SwiftletBase
import SwiftletPlatform

/// Gives each different token, a run of bytes, a number: 0 for the first, 1 for the next.
///
/// A flat hash table with linear probing. A slot holds a token's first eight bytes, so that most
/// words of a natural language are told apart without a look at where their bytes lie.
struct TokenTable: ~Copyable {
    private struct Slot: BitwiseCopyable {
        var head: UInt64
        var token: UInt32
        /// The low 32 bits of the length in bytes.
        var length: UInt32

        static var empty: Slot { Slot(head: 0, token: .none, length: 0) }
    }

    /// How many bytes behind a token must be readable, whatever they hold.
    static var padding: Int { 8 }

    private var slots: UnsafeMutablePointer<Slot>
    private var mask: Int
    private var bytes: GrowableBuffer<UInt8>
    /// Where each token starts in `bytes`, and where the last one ends.
    private var starts: GrowableBuffer<Int>

    init(capacity: Int = 512) {
        var slotCount = 16
        while slotCount < capacity * 2 { slotCount *= 2 }
        mask = slotCount - 1
        slots = .allocate(capacity: slotCount)
        slots.initialize(repeating: .empty, count: slotCount)
        bytes = GrowableBuffer(capacity: max(16, capacity * 8))
        starts = GrowableBuffer(capacity: max(16, capacity + 1))
        starts.append(0)
    }

    deinit { slots.deallocate() }

    var count: Int { starts.count - 1 }

    /// The bytes of a token, valid until the next `intern`.
    @inline(__always)
    subscript(token: UInt32) -> UnsafeBufferPointer<UInt8> {
        let start = starts[Int(token)]
        return UnsafeBufferPointer(
            start: UnsafePointer(bytes.base + start),
            count: starts[Int(token) + 1] - start
        )
    }

    /// The number of a token, or `.none`. `TokenTable.padding` bytes behind it must be readable.
    @inline(__always)
    func find(_ token: UnsafePointer<UInt8>, count: Int) -> UInt32 {
        let head = Self.head(token, count: count)
        let slot = slot(of: token, count: count, head: head)
        return slots[slot].token
    }

    /// The number of a token, which it gets now if it is new. `TokenTable.padding` bytes behind
    /// it must be readable.
    @inline(__always)
    mutating func intern(_ token: UnsafePointer<UInt8>, count: Int) -> UInt32 {
        let head = Self.head(token, count: count)
        let slot = slot(of: token, count: count, head: head)
        let known = slots[slot].token
        if known != .none { return known }
        return insert(token, count: count, head: head, at: slot)
    }

    @inline(never)
    private mutating func insert(
        _ token: UnsafePointer<UInt8>,
        count length: Int,
        head: UInt64,
        at slot: Int
    ) -> UInt32 {
        let number = UInt32(count)
        slots[slot] = Slot(
            head: head,
            token: number,
            length: UInt32(truncatingIfNeeded: length)
        )
        bytes.append(from: token, count: length)
        bytes.reserve(Self.padding)
        starts.append(bytes.count)
        if count * 2 > mask { grow() }
        return number
    }

    private mutating func grow() {
        let slotCount = (mask + 1) * 2
        slots.deallocate()
        slots = .allocate(capacity: slotCount)
        slots.initialize(repeating: .empty, count: slotCount)
        mask = slotCount - 1
        for number in 0..<UInt32(count) {
            let token = self[number]
            let start = token.baseAddress!
            let head = Self.head(start, count: token.count)
            var slot = Int(truncatingIfNeeded: Self.hash(start, count: token.count, head: head))
            slot &= mask
            while slots[slot].token != .none { slot = (slot &+ 1) & mask }
            slots[slot] = Slot(
                head: head,
                token: number,
                length: UInt32(truncatingIfNeeded: token.count)
            )
        }
    }

    /// The slot where the token stands, or the empty one where it belongs.
    @inline(__always)
    private func slot(of token: UnsafePointer<UInt8>, count: Int, head: UInt64) -> Int {
        let length = UInt32(truncatingIfNeeded: count)
        var slot = Int(truncatingIfNeeded: Self.hash(token, count: count, head: head)) & mask
        while true {
            let entry = slots[slot]
            if entry.token == .none { return slot }
            if entry.head == head && entry.length == length
                && (count <= 8 || hasTail(entry.token, token, count: count))
            {
                return slot
            }
            slot = (slot &+ 1) & mask
        }
    }

    private func hasTail(_ known: UInt32, _ token: UnsafePointer<UInt8>, count: Int) -> Bool {
        let bytes = self[known]
        return bytes.count == count && memcmp(bytes.baseAddress! + 8, token + 8, count - 8) == 0
    }

    /// The first eight bytes, zeros where the token is shorter.
    @inline(__always)
    private static func head(_ token: UnsafePointer<UInt8>, count: Int) -> UInt64 {
        let word = UnsafeRawPointer(token).loadUnaligned(as: UInt64.self).littleEndian
        return count >= 8 ? word : word & ((1 &<< (UInt64(truncatingIfNeeded: count) &* 8)) &- 1)
    }

    @inline(__always)
    private static func hash(
        _ token: UnsafePointer<UInt8>,
        count: Int,
        head: UInt64
    ) -> UInt64 {
        let seeded = head ^ (UInt64(truncatingIfNeeded: count) &* 0x9E37_79B9_7F4A_7C15)
        var hash = seeded.foldedProduct(0xD6E8_FEB8_6659_FD93)
        var position = 8
        while position < count {
            let rest = Self.head(token + position, count: count - position)
            hash = (hash ^ rest).foldedProduct(0xA076_1D64_78BD_642F)
            position += 8
        }
        return hash
    }
}

extension UInt32 {
    /// The number that stands for "no token", "no n-gram" and "no column".
    static var none: UInt32 { .max }
}
