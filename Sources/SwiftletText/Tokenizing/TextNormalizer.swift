import SwiftletBase

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// What is done to a text before it is cut into words: the `normalizer` of a `tokenizer.json`, step
/// by step.
struct TextNormalizer: Sendable {
    enum Step: Sendable {
        /// Lower case of each character by itself: `Lowercase`.
        case lowercase
        /// Puts a text before one that is not empty: `Prepend`.
        case prepend([UInt8])
        /// Writes the second wherever the first stands: `Replace` of a `String`.
        case replace([UInt8], [UInt8])
        /// Removes the white space at the ends: `Strip`.
        case strip(left: Bool, right: Bool)
        /// Writes this for two and more blanks: `Replace` of the `Regex` ` {2,}`.
        case replaceBlanks([UInt8])
        /// Replaces runs of characters by a map, mostly Unicode's NFKC: `Precompiled`.
        case characterMap(CharacterMap)
    }

    private(set) var steps: [Step] = []

    /// Leaves a text as it is.
    init() {}

    /// Replaces runs of characters by a map.
    init(_ map: CharacterMap) { steps = [.characterMap(map)] }

    var isEmpty: Bool { steps.isEmpty }

    /// The normal form of a text.
    func normalized(_ text: [UInt8]) -> [UInt8] {
        var output = GrowableBuffer<UInt8>(capacity: text.count + 16)
        text.withUnsafeBufferPointer {
            if let start = $0.baseAddress { normalize(start, $0.count, to: &output) }
        }
        return Array(UnsafeBufferPointer(start: output.base, count: output.count))
    }

    /// Appends the normal form of the `count` bytes at `text` to `output`, which is empty.
    func normalize(
        _ text: UnsafePointer<UInt8>,
        _ count: Int,
        to output: inout GrowableBuffer<UInt8>
    ) {
        guard let first = steps.first else { return output.append(from: text, count: count) }
        first.apply(UnsafeBufferPointer(start: text, count: count), to: &output)
        if steps.count == 1 { return }
        var input = GrowableBuffer<UInt8>(capacity: output.count + 16)
        for step in steps.dropFirst() {
            swap(&input, &output)
            output.removeAll()
            step.apply(UnsafeBufferPointer(start: input.base, count: input.count), to: &output)
        }
    }
}

extension TextNormalizer.Step {
    /// Appends what becomes of `text` to `output`.
    fileprivate func apply(
        _ text: UnsafeBufferPointer<UInt8>,
        to output: inout GrowableBuffer<UInt8>
    ) {
        guard let bytes = text.baseAddress, !text.isEmpty else { return }
        output.reserve(text.count)
        switch self {
        case .lowercase:
            var position = 0
            while position < text.count {
                let scalar = UTF8Scalar(bytes, position, text.count)
                position += scalar.count
                let lower =
                    BERTCharacter(scalar.value).hasLowerCase
                    ? BERTCharacter.lowerCase(of: scalar.value) : (scalar.value, 0)
                output.append(scalar: lower.0)
                if lower.1 != 0 { output.append(scalar: lower.1) }
            }
        case .prepend(let prefix):
            output.append(contentsOf: prefix)
            output.append(from: bytes, count: text.count)
        case .replace(let pattern, let content):
            var position = 0
            while position < text.count {
                if text[position] == pattern[0], text[position...].starts(with: pattern) {
                    output.append(contentsOf: content)
                    position += pattern.count
                } else {
                    output.append(bytes[position])
                    position += 1
                }
            }
        case .strip(let left, let right):
            var start = 0
            var end = text.count
            while left, start < end {
                let scalar = UTF8Scalar(bytes, start, end)
                guard BERTCharacter(scalar.value).isWhiteSpace else { break }
                start += scalar.count
            }
            while right, start < end {
                var last = end - 1
                while last > start, bytes[last] & 0xC0 == 0x80 { last -= 1 }
                let scalar = UTF8Scalar(bytes, last, end)
                guard BERTCharacter(scalar.value).isWhiteSpace else { break }
                end = last
            }
            output.append(from: bytes + start, count: end - start)
        case .characterMap(let map): map.normalizeGraphemes(text, to: &output)
        case .replaceBlanks(let content):
            let blank = UInt8(ascii: " ")
            var position = 0
            while position < text.count {
                var end = position
                while end < text.count, bytes[end] == blank { end += 1 }
                if end - position >= 2 {
                    output.append(contentsOf: content)
                    position = end
                } else {
                    output.append(bytes[position])
                    position += 1
                }
            }
        }
    }
}

extension GrowableBuffer<UInt8> {
    fileprivate mutating func append(scalar: UInt32) {
        reserve(4)
        count += UTF8Scalar.encode(scalar, to: base + count)
    }

    fileprivate mutating func append(contentsOf bytes: [UInt8]) {
        reserve(bytes.count)
        for byte in bytes { put(byte) }
    }
}

extension TextNormalizer {
    /// The steps of the `normalizer` of a `tokenizer.json`.
    init(_ value: JSONValue?) throws {
        guard let value, value != .null else { return }
        let object = try value.object()
        switch try object.string("type") {
        case "Sequence":
            for value in try object.array("normalizers") {
                steps += try TextNormalizer(value).steps
            }
        case "Lowercase": steps = [.lowercase]
        case "Prepend": steps = [.prepend(Array(try object.string("prepend").utf8))]
        case "Strip":
            steps = [
                .strip(
                    left: try object.bool("strip_left"),
                    right: try object.bool("strip_right")
                )
            ]
        case "Precompiled":
            let text = try object.string("precompiled_charsmap")
            steps = [.characterMap(try Self.characterMap(text))]
        case "Replace":
            let pattern = try object.object("pattern")
            let content = Array(try object.string("content").utf8)
            if pattern["String"] != nil {
                let text = Array(try pattern.string("String").utf8)
                // The peer finds the empty text nowhere.
                if !text.isEmpty { steps = [.replace(text, content)] }
            } else {
                let expression = try pattern.string("Regex")
                guard expression == " {2,}" else {
                    throw FormatError(
                        place: .member("normalizer"),
                        problem: "it replaces the regular expression \"\(expression)\", which is "
                            + "not supported; \" {2,}\" is",
                        remedy: "Replace a text instead"
                    )
                }
                steps = [.replaceBlanks(content)]
            }
        case let kind:
            throw FormatError(
                place: .member("normalizer"),
                problem: "it is \(kind), which is not supported; Lowercase, Precompiled, "
                    + "Prepend, Replace, Strip and a Sequence of them are",
                remedy: "Normalise the texts before they are encoded, and set it to null"
            )
        }
    }

    /// A map from characters to what replaces them, in Base64.
    private static func characterMap(_ text: String) throws(FormatError) -> CharacterMap {
        var problem = "it is not Base64"
        if let data = Data(base64Encoded: text) {
            do throws(FormatError) {
                return try CharacterMap([UInt8](data))
            } catch {
                problem = error.problem
            }
        }
        throw FormatError(
            place: .member("normalizer.precompiled_charsmap"),
            problem: problem,
            remedy: "Take the file from where the model comes from"
        )
    }
}
