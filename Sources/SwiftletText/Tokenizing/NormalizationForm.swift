import SwiftletBase

/// Unicode's four normal forms, as Hugging Face's tokenizers make them: of Unicode 9.0, so characters
/// that are younger stay as they are.
enum NormalizationForm: String, Sendable {
    case nfc = "NFC"
    case nfd = "NFD"
    case nfkc = "NFKC"
    case nfkd = "NFKD"

    private var isCompatible: Bool { self == .nfkc || self == .nfkd }
    private var composes: Bool { self == .nfc || self == .nfkc }

    /// Appends the normal form of `text` to `output`.
    func normalize(
        _ text: UnsafeBufferPointer<UInt8>,
        to output: inout GrowableBuffer<UInt8>
    ) {
        guard let bytes = text.baseAddress else { return }
        if text.allSatisfy({ $0 < 0x80 }) { return output.append(from: bytes, count: text.count) }
        var scalars = decomposed(bytes, text.count)
        Self.order(&scalars)
        if composes { Self.compose(&scalars) }
        for scalar in scalars {
            output.reserve(4)
            output.count += UTF8Scalar.encode(scalar.value, to: output.base + output.count)
        }
    }

    private struct Scalar {
        var value: UInt32
        /// The canonical combining class.
        var order: UInt32

        init(_ value: UInt32) {
            self.value = value
            order =
                BERTCharacter(value).isReorderable ? BERTCharacter.combiningClass(of: value) : 0
        }
    }

    private func decomposed(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> [Scalar] {
        var scalars: [Scalar] = []
        scalars.reserveCapacity(count)
        var position = 0
        while position < count {
            let scalar = UTF8Scalar(bytes, position, count)
            position += scalar.count
            if isCompatible, let parts = BERTCharacter.compatibilityDecomposition(of: scalar.value)
            {
                for part in parts { scalars.append(Scalar(part)) }
            } else if BERTCharacter(scalar.value).hasDecomposition {
                let parts = BERTCharacter.decomposition(of: scalar.value)
                for index in 0..<4 where parts[index] != 0 { scalars.append(Scalar(parts[index])) }
            } else {
                scalars.append(Scalar(scalar.value))
            }
        }
        return scalars
    }

    /// Puts the marks after each character in the order of their classes.
    private static func order(_ scalars: inout [Scalar]) {
        var start = 0
        while start < scalars.count {
            var end = start
            while end < scalars.count, scalars[end].order != 0 { end += 1 }
            if end - start > 1 {
                // Stable, since marks of one class keep their order.
                let sorted = scalars[start..<end].enumerated().sorted {
                    ($0.element.order, $0.offset) < ($1.element.order, $1.offset)
                }
                scalars.replaceSubrange(start..<end, with: sorted.map(\.element))
            }
            start = end + 1
        }
    }

    /// Joins characters with what follows them where there is one character for both.
    private static func compose(_ scalars: inout [Scalar]) {
        var starter: Int?
        // The class of the last mark that stayed; -1 where none follows the starter.
        var last = -1
        var count = 0
        for scalar in scalars {
            if let starter, last < Int(scalar.order),
                let composite = BERTCharacter.composition(scalars[starter].value, scalar.value)
            {
                scalars[starter].value = composite
                continue
            }
            if scalar.order == 0 {
                (starter, last) = (count, -1)
            } else {
                last = Int(scalar.order)
            }
            scalars[count] = scalar
            count += 1
        }
        scalars.removeLast(scalars.count - count)
    }
}

extension BERTCharacter {
    /// The full compatibility decomposition of a character; nil where that is the canonical one.
    fileprivate static func compatibilityDecomposition(of scalar: UInt32) -> [UInt32]? {
        guard scalar >= 0xA0,
            let place = record(of: scalar, in: compatibilityDecompositions, values: 1)
        else { return nil }
        let found = number(place, digits: 4)
        let start = compatibilityValues.utf8Start + Int(found >> 5) * 4
        return (0..<Int(found & 31)).map { number(start + $0 * 4, digits: 4) }
    }

    /// The character that two others become; nil where there is none.
    fileprivate static func composition(_ first: UInt32, _ second: UInt32) -> UInt32? {
        // Hangul is composed by rule (The Unicode Standard, 3.12).
        if (0x1100...0x1112).contains(first), (0x1161...0x1175).contains(second) {
            return 0xAC00 + ((first - 0x1100) * 21 + second - 0x1161) * 28
        }
        if (0xAC00...0xD7A3).contains(first), (first - 0xAC00) % 28 == 0,
            (0x11A8...0x11C2).contains(second)
        {
            return first + second - 0x11A7
        }
        let wanted = UInt64(first) << 32 | UInt64(second)
        var low = 0
        var high = canonicalCompositions.utf8CodeUnitCount / 12
        while low < high {
            let middle = (low + high) / 2
            let entry = canonicalCompositions.utf8Start + middle * 12
            let key =
                UInt64(number(entry, digits: 4)) << 32 | UInt64(number(entry + 4, digits: 4))
            if key == wanted { return number(entry + 8, digits: 4) }
            if key < wanted { low = middle + 1 } else { high = middle }
        }
        return nil
    }
}
