/// Why a body is no JSON, in the words and with the place of Python's `json`.
struct RequestJSONError: Error, Equatable {
    /// What was expected, such as "Expecting value".
    let message: String
    /// Where, in characters from the beginning.
    let position: Int
}

/// Thrown where values are nested deeper than ``RequestJSONParser/maximumDepth``.
struct RequestJSONDepthError: Error {}

/// Reads the JSON of a request in one pass over its bytes, which must be valid UTF-8.
struct RequestJSONParser {
    /// How deep arrays and objects may stand in each other; Python gives up near 1,000.
    static let maximumDepth = 900

    private let bytes: UnsafeBufferPointer<UInt8>
    private var index = 0
    private var depth = 0

    /// Parses one value and nothing behind it but white space.
    ///
    /// - Throws: `RequestJSONError` or `RequestJSONDepthError`.
    static func parse(_ bytes: UnsafeBufferPointer<UInt8>) throws -> RequestJSON {
        var parser = RequestJSONParser(bytes: bytes)
        parser.skipWhiteSpace()
        let value = try parser.value()
        parser.skipWhiteSpace()
        if parser.index < bytes.count { throw parser.error("Extra data") }
        return value
    }

    private init(bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    private var current: UInt8? { index < bytes.count ? bytes[index] : nil }

    /// An error at a byte, by default the current one; its place is given in characters.
    private func error(_ message: String, at byte: Int? = nil) -> RequestJSONError {
        let end = min(byte ?? index, bytes.count)
        let position = bytes[..<end].reduce(0) { $0 + ($1 & 0xC0 == 0x80 ? 0 : 1) }
        return RequestJSONError(message: message, position: position)
    }

    private mutating func skipWhiteSpace() {
        while let byte = current, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 {
            index += 1
        }
    }

    private mutating func value() throws -> RequestJSON {
        switch current {
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "{"): return try nested { try $0.object() }
        case UInt8(ascii: "["): return try nested { try $0.array() }
        case UInt8(ascii: "n") where skip("null"): return .null
        case UInt8(ascii: "t") where skip("true"): return .bool(true)
        case UInt8(ascii: "f") where skip("false"): return .bool(false)
        case UInt8(ascii: "N") where skip("NaN"): return .float(.nan)
        case UInt8(ascii: "I") where skip("Infinity"): return .float(.infinity)
        case UInt8(ascii: "-") where skip("-Infinity"): return .float(-.infinity)
        default: return try number()
        }
    }

    private mutating func nested(
        _ parse: (inout Self) throws -> RequestJSON
    ) throws -> RequestJSON {
        depth += 1
        defer { depth -= 1 }
        if depth > Self.maximumDepth { throw RequestJSONDepthError() }
        return try parse(&self)
    }

    /// Steps over a word that stands here; false where another does.
    private mutating func skip(_ word: StaticString) -> Bool {
        let count = word.utf8CodeUnitCount
        guard index + count <= bytes.count else { return false }
        for offset in 0..<count where bytes[index + offset] != word.utf8Start[offset] {
            return false
        }
        index += count
        return true
    }

    private mutating func object() throws -> RequestJSON {
        var object = RequestJSON.Object()
        index += 1
        skipWhiteSpace()
        if current == UInt8(ascii: "}") {
            index += 1
            return .object(object)
        }
        while true {
            guard current == UInt8(ascii: "\"") else {
                throw error("Expecting property name enclosed in double quotes")
            }
            let key = try string()
            skipWhiteSpace()
            guard current == UInt8(ascii: ":") else { throw error("Expecting ':' delimiter") }
            index += 1
            skipWhiteSpace()
            object.set(key, to: try value())
            skipWhiteSpace()
            if current == UInt8(ascii: "}") { break }
            guard current == UInt8(ascii: ",") else { throw error("Expecting ',' delimiter") }
            index += 1
            skipWhiteSpace()
        }
        index += 1
        return .object(object)
    }

    private mutating func array() throws -> RequestJSON {
        var elements: [RequestJSON] = []
        index += 1
        skipWhiteSpace()
        if current == UInt8(ascii: "]") {
            index += 1
            return .array(elements)
        }
        while true {
            elements.append(try value())
            skipWhiteSpace()
            if current == UInt8(ascii: "]") { break }
            guard current == UInt8(ascii: ",") else { throw error("Expecting ',' delimiter") }
            index += 1
            skipWhiteSpace()
        }
        index += 1
        return .array(elements)
    }

    private mutating func number() throws -> RequestJSON {
        let start = index
        if current == UInt8(ascii: "-") { index += 1 }
        let digits = index
        if current == UInt8(ascii: "0") { index += 1 } else { skipDigits() }
        guard index > digits else { throw error("Expecting value", at: start) }
        var isWhole = true
        if current == UInt8(ascii: "."), isDigit(at: index + 1) {
            index += 1
            skipDigits()
            isWhole = false
        }
        if let byte = current, byte | 0x20 == UInt8(ascii: "e") {
            let hasSign =
                index + 1 < bytes.count
                && (bytes[index + 1] == UInt8(ascii: "+") || bytes[index + 1] == UInt8(ascii: "-"))
            let exponent = index + (hasSign ? 2 : 1)
            if isDigit(at: exponent) {
                index = exponent
                skipDigits()
                isWhole = false
            }
        }
        let text = String(decoding: bytes[start..<index], as: UTF8.self)
        // Python's integers have no -0.
        if isWhole { return .integer(text == "-0" ? "0" : text) }
        return .float(Double(text) ?? .nan)
    }

    private func isDigit(at index: Int) -> Bool {
        index < bytes.count && (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[index])
    }

    private mutating func skipDigits() {
        while isDigit(at: index) { index += 1 }
    }

    /// The string that begins here with its quote.
    private mutating func string() throws -> String {
        let start = index
        index += 1
        let first = index
        // Most strings have no escape.
        while let byte = current, byte >= 0x20, byte != UInt8(ascii: "\\") {
            if byte == UInt8(ascii: "\"") {
                defer { index += 1 }
                return String(decoding: bytes[first..<index], as: UTF8.self)
            }
            index += 1
        }
        var text = Array(bytes[first..<index])
        while let byte = current {
            switch byte {
            case UInt8(ascii: "\""):
                index += 1
                return String(decoding: text, as: UTF8.self)
            case UInt8(ascii: "\\"): try appendEscape(to: &text, string: start)
            case ..<0x20: throw error("Invalid control character at")
            default:
                text.append(byte)
                index += 1
            }
        }
        throw error("Unterminated string starting at", at: start)
    }

    private mutating func appendEscape(to text: inout [UInt8], string start: Int) throws {
        let backslash = index
        index += 1
        guard let byte = current else {
            throw error("Unterminated string starting at", at: start)
        }
        index += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "u"):
            let unit = try hexadecimal(at: index, escape: index - 1)
            index += 4
            var scalar = UInt32(unit)
            // A high surrogate is one half; the other must follow.
            if unit & 0xFC00 == 0xD800, index + 1 < bytes.count, bytes[index] == UInt8(ascii: "\\"),
                bytes[index + 1] == UInt8(ascii: "u"),
                let low = try? hexadecimal(at: index + 2, escape: index + 1), low & 0xFC00 == 0xDC00
            {
                scalar = 0x10000 + (UInt32(unit & 0x3FF) << 10 | UInt32(low & 0x3FF))
                index += 6
            }
            text += String(Unicode.Scalar(scalar) ?? "\u{FFFD}").utf8
        default: throw error("Invalid \\escape", at: backslash)
        }
    }

    /// Four hexadecimal digits, with a character behind them.
    private func hexadecimal(at start: Int, escape: Int) throws -> UInt16 {
        guard start + 4 < bytes.count else { throw error("Invalid \\uXXXX escape", at: escape) }
        var value: UInt16 = 0
        for byte in bytes[start..<start + 4] {
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
                throw error("Invalid \\uXXXX escape", at: escape)
            }
            value = value << 4 | UInt16(digit)
        }
        return value
    }
}
