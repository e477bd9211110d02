import SwiftletBase

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Reads and writes the JSON files of saved classifiers.
enum SavedJSON {
    /// The value in the bytes of a file.
    ///
    /// - Throws: `FormatError` naming the file, the place and what was expected.
    static func value<Value: Decodable>(
        in bytes: [UInt8],
        of path: String
    ) throws -> Value {
        do {
            return try JSONDecoder().decode(Value.self, from: Data(bytes))
        } catch DecodingError.dataCorrupted(let context) where context.codingPath.isEmpty {
            throw syntaxError(bytes, of: path)
        } catch let error as DecodingError {
            throw FormatError(file: path, problem: error.explanation)
        } catch let error as SettingError {
            throw FormatError(file: path, error)
        }
    }

    /// What is wrong with a text that Foundation calls no valid JSON without saying where.
    private static func syntaxError(_ bytes: [UInt8], of path: String) -> FormatError {
        do {
            _ = try JSONValue(parsing: bytes)
            return FormatError(
                file: path,
                problem: "a number is too large, or has a fraction where an integer was expected"
            )
        } catch {
            return FormatError(
                file: path,
                place: error.place,
                problem: "not JSON: \(error.problem)"
            )
        }
    }

    /// Puts a value at `path`.
    ///
    /// - Throws: `FileError`, and `EncodingError` where a number is infinite or NaN.
    static func write(_ value: some Encodable, to path: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let bytes = [UInt8](try encoder.encode(value))
        try AtomicFile.write(bytes + [UInt8(ascii: "\n")], to: path)
    }
}

extension DecodingError {
    /// Where the decoding failed and what was expected, for people.
    fileprivate var explanation: String {
        func place(_ context: DecodingError.Context) -> String {
            let path = context.codingPath.map { key in
                key.intValue.map { "[\($0)]" } ?? key.stringValue
            }
            return path.isEmpty ? "" : "\"\(path.joined(separator: "."))\": "
        }
        switch self {
        case .keyNotFound(let key, let context):
            return place(context) + "the member \"\(key.stringValue)\" is missing"
        case .typeMismatch(let type, let context), .valueNotFound(let type, let context):
            return place(context) + "expected \(type)"
        case .dataCorrupted(let context):
            return place(context) + context.debugDescription
        @unknown default:
            return "\(self)"
        }
    }
}
