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
    /// The places of names by a hash of their bytes: the hash in the high half and the place plus one
    /// in the low half, 0 for nothing. Empty while there are few names.
    private var slots: [UInt64] = []

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
        get { position(of: name).map { values[$0] } }
        set {
            switch (position(of: name), newValue) {
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
        if count >= Self.mostWithoutSlots, count * 2 >= slots.count { makeSlots() }
        if slots.isEmpty {
            guard position(of: name) == nil else { return false }
        } else {
            let hash = Self.hash(name)
            let found = place(of: name, hash)
            guard slots[found] == 0 else { return false }
            slots[found] = hash << 32 | UInt64(count + 1)
        }
        names.append(name)
        values.append(value)
        return true
    }

    private mutating func remove(at position: Int) {
        names.remove(at: position)
        values.remove(at: position)
        if !slots.isEmpty { makeSlots() }
    }

    // MARK: Looking up names

    private static let mostWithoutSlots = 8

    private func position(of name: String) -> Int? {
        if slots.isEmpty { return names.firstIndex { Self.areEqual($0, name) } }
        let slot = slots[place(of: name, Self.hash(name))]
        return slot == 0 ? nil : Int(slot & 0xFFFF_FFFF) - 1
    }

    /// The slot of a name, or the free one where it belongs.
    private func place(of name: String, _ hash: UInt64) -> Int {
        var place = Int(hash) & (slots.count - 1)
        while slots[place] != 0 {
            if slots[place] >> 32 == hash,
                Self.areEqual(names[Int(slots[place] & 0xFFFF_FFFF) - 1], name)
            {
                return place
            }
            place = (place + 1) & (slots.count - 1)
        }
        return place
    }

    /// Makes the slots anew, with room for as many names again.
    private mutating func makeSlots() {
        var size = 32
        while size < count * 4 { size *= 2 }
        slots = Array(repeating: 0, count: size)
        for (index, name) in names.enumerated() {
            let hash = Self.hash(name)
            slots[place(of: name, hash)] = hash << 32 | UInt64(index + 1)
        }
    }

    /// 32 bits that differ from process to process: nobody can send names that share them.
    private static func hash(_ name: String) -> UInt64 {
        var hasher = Hasher()
        var name = name
        name.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
        return UInt64(UInt32(truncatingIfNeeded: hasher.finalize()))
    }

    /// Whether the names have the same bytes.
    private static func areEqual(_ first: String, _ second: String) -> Bool {
        var (first, second) = (first, second)
        return first.withUTF8 { first in
            second.withUTF8 { second in
                first.count == second.count && first.elementsEqual(second)
            }
        }
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

    /// The object that a member must be.
    ///
    /// - Throws: `FormatError` naming the member when it is missing or something else.
    public func object(_ name: String) throws(FormatError) -> JSONObject {
        try read(name) { value throws(FormatError) in try value.object() }
    }

    /// The array that a member must be.
    ///
    /// - Throws: `FormatError` naming the member when it is missing or something else.
    public func array(_ name: String) throws(FormatError) -> [JSONValue] {
        try read(name) { value throws(FormatError) in try value.array() }
    }

    /// The string that a member must be.
    ///
    /// - Throws: `FormatError` naming the member when it is missing or something else.
    public func string(_ name: String) throws(FormatError) -> String {
        try read(name) { value throws(FormatError) in try value.string() }
    }

    /// The Boolean that a member must be.
    ///
    /// - Throws: `FormatError` naming the member when it is missing or something else.
    public func bool(_ name: String) throws(FormatError) -> Bool {
        try read(name) { value throws(FormatError) in try value.bool() }
    }

    /// The integer that a member must be.
    ///
    /// - Throws: `FormatError` naming the member when it is missing or something else.
    public func integer(_ name: String) throws(FormatError) -> Int {
        try read(name) { value throws(FormatError) in try value.integer() }
    }

    /// The number that a member must be.
    ///
    /// - Throws: `FormatError` naming the member when it is missing or something else.
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
