import SwiftletBase
import TestSupport
import Testing

/// Compares with Python's json module: Fixtures/json/make_json.py.
@Suite struct JSONValueTests {
    struct Case: Decodable, Sendable {
        let text: String?
        let repeated: [Repetition]?
        let value: Tagged?
        let compact: String?
        let pretty: String?
        let sorted: String?

        /// A byte in hexadecimal, then how often it is repeated.
        enum Repetition: Decodable {
            case byte(String)
            case count(Int)

            init(from decoder: any Decoder) throws {
                let container = try decoder.singleValueContainer()
                if let count = try? container.decode(Int.self) {
                    self = .count(count)
                } else {
                    self = .byte(try container.decode(String.self))
                }
            }
        }

        var input: [UInt8] {
            if let text { return Fixtures.bytes(hexadecimal: text) }
            guard case .byte(let byte)? = repeated?[0], case .count(let count)? = repeated?[1]
            else {
                return []
            }
            return Array(repeating: Fixtures.bytes(hexadecimal: byte)[0], count: count)
        }
    }

    final class Tagged: Decodable, Sendable {
        let kind: String
        let text: String?
        let names: [String]?
        let values: [Tagged]?
    }

    static func value(_ tagged: Tagged) -> JSONValue {
        let values = (tagged.values ?? []).map(value)
        let text = tagged.text ?? ""
        return switch tagged.kind {
        case "None": .null
        case "True": .bool(true)
        case "False": .bool(false)
        case "integer": .integer(Int(text)!)
        case "number": .number(Double(text)!)
        case "string":
            .string(String(decoding: Fixtures.bytes(hexadecimal: text), as: UTF8.self))
        case "array": .array(values)
        default:
            .object(
                JSONObject(
                    zip(
                        (tagged.names ?? []).map {
                            String(decoding: Fixtures.bytes(hexadecimal: $0), as: UTF8.self)
                        },
                        values
                    )
                )
            )
        }
    }

    @Test func textsReadAndWrittenAsInPython() throws {
        let cases = try Fixtures.json("json/cases.json", as: [Case].self)
        #expect(cases.count > 150)
        for expected in cases {
            let bytes = expected.input
            let shown = String(decoding: bytes.prefix(100), as: UTF8.self)
            guard let tagged = expected.value else {
                #expect(throws: FormatError.self, "\(shown)") { try JSONValue(parsing: bytes) }
                continue
            }
            let value = try #require(try? JSONValue(parsing: bytes), "\(shown)")
            #expect(value == Self.value(tagged))
            if case .number(let number) = value, case .number(let other) = Self.value(tagged) {
                #expect(number.bitPattern == other.bitPattern, "\(shown)")
            }
            #expect(try JSONValue(parsing: value.encoded()) == value)
            #expect(try JSONValue(parsing: value.encoded(.pretty)) == value)
            if let compact = expected.compact, let pretty = expected.pretty,
                let sorted = expected.sorted
            {
                #expect(value.encoded() == Fixtures.bytes(hexadecimal: compact), "\(shown)")
                #expect(
                    value.encoded(.pretty) == Fixtures.bytes(hexadecimal: pretty),
                    "\(shown)"
                )
                #expect(
                    value.encoded(sortedNames: true) == Fixtures.bytes(hexadecimal: sorted),
                    "\(shown)"
                )
            }
        }
    }

    func error(_ text: String) -> FormatError? {
        do {
            _ = try JSONValue(parsing: text)
            return nil
        } catch {
            return error
        }
    }

    @Test func errorsNameTheByte() {
        #expect(
            error("[1, x]")?.description == "byte 4: found 'x' where a value is expected."
        )
        #expect(error("{\"a\": 1, \"a\": 2}")?.place == .byte(9))
        #expect(error("{\"a\": 1 \"b\": 2}")?.place == .byte(8))
        #expect(error("[1, 2")?.place == .byte(5))
        #expect(error("1e999 ")?.place == .byte(0))
        #expect(error("[\"abc\\ud800\"]")?.place == .byte(5))
        #expect(error("[\"ab\u{01}\"]")?.place == .byte(4))
        #expect(error("[true, fals]")?.place == .byte(7))
        #expect(error(" 1 2")?.place == .byte(3))
        #expect(error(String(repeating: "[", count: 65))?.place == .byte(64))
    }

    @Test func filesAreNamedInErrors() throws {
        try withTemporaryDirectory { directory in
            let path = directory + "/settings.json"
            try AtomicFile.write(Array("{\"a\": tru}".utf8), to: path)
            #expect {
                try JSONValue(from: path)
            } throws: {
                ($0 as? FormatError)?.file == path && ($0 as? FormatError)?.place == .byte(6)
            }
            try AtomicFile.write(Array("{\"a\": true}".utf8), to: path)
            #expect(try JSONValue(from: path) == ["a": true])
            #expect(throws: FileError.self) { try JSONValue(from: directory) }
        }
    }

    @Test func membersAreReadByType() throws {
        let object = try JSONValue(
            parsing: #"{"i": 3, "d": 2.5, "s": "x", "b": false, "a": [1], "o": {"n": null}}"#
        ).object()
        #expect(try object.integer("i") == 3)
        #expect(try object.double("i") == 3)
        #expect(try object.double("d") == 2.5)
        #expect(try object.string("s") == "x")
        #expect(try object.bool("b") == false)
        #expect(try object.array("a") == [1])
        #expect(try object.object("o").value("n") == nil as JSONValue)
        #expect(throws: FormatError(problem: "the member \"x\" is missing")) {
            try object.integer("x")
        }
        #expect(
            throws: FormatError(
                problem: "the member \"d\": an integer is expected, not a number"
            )
        ) {
            try object.integer("d")
        }
        #expect(throws: FormatError.self) { try object.string("i") }
        #expect(throws: FormatError.self) { try object.bool("i") }
        #expect(throws: FormatError.self) { try object.array("o") }
        #expect(throws: FormatError.self) { try object.object("a") }
        #expect(throws: FormatError.self) { try object.double("s") }
        #expect(throws: FormatError.self) { try JSONValue.null.object() }
    }

    @Test func membersAreSetAndRemoved() {
        var object = JSONObject([("b", 1), ("a", 2)])
        object["c"] = 3
        object["b"] = 4
        object["a"] = .some(nil)
        #expect(JSONValue.object(object).description == #"{"b":4,"a":null,"c":3}"#)
        object["b"] = Optional.none
        #expect(JSONValue.object(object).description == #"{"a":null,"c":3}"#)
        #expect(object["c"] == 3)
        #expect(JSONObject([("x", 1), ("y", 2)]) == JSONObject([("y", 2), ("x", 1)]))
        #expect(JSONObject([("x", 1), ("y", 2)]) != JSONObject([("x", 1), ("z", 2)]))
        // Composed and decomposed letters are two names, as their bytes differ.
        #expect(JSONObject([("\u{E9}", 1), ("e\u{301}", 2)]).count == 2)
    }

    @Test(arguments: [3, 8, 9, 100, 5_000])
    func membersOfSmallAndLargeObjectsAreFoundByTheirBytes(_ count: Int) {
        // Every other name is the decomposed form of the one before it.
        var random = PCG64(seed: UInt64(count))
        let names = (0..<count).map { ($0 % 2 == 0 ? "\u{E9}" : "e\u{301}") + "\($0 / 2)" }
        var object = JSONObject()
        for (index, name) in names.enumerated() { object[name] = .integer(index) }
        #expect(object.count == count)
        #expect(names.indices.allSatisfy { object[names[$0]] == .integer($0) })
        #expect(object["e0"] == nil && object[""] == nil)
        var left = Array(names.indices)
        for _ in 0..<min(count, 20) {
            let place = Int(random.next() % UInt64(left.count))
            object[names[left.remove(at: place)]] = nil
        }
        #expect(object.names.map { Array($0.utf8) } == left.map { Array(names[$0].utf8) })
        #expect(
            names.indices.allSatisfy {
                object[names[$0]] == (left.contains($0) ? .integer($0) : nil)
            }
        )
        #expect(object == JSONObject(zip(object.names, object.values).reversed()))
    }

    @Test func everyDoubleComesBack() throws {
        var generator = PCG64(seed: 11)
        for _ in 0..<20_000 {
            let number = Double(bitPattern: generator.next())
            guard number.isFinite else {
                #expect(JSONValue.number(number).description == "null")
                continue
            }
            let value = try JSONValue(parsing: JSONValue.number(number).encoded())
            guard case .number(let result) = value else {
                Issue.record("\(number) came back as \(value)")
                continue
            }
            #expect(result.bitPattern == number.bitPattern)
        }
    }

    @Test func mutatedTextsAreReadOrRefused() throws {
        let cases = try Fixtures.json("json/cases.json", as: [Case].self)
        let valid = cases.filter { $0.value != nil }.map(\.input)
        let settings = JSONValue.object(
            [
                ("names", ["\u{1F600}", "a\u{0}\"\\/"]), ("ratio", 0.25), ("count", -12),
                ("none", nil),
                ("deep", [["a": [[], ["b": true]]]]),
            ].reduce(into: JSONObject()) { $0[$1.0] = $1.1 }
        ).encoded(.pretty)
        var readable = 0
        try Mutator.fuzz(valid + Array(repeating: settings, count: valid.count), seed: 1) { bytes in
            do {
                let value = try JSONValue(parsing: bytes)
                readable += 1
                let again = try? JSONValue(parsing: value.encoded())
                #expect(again == value)
            } catch let error as FormatError {
                guard case .byte(let byte)? = error.place else {
                    Issue.record("\(error)")
                    return
                }
                #expect(0...bytes.count ~= byte)
            }
        }
        #expect(readable > 0 && readable < Mutator.iterations)
    }
}
