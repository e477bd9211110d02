extension PieceTrie {
    /// The unit that follows another one by a byte.
    func child(of unit: Int, _ byte: UInt8) -> Int? {
        let child = units[unit].base ^ Int(byte)
        return units[child].link & 0x1FF == Unit.isNode | UInt32(byte) ? child : nil
    }

    /// The length of the longest key that `text` begins with; 0 for none.
    func longestPrefix(of text: UnsafeBufferPointer<UInt8>) -> Int {
        var unit = 0
        var longest = 0
        for (index, byte) in text.enumerated() {
            guard let child = child(of: unit, byte) else { break }
            unit = child
            if keys[unit] >= 0 { longest = index + 1 }
        }
        return longest
    }
}
