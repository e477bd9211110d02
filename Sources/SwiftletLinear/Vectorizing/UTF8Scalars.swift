import SwiftletBase

/// The scalar that starts at `position` and how many bytes it takes; a byte that starts none
/// counts as U+FFFD and takes one.
func decodeScalar(
    _ text: UnsafeBufferPointer<UInt8>,
    at position: Int
) -> (scalar: Unicode.Scalar, length: Int) {
    let first = text[position]
    if first < 0x80 { return (Unicode.Scalar(first), 1) }
    let decoded = UTF8Scalar(text.baseAddress!, position, text.count)
    return (Unicode.Scalar(decoded.value)!, decoded.count)
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
