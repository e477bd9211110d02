/// The layout of JSON text.
public enum JSONLayout: Sendable {
    /// No white space at all.
    case compact
    /// One member or element a line, indented by two spaces a level.
    case pretty
}

extension JSONValue: CustomStringConvertible {
    /// This value as a JSON text in UTF-8, without a line break at the end.
    ///
    /// A `Double` gets the fewest digits that give it back; one that is not finite, which JSON
    /// cannot say, becomes `null`.
    ///
    /// - Parameters:
    ///   - layout: `.compact` or `.pretty`.
    ///   - sortedNames: Sorts the members of each object by name, in the order of UTF-8 bytes.
    public func encoded(_ layout: JSONLayout = .compact, sortedNames: Bool = false) -> [UInt8] {
        var encoder = JSONEncoding(layout: layout, sortedNames: sortedNames)
        encoder.append(self, level: 0)
        return encoder.bytes
    }

    /// This value as a compact JSON text.
    public var description: String { String(decoding: encoded(), as: UTF8.self) }
}

/// Encodes JSON text.
struct JSONEncoding {
    let layout: JSONLayout
    let sortedNames: Bool
    private(set) var bytes: [UInt8] = []

    init(layout: JSONLayout, sortedNames: Bool) {
        self.layout = layout
        self.sortedNames = sortedNames
    }

    mutating func append(_ value: JSONValue, level: Int) {
        switch value {
        case .null: append("null")
        case .bool(let value): append(value ? "true" : "false")
        case .integer(let value): append(value.description)
        case .number(let value): append(value.isFinite ? value.description : "null")
        case .string(let text): append(quoted: text)
        case .array(let elements): append(elements, level: level)
        case .object(let members): append(members, level: level)
        }
    }

    private mutating func append(_ elements: [JSONValue], level: Int) {
        bytes.append(0x5B)
        for (position, element) in elements.enumerated() {
            if position > 0 { bytes.append(0x2C) }
            breakLine(level: level + 1)
            append(element, level: level + 1)
        }
        if !elements.isEmpty { breakLine(level: level) }
        bytes.append(0x5D)
    }

    private mutating func append(_ object: JSONObject, level: Int) {
        var order = Array(0..<object.count)
        if sortedNames {
            order.sort { ByteString(object.names[$0]) < ByteString(object.names[$1]) }
        }
        bytes.append(0x7B)
        for (position, member) in order.enumerated() {
            if position > 0 { bytes.append(0x2C) }
            breakLine(level: level + 1)
            append(quoted: object.names[member])
            append(layout == .pretty ? ": " : ":")
            append(object.values[member], level: level + 1)
        }
        if object.count > 0 { breakLine(level: level) }
        bytes.append(0x7D)
    }

    private mutating func breakLine(level: Int) {
        guard layout == .pretty else { return }
        bytes.append(0x0A)
        bytes.append(contentsOf: repeatElement(0x20, count: level * 2))
    }

    private mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }

    /// Appends a string in quotation marks; only what must be escaped is.
    private mutating func append(quoted text: String) {
        bytes.append(0x22)
        for byte in text.utf8 {
            switch byte {
            case 0x22: append("\\\"")
            case 0x5C: append("\\\\")
            case 0x08: append("\\b")
            case 0x09: append("\\t")
            case 0x0A: append("\\n")
            case 0x0C: append("\\f")
            case 0x0D: append("\\r")
            case 0..<0x20: append("\\u00" + (byte < 0x10 ? "0" : "") + String(byte, radix: 16))
            default: bytes.append(byte)
            }
        }
        bytes.append(0x22)
    }
}
