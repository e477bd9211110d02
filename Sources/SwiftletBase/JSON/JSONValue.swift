/// A value of a JSON text.
///
///     let settings = try JSONValue(parsing: FileReader.bytes(of: "config.json"))
///     let layers = try settings.object().integer("n_layers")
///
///     let metrics: JSONValue = ["accuracy": 0.82, "count": 40]
///     try AtomicFile.write(metrics.encoded(.pretty), to: "metrics.json")
///
/// An integer that fits `Int` stays one; any other number is a `Double`, so both come back from
/// `encoded` as they were.
public enum JSONValue: Sendable, Equatable {
    case null
    case bool(Bool)
    case integer(Int)
    case number(Double)
    case string(String)
    case array([JSONValue])
    case object(JSONObject)
}

extension JSONValue: ExpressibleByNilLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral, ExpressibleByStringLiteral,
    ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    public init(nilLiteral: ()) { self = .null }
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    public init(integerLiteral value: Int) { self = .integer(value) }
    public init(floatLiteral value: Double) { self = .number(value) }
    public init(stringLiteral value: String) { self = .string(value) }
    public init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
    public init(dictionaryLiteral elements: (String, JSONValue)...) {
        self = .object(JSONObject(elements))
    }
}

extension JSONValue {
    /// What kind of value this is, for messages: `an object`, `a string` and so on.
    var kind: String {
        switch self {
        case .null: "null"
        case .bool: "a Boolean"
        case .integer: "an integer"
        case .number: "a number"
        case .string: "a string"
        case .array: "an array"
        case .object: "an object"
        }
    }

    /// The members of an object.
    ///
    /// - Throws: `FormatError` when this is not an object.
    public func object() throws(FormatError) -> JSONObject {
        guard case .object(let members) = self else { throw mismatch("an object") }
        return members
    }

    /// The elements of an array.
    ///
    /// - Throws: `FormatError` when this is not an array.
    public func array() throws(FormatError) -> [JSONValue] {
        guard case .array(let elements) = self else { throw mismatch("an array") }
        return elements
    }

    /// The text of a string.
    ///
    /// - Throws: `FormatError` when this is not a string.
    public func string() throws(FormatError) -> String {
        guard case .string(let text) = self else { throw mismatch("a string") }
        return text
    }

    /// A Boolean.
    ///
    /// - Throws: `FormatError` when this is not a Boolean.
    public func bool() throws(FormatError) -> Bool {
        guard case .bool(let value) = self else { throw mismatch("a Boolean") }
        return value
    }

    /// An integer; `3.0` is not one.
    ///
    /// - Throws: `FormatError` when this is not an integer.
    public func integer() throws(FormatError) -> Int {
        guard case .integer(let value) = self else { throw mismatch("an integer") }
        return value
    }

    /// A number, whether written as an integer or not.
    ///
    /// - Throws: `FormatError` when this is not a number.
    public func double() throws(FormatError) -> Double {
        switch self {
        case .number(let value): return value
        case .integer(let value): return Double(value)
        default: throw mismatch("a number")
        }
    }

    private func mismatch(_ expected: String) -> FormatError {
        FormatError(problem: "\(expected) is expected, not \(kind)")
    }
}
