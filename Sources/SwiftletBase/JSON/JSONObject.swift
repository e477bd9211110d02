/// The members of a JSON object: values by name, in the order in which they were written.
///
/// Names are equal when their UTF-8 bytes are, as JSON has it; `String` would take a composed and
/// a decomposed letter for the same. Two objects are equal when they hold the same members in
/// whatever order.
public struct JSONObject: Sendable {
    /// The names in their order.
    public private(set) var names: [String] = []
    /// The value of each of `names`.
    public private(set) var values: [JSONValue] = []
    private var positions: [ByteString: Int] = [:]

    /// An object without members.
    public init() {}

    /// An object of `members`; of two with the same name the later one counts.
    public init(_ members: some Sequence<(String, JSONValue)>) {
        for (name, value) in members { self[name] = value }
    }

    /// How many members there are.
    public var count: Int { names.count }

    /// The value of a member, nil if there is no such member. Setting nil removes it.
    public subscript(name: String) -> JSONValue? {
        get { positions[ByteString(name)].map { values[$0] } }
        set {
            switch (positions[ByteString(name)], newValue) {
            case (let position?, let value?): values[position] = value
            case (nil, let value?): append(name, value)
            case (let position?, nil): remove(at: position)
            case (nil, nil): break
            }
        }
    }

    /// Adds a member unless there is one of that name already: then it returns false.
    @discardableResult
    mutating func append(_ name: String, _ value: JSONValue) -> Bool {
        let position = names.count
        let key = ByteString(name)
        if positions[key] != nil { return false }
        positions[key] = position
        names.append(name)
        values.append(value)
        return true
    }

    private mutating func remove(at position: Int) {
        names.remove(at: position)
        values.remove(at: position)
        positions = [:]
        for (index, name) in names.enumerated() { positions[ByteString(name)] = index }
    }
}

extension JSONObject: Equatable {
    public static func == (first: JSONObject, second: JSONObject) -> Bool {
        first.count == second.count
            && zip(first.names, first.values).allSatisfy { second[$0] == $1 }
    }
}

extension JSONObject {
    /// The value of a member that must be there.
    ///
    /// - Throws: `FormatError` naming the member when it is missing.
    public func value(_ name: String) throws(FormatError) -> JSONValue {
        guard let value = self[name] else {
            throw FormatError(problem: "the member \"\(name)\" is missing")
        }
        return value
    }

    /// The object that a member must be. Throws a `FormatError` naming the member otherwise.
    public func object(_ name: String) throws(FormatError) -> JSONObject {
        try read(name) { value throws(FormatError) in try value.object() }
    }

    /// The array that a member must be. Throws a `FormatError` naming the member otherwise.
    public func array(_ name: String) throws(FormatError) -> [JSONValue] {
        try read(name) { value throws(FormatError) in try value.array() }
    }

    /// The string that a member must be. Throws a `FormatError` naming the member otherwise.
    public func string(_ name: String) throws(FormatError) -> String {
        try read(name) { value throws(FormatError) in try value.string() }
    }

    /// The Boolean that a member must be. Throws a `FormatError` naming the member otherwise.
    public func bool(_ name: String) throws(FormatError) -> Bool {
        try read(name) { value throws(FormatError) in try value.bool() }
    }

    /// The integer that a member must be. Throws a `FormatError` naming the member otherwise.
    public func integer(_ name: String) throws(FormatError) -> Int {
        try read(name) { value throws(FormatError) in try value.integer() }
    }

    /// The number that a member must be. Throws a `FormatError` naming the member otherwise.
    public func double(_ name: String) throws(FormatError) -> Double {
        try read(name) { value throws(FormatError) in try value.double() }
    }

    private func read<Value>(
        _ name: String,
        _ body: (JSONValue) throws(FormatError) -> Value
    ) throws(FormatError) -> Value {
        let value = try value(name)
        do {
            return try body(value)
        } catch {
            throw FormatError(
                problem: "the member \"\(name)\": " + error.problem
            )
        }
    }
}
