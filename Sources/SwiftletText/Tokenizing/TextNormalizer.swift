import SwiftletBase

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// What is done to a text before it is cut into words: the `normalizer` of a `tokenizer.json`, step
/// by step.
package struct TextNormalizer: Sendable {
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
        /// One of Unicode's normal forms: `NFC`, `NFD`, `NFKC`, `NFKD`.
        case form(NormalizationForm)
        /// Removes control characters and writes every white space as a blank: `Nmt`.
        case nmt
        /// Replaces runs of characters by a map, usually Unicode's NFKC: `Precompiled`.
        case characterMap(CharacterMap)
    }

    private(set) var steps: [Step] = []

    /// Leaves a text as it is.
    init() {}

    /// Replaces runs of characters by a map.
    init(_ map: CharacterMap) { steps = [.characterMap(map)] }

    var isEmpty: Bool { steps.isEmpty }

    /// Whether it writes lower case.
    var lowercases: Bool {
        steps.contains { if case .lowercase = $0 { true } else { false } }
    }

    /// The normalizer with lower case before everything else.
    var lowercased: TextNormalizer {
        var result = self
        result.steps.insert(.lowercase, at: 0)
        return result
    }

    /// The normal form of a text.
    package func normalized(_ text: [UInt8]) -> [UInt8] {
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
            forEachScalar(of: text) { scalar in
                let lower =
                    BERTCharacter(scalar).hasLowerCase
                    ? BERTCharacter.lowerCase(of: scalar) : (scalar, 0)
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
        case .form(let form): form.normalize(text, to: &output)
        case .nmt:
            forEachScalar(of: text) { scalar in
                switch scalar {
                case 0x01...0x08, 0x0B, 0x0E...0x1F, 0x7F, 0x8F, 0x9F: break
                case 0x09, 0x0A, 0x0C, 0x0D, 0x1680, 0x200B...0x200F, 0x2028, 0x2029, 0x2581,
                    0xFEFF, 0xFFFD:
                    output.append(scalar: 0x20)
                default: output.append(scalar: scalar)
                }
            }
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

/// Calls `body` with each scalar of a text.
@inline(__always)
private func forEachScalar(of text: UnsafeBufferPointer<UInt8>, _ body: (UInt32) -> Void) {
    var position = 0
    while position < text.count {
        let scalar = UTF8Scalar(text.baseAddress!, position, text.count)
        position += scalar.count
        body(scalar.value)
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
    package init(_ value: JSONValue?) throws {
        guard let value, value != .null else { return }
        let object = try value.object()
        switch try object.string("type") {
        case "Sequence":
            for value in try object.array("normalizers") {
                steps += try TextNormalizer(value).steps
            }
        case "Lowercase": steps = [.lowercase]
        case "Nmt": steps = [.nmt]
        case let kind where NormalizationForm(rawValue: kind) != nil:
            steps = [.form(NormalizationForm(rawValue: kind)!)]
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
                problem: "it is \(kind), which is not supported; Lowercase, NFC, NFD, NFKC, "
                    + "NFKD, Nmt, Precompiled, Prepend, Replace, Strip and a Sequence of them are",
                remedy: "Normalise the texts before they are encoded, and set it to null"
            )
        }
    }

    /// The first map of characters in the `normalizer` of a `tokenizer.json`; nil where there is none.
    static func firstCharacterMap(_ value: JSONValue?) throws -> CharacterMap? {
        guard let value, value != .null else { return nil }
        let object = try value.object()
        let parts =
            object["type"] == "Sequence"
            ? try object.array("normalizers").map { try $0.object() } : [object]
        return try parts.first { $0["type"] == "Precompiled" }
            .map { try characterMap($0.string("precompiled_charsmap")) }
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

extension CharacterMap {
    /// Appends the normal form of `text` to `output` as Hugging Face's tokenizers make it, which is
    /// not SentencePiece's.
    ///
    /// It goes by what Unicode calls a grapheme cluster, one of fewer than six bytes first as a
    /// whole: what the map says of the shortest run that it begins with replaces all of it. Else
    /// each scalar is replaced by itself.
    func normalizeGraphemes(
        _ text: UnsafeBufferPointer<UInt8>,
        to output: inout GrowableBuffer<UInt8>
    ) {
        var position = 0
        while position < text.count {
            var end = position + 1
            while end < text.count, !Self.isBoundary(text, end) { end += 1 }
            let run = UnsafeBufferPointer(rebasing: text[position..<end])
            if run.count == 1, run[0] < 0x80 {
                normalizeCluster(run, to: &output)
            } else {
                for character in String(decoding: run, as: UTF8.self) {
                    var cluster = String(character)
                    cluster.withUTF8 { normalizeCluster($0, to: &output) }
                }
            }
            position = end
        }
    }

    /// Whether two characters of ASCII meet at `place`, which are one cluster only at a line's end.
    @inline(__always)
    private static func isBoundary(_ text: UnsafeBufferPointer<UInt8>, _ place: Int) -> Bool {
        let (first, second) = (text[place - 1], text[place])
        return first | second < 0x80
            && !(first == UInt8(ascii: "\r") && second == UInt8(ascii: "\n"))
    }

    private func normalizeCluster(
        _ cluster: UnsafeBufferPointer<UInt8>,
        to output: inout GrowableBuffer<UInt8>
    ) {
        if cluster.count < 6, replace(cluster, to: &output) { return }
        var position = 0
        while position < cluster.count {
            let count = UTF8Scalar(cluster.baseAddress!, position, cluster.count).count
            let scalar = UnsafeBufferPointer(rebasing: cluster[position..<position + count])
            if !replace(scalar, to: &output) {
                output.append(from: scalar.baseAddress!, count: count)
            }
            position += count
        }
    }

    /// Appends what the map says of the shortest run that `text` begins with; false where there is
    /// none.
    @inline(__always)
    private func replace(
        _ text: UnsafeBufferPointer<UInt8>,
        to output: inout GrowableBuffer<UInt8>
    ) -> Bool {
        guard let replacement = shortestRun(text) else { return false }
        withReplacement(at: replacement) { bytes in
            if let start = bytes.baseAddress { output.append(from: start, count: bytes.count) }
        }
        return true
    }
}
