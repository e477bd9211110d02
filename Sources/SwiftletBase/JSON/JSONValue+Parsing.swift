extension JSONValue: Loadable {
    /// How deep arrays and objects may stand within each other.
    public static let maximumDepth = 64

    /// The value of a JSON text (RFC 8259) in UTF-8, read strictly: no comments, no trailing
    /// commas, no byte-order mark, no `NaN`, no member named twice, nothing after the value, and
    /// at most `maximumDepth` levels.
    ///
    /// - Throws: `FormatError` naming the byte and what was expected there.
    public init(parsing bytes: [UInt8]) throws(FormatError) {
        self = try bytes.withUnsafeBufferPointer { bytes throws(FormatError) in
            try JSONValue(parsing: bytes)
        }
    }

    /// The value of a JSON text; see `init(parsing:)` of an array.
    ///
    /// - Throws: `FormatError` naming the byte and what was expected there.
    public init(parsing text: String) throws(FormatError) {
        try self.init(parsing: Array(text.utf8))
    }

    /// The value of the JSON text in the file at `path`; see `init(parsing:)` of an array.
    ///
    /// - Throws: `FileError` when the file cannot be read; `FormatError` naming the file, the byte
    ///   and what was expected there.
    public init(from path: String) throws {
        let bytes = try FileReader.bytes(of: path)
        do {
            try self.init(parsing: bytes)
        } catch {
            // What stands there in its place says more than its first byte.
            guard let kind = FileKind(bytes) else {
                throw FormatError(file: path, place: error.place, problem: error.problem)
            }
            throw FormatError(
                file: path,
                place: .byte(0),
                problem: "it is \(kind.name), expected JSON",
                remedy: kind.remedy
            )
        }
    }

    package init(parsing bytes: UnsafeBufferPointer<UInt8>) throws(FormatError) {
        var scanner = JSONScanner(bytes)
        self = try Self.value(from: &scanner, depth: 0)
        try scanner.requireEnd()
    }

    private static func value(
        from scanner: inout JSONScanner,
        depth: Int
    ) throws(FormatError) -> JSONValue {
        guard let byte = scanner.peek() else { throw scanner.expected("a value") }
        switch byte {
        case 0x7B: return .object(try object(from: &scanner, depth: depth + 1))
        case 0x5B: return .array(try array(from: &scanner, depth: depth + 1))
        case 0x22: return .string(try scanner.string())
        case 0x74:
            try scanner.requireWord("true")
            return .bool(true)
        case 0x66:
            try scanner.requireWord("false")
            return .bool(false)
        case 0x6E:
            try scanner.requireWord("null")
            return .null
        case 0x2D, 0x30...0x39: return try scanner.number()
        default: throw scanner.expected("a value")
        }
    }

    private static func object(
        from scanner: inout JSONScanner,
        depth: Int
    ) throws(FormatError) -> JSONObject {
        try checkDepth(depth, scanner)
        try scanner.require(0x7B, "'{'")
        var members = JSONObject()
        if scanner.take(0x7D) { return members }
        repeat {
            _ = scanner.peek()
            let start = scanner.position
            let name = try scanner.string()
            try scanner.require(0x3A, "':'")
            let value = try value(from: &scanner, depth: depth)
            guard members.append(name, value) else {
                throw scanner.error("the member \"\(name)\" is there twice", at: start)
            }
        } while scanner.take(0x2C)
        try scanner.require(0x7D, "',' or '}'")
        return members
    }

    private static func array(
        from scanner: inout JSONScanner,
        depth: Int
    ) throws(FormatError) -> [JSONValue] {
        try checkDepth(depth, scanner)
        try scanner.require(0x5B, "'['")
        var elements: [JSONValue] = []
        if scanner.take(0x5D) { return elements }
        repeat {
            elements.append(try value(from: &scanner, depth: depth))
        } while scanner.take(0x2C)
        try scanner.require(0x5D, "',' or ']'")
        return elements
    }

    private static func checkDepth(_ depth: Int, _ scanner: JSONScanner) throws(FormatError) {
        guard depth <= maximumDepth else {
            throw scanner.error("more than \(maximumDepth) levels of arrays and objects")
        }
    }
}
