/// A JSON value of a request, as Python's `json` reads it: clients of FastAPI rely on its answers,
/// which quote what was refused.
///
/// NaN and infinities are numbers, of a repeated key the last value counts, and numbers keep their
/// text. A lone surrogate of an escape becomes U+FFFD.
enum RequestJSON: Sendable, Equatable {
    case null
    case bool(Bool)
    /// A number with a fraction or an exponent, or one that is not finite.
    case float(Double)
    /// A whole number, in its own digits.
    case integer(String)
    case string(String)
    case array([RequestJSON])
    case object(Object)

    /// The members of an object in the order in which their keys first came.
    struct Object: Sendable, Equatable {
        private(set) var members: [(key: String, value: RequestJSON)] = []
        private var positions: [String: Int] = [:]

        subscript(key: String) -> RequestJSON? { positions[key].map { members[$0].value } }

        mutating func set(_ key: String, to value: RequestJSON) {
            if let position = positions[key] {
                members[position].value = value
            } else {
                positions[key] = members.count
                members.append((key, value))
            }
        }

        static func == (one: Object, other: Object) -> Bool {
            one.members.count == other.members.count
                && zip(one.members, other.members).allSatisfy {
                    $0.key == $1.key && $0.value == $1.value
                }
        }
    }

    /// Adds the value as compact JSON. What is not finite, which JSON cannot say, becomes text.
    func append(to bytes: inout [UInt8]) {
        switch self {
        case .null: bytes += "null".utf8
        case .bool(let value): bytes += (value ? "true" : "false").utf8
        case .integer(let digits): bytes += digits.utf8
        case .float(let value):
            if value.isFinite {
                bytes += value.description.utf8
            } else {
                let name = value.isNaN ? "NaN" : value < 0 ? "-Infinity" : "Infinity"
                bytes.appendJSON(name)
            }
        case .string(let text): bytes.appendJSON(text)
        case .array(let elements):
            bytes.append(UInt8(ascii: "["))
            for (index, element) in elements.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                element.append(to: &bytes)
            }
            bytes.append(UInt8(ascii: "]"))
        case .object(let object):
            bytes.append(UInt8(ascii: "{"))
            for (index, member) in object.members.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                bytes.appendJSON(member.key)
                bytes.append(UInt8(ascii: ":"))
                member.value.append(to: &bytes)
            }
            bytes.append(UInt8(ascii: "}"))
        }
    }
}

extension [UInt8] {
    /// Adds a text as a JSON string. Only what JSON demands is escaped.
    mutating func appendJSON(_ text: String) {
        append(UInt8(ascii: "\""))
        var text = text
        text.withUTF8 { utf8 in
            var plainStart = 0
            for index in utf8.indices {
                let byte = utf8[index]
                if byte >= 0x20, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") { continue }
                append(contentsOf: utf8[plainStart..<index])
                plainStart = index + 1
                appendEscape(of: byte)
            }
            append(contentsOf: utf8[plainStart...])
        }
        append(UInt8(ascii: "\""))
    }

    private mutating func appendEscape(of byte: UInt8) {
        append(UInt8(ascii: "\\"))
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): append(byte)
        case 0x08: append(UInt8(ascii: "b"))
        case 0x09: append(UInt8(ascii: "t"))
        case 0x0A: append(UInt8(ascii: "n"))
        case 0x0C: append(UInt8(ascii: "f"))
        case 0x0D: append(UInt8(ascii: "r"))
        default:
            let digits = [UInt8]("0123456789abcdef".utf8)
            self += "u00".utf8
            append(digits[Int(byte >> 4)])
            append(digits[Int(byte & 15)])
        }
    }
}
