/// The scalar that starts at `position` and how many bytes it takes; a byte that starts none
/// counts as U+FFFD and takes one.
func decodeScalar(
    _ text: UnsafeBufferPointer<UInt8>,
    at position: Int
) -> (scalar: Unicode.Scalar, length: Int) {
    let malformed: (Unicode.Scalar, Int) = ("\u{FFFD}", 1)
    let first = UInt32(text[position])
    if first < 0x80 { return (Unicode.Scalar(UInt8(first)), 1) }
    let length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2
    guard first >= 0xC2, first < 0xF5, position + length <= text.count else { return malformed }
    var value = first & (0x7F >> UInt32(length))
    for offset in 1..<length {
        let next = UInt32(text[position + offset])
        guard next & 0xC0 == 0x80 else { return malformed }
        value = value << 6 | next & 0x3F
    }
    let smallest: UInt32 = length == 4 ? 0x1_0000 : length == 3 ? 0x800 : 0x80
    guard value >= smallest, let scalar = Unicode.Scalar(value) else { return malformed }
    return (scalar, length)
}

/// The scalar that ends before `position`; the text must be well-formed UTF-8 up to there.
func decodeScalar(
    _ text: UnsafeBufferPointer<UInt8>,
    before position: Int
) -> (scalar: Unicode.Scalar, length: Int) {
    var start = position - 1
    while start > 0 && text[start] & 0xC0 == 0x80 && position - start < 4 { start -= 1 }
    return decodeScalar(text, at: start)
}

extension GrowableBuffer<UInt8> {
    /// Appends a scalar's UTF-8.
    mutating func append(_ scalar: Unicode.Scalar) {
        for byte in UTF8.encode(scalar)! { append(byte) }
    }
}
