import Foundation

/// The expected files under `Fixtures/`, found from where this source file stands.
public enum Fixtures {
    /// The folder of all fixtures.
    public static let root: String = {
        var url = URL(fileURLWithPath: #filePath)
        for _ in 0..<3 { url.deleteLastPathComponent() }
        return url.appendingPathComponent("Fixtures").path
    }()

    /// The path of a fixture: `Fixtures.path("safetensors/types.safetensors")`.
    public static func path(_ name: String) -> String { root + "/" + name }

    /// The bytes of a fixture.
    public static func bytes(_ name: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: URL(fileURLWithPath: path(name))))
    }

    /// The bytes of a text in hexadecimal, two digits each: how fixtures of JSON hold bytes.
    public static func bytes(hexadecimal text: String) -> [UInt8] {
        let digits = text.map { UInt8($0.hexDigitValue!) }
        return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
    }

    /// The text of a fixture, which must be UTF-8.
    public static func text(_ name: String) throws -> String {
        try String(contentsOfFile: path(name), encoding: .utf8)
    }

    /// A fixture of JSON, decoded. Accepts `Infinity`, `-Infinity` and `NaN` as strings.
    ///
    ///     struct Case: Decodable { let text: String; let stem: String }
    ///     let cases = try Fixtures.json("stemmer/cases.json", as: [Case].self)
    public static func json<Value: Decodable>(
        _ name: String,
        as type: Value.Type = Value.self
    ) throws -> Value {
        let decoder = JSONDecoder()
        decoder.nonConformingFloatDecodingStrategy = .convertFromString(
            positiveInfinity: "Infinity",
            negativeInfinity: "-Infinity",
            nan: "NaN"
        )
        return try decoder.decode(type, from: Data(bytes(name)))
    }
}
