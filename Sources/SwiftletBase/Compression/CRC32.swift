/// The checksum of gzip: CRC-32 with the polynomial 0xEDB88320, eight bytes at a time.
package struct CRC32 {
    private var state: UInt32 = 0xFFFF_FFFF

    package init() {}

    package var value: UInt32 { ~state }

    package mutating func add(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard let base = bytes.baseAddress else { return }
        var state = state
        var index = 0
        Self.tables.withUnsafeBufferPointer { tables in
            while index + 8 <= bytes.count {
                let word = UnsafeRawPointer(base + index).loadUnaligned(as: UInt64.self)
                let mixed = UInt64(littleEndian: word) ^ UInt64(state)
                state = 0
                // The byte read first passes through the most tables.
                for byte in 0..<8 {
                    let value = Int(truncatingIfNeeded: mixed >> UInt64(8 * byte)) & 0xFF
                    state ^= tables[(7 - byte) << 8 | value]
                }
                index += 8
            }
            while index < bytes.count {
                state = state >> 8 ^ tables[Int((state ^ UInt32(base[index])) & 0xFF)]
                index += 1
            }
        }
        self.state = state
    }

    /// Table k gives what a byte makes of the state once k zero bytes have followed it.
    private static let tables: [UInt32] = {
        var tables = [UInt32](repeating: 0, count: 8 * 256)
        for byte in 0..<256 {
            var state = UInt32(byte)
            for _ in 0..<8 { state = state & 1 == 0 ? state >> 1 : state >> 1 ^ 0xEDB8_8320 }
            tables[byte] = state
        }
        for index in 256..<tables.count {
            let state = tables[index - 256]
            tables[index] = state >> 8 ^ tables[Int(state & 0xFF)]
        }
        return tables
    }()
}
