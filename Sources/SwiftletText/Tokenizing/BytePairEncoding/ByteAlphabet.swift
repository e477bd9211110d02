/// The characters that stand for bytes in the tokens of byte-level BPE: a printable character of
/// Latin-1 for its own byte, and those from U+0100 on, in order, for the other bytes.
///
/// Reference: Radford et al., "Language Models are Unsupervised Multitask Learners", 2019.
enum ByteAlphabet {
    private static func isPrintable(_ byte: UInt8) -> Bool {
        (0x21...0x7E).contains(byte) || (0xA1...0xAC).contains(byte) || byte >= 0xAE
    }

    /// The character of each byte.
    static let characters: [Unicode.Scalar] = {
        var next: UInt32 = 0x100
        return (UInt8.min...UInt8.max).map { byte in
            if isPrintable(byte) { return Unicode.Scalar(byte) }
            defer { next += 1 }
            return Unicode.Scalar(next)!
        }
    }()

    /// The byte of each character up to U+0143, -1 where it stands for none.
    static let bytes: [Int16] = {
        var bytes = [Int16](repeating: -1, count: 0x144)
        for (byte, character) in characters.enumerated() {
            bytes[Int(character.value)] = Int16(byte)
        }
        return bytes
    }()

    /// The bytes that a token stands for: its own text where a character of it is no byte's.
    static func decoded(_ token: ArraySlice<UInt8>) -> [UInt8] {
        var result: [UInt8] = []
        for character in String(decoding: token, as: UTF8.self).unicodeScalars {
            guard character.value < bytes.count, bytes[Int(character.value)] >= 0 else {
                return Array(token)
            }
            result.append(UInt8(bytes[Int(character.value)]))
        }
        return result
    }
}
