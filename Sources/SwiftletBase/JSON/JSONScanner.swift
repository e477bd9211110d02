/// Reads the tokens of a JSON text (RFC 8259) from bytes, strictly. It looks only at the bytes
/// given and never recurses, so no input can make it trap.
struct JSONScanner {
    private let bytes: UnsafeBufferPointer<UInt8>
    private(set) var position = 0

    /// `bytes` must stay valid for as long as this scanner is used.
    init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    func error(_ message: String, at offset: Int? = nil) -> FormatError {
        FormatError(
            place: .byte(offset ?? position),
            problem: message
        )
    }

    /// The error of having found something other than what was expected at this place.
    func expected(_ what: String) -> FormatError {
        guard position < bytes.count else {
            return error("the text ends where \(what) is expected")
        }
        let byte = bytes[position]
        let found =
            byte >= 0x20 && byte < 0x7F
            ? "'\(Character(Unicode.Scalar(byte)))'" : "byte 0x" + String(byte, radix: 16)
        return error("found \(found) where \(what) is expected")
    }

    /// The byte after white space, not yet taken, or nil at the end.
    mutating func peek() -> UInt8? {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x09, 0x0A, 0x0D: position += 1
            case let byte: return byte
            }
        }
        return nil
    }

    /// Takes `byte` if it is next after white space.
    mutating func take(_ byte: UInt8) -> Bool {
        guard peek() == byte else { return false }
        position += 1
        return true
    }

    /// Takes `byte`, which must be next after white space.
    mutating func require(_ byte: UInt8, _ what: String) throws(FormatError) {
        guard take(byte) else { throw expected(what) }
    }

    /// Makes sure that only white space is left.
    mutating func requireEnd() throws(FormatError) {
        guard peek() == nil else { throw expected("the end of the text") }
    }

    /// Takes the word `true`, `false` or `null`.
    mutating func requireWord(_ word: StaticString) throws(FormatError) {
        let length = word.utf8CodeUnitCount
        guard bytes.count - position >= length,
            (0..<length).allSatisfy({ bytes[position + $0] == word.utf8Start[$0] })
        else {
            throw expected("\(word)")
        }
        position += length
    }

    // MARK: Strings

    /// Takes a string in quotation marks.
    mutating func string() throws(FormatError) -> String {
        try require(0x22, "a string")
        let start = position
        while position < bytes.count {
            let byte = bytes[position]
            if byte == 0x22 {
                let text = try validated(bytes[start..<position], start: start)
                position += 1
                return text
            }
            if byte == 0x5C { return try stringWithEscapes(from: start) }
            if byte < 0x20 { throw expected("an escaped control character") }
            position += 1
        }
        throw expected("the closing quotation mark")
    }

    private mutating func stringWithEscapes(from start: Int) throws(FormatError) -> String {
        var text = Array(bytes[start..<position])
        while position < bytes.count {
            let byte = bytes[position]
            if byte == 0x22 {
                let result = try validated(text, start: start)
                position += 1
                return result
            }
            if byte < 0x20 { throw expected("an escaped control character") }
            position += 1
            if byte == 0x5C {
                try appendEscape(to: &text)
            } else {
                text.append(byte)
            }
        }
        throw expected("the closing quotation mark")
    }

    private func validated(_ bytes: some Sequence<UInt8>, start: Int) throws(FormatError) -> String
    {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw error("the string that starts here is not valid UTF-8", at: start)
        }
        return text
    }

    private mutating func appendEscape(to text: inout [UInt8]) throws(FormatError) {
        guard position < bytes.count else { throw expected("an escape") }
        switch bytes[position] {
        case 0x22: text.append(0x22)
        case 0x5C: text.append(0x5C)
        case 0x2F: text.append(0x2F)
        case 0x62: text.append(0x08)
        case 0x66: text.append(0x0C)
        case 0x6E: text.append(0x0A)
        case 0x72: text.append(0x0D)
        case 0x74: text.append(0x09)
        case 0x75:
            position += 1
            text.append(contentsOf: String(try escapedScalar()).utf8)
            return
        default: throw expected("one of \"\\/bfnrtu after a backslash")
        }
        position += 1
    }

    /// The character of the four digits after `\u`, or of two such escapes that are a surrogate
    /// pair.
    private mutating func escapedScalar() throws(FormatError) -> Unicode.Scalar {
        let start = position - 2
        let first = try hexadecimalUnit()
        if let scalar = Unicode.Scalar(first) { return scalar }
        if first < 0xDC00, position + 1 < bytes.count,
            bytes[position] == 0x5C, bytes[position + 1] == 0x75
        {
            position += 2
            let second = try hexadecimalUnit()
            if second >= 0xDC00, second < 0xE000,
                let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
            {
                return scalar
            }
        }
        throw error("half of a surrogate pair, which is no character by itself", at: start)
    }

    private mutating func hexadecimalUnit() throws(FormatError) -> UInt32 {
        var unit: UInt32 = 0
        for _ in 0..<4 {
            guard position < bytes.count,
                let digit = Character(Unicode.Scalar(bytes[position])).hexDigitValue
            else {
                throw expected("a hexadecimal digit")
            }
            unit = unit << 4 | UInt32(digit)
            position += 1
        }
        return unit
    }

    // MARK: Numbers

    /// Takes a number: `.integer` when it is written as one and fits, else `.number`.
    mutating func number() throws(FormatError) -> JSONValue {
        _ = peek()
        let start = position
        let negative = position < bytes.count && bytes[position] == 0x2D
        if negative { position += 1 }
        var magnitude: UInt64 = 0
        var fits = true
        let firstDigit = position
        try takeDigits { digit in
            let (product, high) = magnitude.multipliedReportingOverflow(by: 10)
            let (sum, carry) = product.addingReportingOverflow(UInt64(digit))
            if high || carry { fits = false }
            magnitude = sum
        }
        if bytes[firstDigit] == 0x30 && position > firstDigit + 1 {
            throw error("a number does not begin with 0", at: firstDigit)
        }
        var isInteger = true
        if position < bytes.count, bytes[position] == 0x2E {
            isInteger = false
            position += 1
            try takeDigits { _ in }
        }
        if position < bytes.count, bytes[position] | 0x20 == 0x65 {
            isInteger = false
            position += 1
            if position < bytes.count, bytes[position] == 0x2B || bytes[position] == 0x2D {
                position += 1
            }
            try takeDigits { _ in }
        }
        if isInteger && fits && !(negative && magnitude == 0) {
            if !negative, let integer = Int(exactly: magnitude) { return .integer(integer) }
            if negative, magnitude <= UInt64(Int.max) + 1 {
                return .integer(Int(truncatingIfNeeded: 0 &- magnitude))
            }
        }
        guard let number = Double(String(decoding: bytes[start..<position], as: UTF8.self)),
            number.isFinite
        else {
            throw error("a number beyond the range of a double", at: start)
        }
        return .number(number)
    }

    private mutating func takeDigits(_ body: (UInt8) -> Void) throws(FormatError) {
        let start = position
        while position < bytes.count, bytes[position] &- 0x30 < 10 {
            body(bytes[position] - 0x30)
            position += 1
        }
        if position == start { throw expected("a digit") }
    }

    /// Takes a number that counts something: an integer from 0 to `Int.max`.
    mutating func count() throws(FormatError) -> Int {
        _ = peek()
        let start = position
        guard case .integer(let value) = try number(), value >= 0 else {
            throw error("an integer from 0 to \(Int.max) is expected", at: start)
        }
        return value
    }
}
