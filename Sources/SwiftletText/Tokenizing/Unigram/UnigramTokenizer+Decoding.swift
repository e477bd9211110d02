import SwiftletBase

extension UnigramTokenizer {
    /// The text that tokens stand for.
    ///
    /// What the normaliser changed stays changed. An unknown token becomes what the model says,
    /// mostly ` ⁇ `; tokens of bytes that are not UTF-8 together become U+FFFD, one for each byte;
    /// tokens for a beginning, an end or padding become nothing.
    ///
    /// - Parameter tokens: Each must be from 0 to ``vocabularySize`` - 1.
    public func decode(_ tokens: some Sequence<Int>) -> String {
        let vocabulary = model.vocabulary
        var text: [UInt8] = []
        var bytes: [UInt8] = []
        var isAtBeginning = true
        for token in tokens {
            requireToken(token)
            let type = vocabulary.type(of: token)
            var piece = vocabulary.piece(token)
            if type == .byte {
                bytes.append(PieceChecker.byte(piece)!)
                continue
            }
            Self.append(&bytes, to: &text)
            if !text.isEmpty { isAtBeginning = false }
            if type == .control { continue }
            var hasFirstSpace = false
            if isAtBeginning && model.removesFirstSpace && piece.starts(with: Self.space) {
                piece = piece.dropFirst(Self.space.count)
                hasFirstSpace = !model.removesLeadingSpaces
            }
            if type == .unknown {
                text += model.unknownSurface
            } else {
                Self.append(piece, to: &text)
            }
            if hasFirstSpace || !text.isEmpty { isAtBeginning = false }
        }
        Self.append(&bytes, to: &text)
        guard let denormalizer = model.denormalizer else {
            return String(decoding: text, as: UTF8.self)
        }
        var output = GrowableBuffer<UInt8>(capacity: text.count * 2)
        text.withUnsafeBufferPointer { denormalizer.normalize($0, to: &output) }
        return String(
            decoding: UnsafeBufferPointer(start: output.base, count: output.count),
            as: UTF8.self
        )
    }

    /// U+2581, which stands for a space.
    private static let space: [UInt8] = [0xE2, 0x96, 0x81]

    /// Writes a piece with spaces for U+2581.
    private static func append(_ piece: ArraySlice<UInt8>, to text: inout [UInt8]) {
        var rest = piece
        while let byte = rest.first {
            if byte == space[0] && rest.starts(with: space) {
                text.append(UInt8(ascii: " "))
                rest = rest.dropFirst(space.count)
            } else {
                text.append(byte)
                rest = rest.dropFirst()
            }
        }
    }

    /// Writes the characters that `bytes` are, and empties it.
    private static func append(_ bytes: inout [UInt8], to text: inout [UInt8]) {
        bytes.withUnsafeBufferPointer { bytes in
            var position = 0
            while position < bytes.count {
                let scalar = UTF8Scalar(bytes.baseAddress!, position, bytes.count)
                if scalar.isValid {
                    text += bytes[position..<position + scalar.count]
                } else {
                    text += [0xEF, 0xBF, 0xBD]
                }
                position += scalar.count
            }
        }
        bytes.removeAll(keepingCapacity: true)
    }
}
