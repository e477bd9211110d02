import HTTPTypes
import Hummingbird
import NIOCore

extension Request {
    /// The whole body.
    ///
    /// - Throws: `Refusal` 413 where it is longer than `limit` bytes, 400 where it ends early.
    func bytes(limit: Int) async throws -> ByteBuffer {
        let expected = headers[.contentLength].flatMap(Int.init)
        if let expected, expected > limit { throw Refusal.tooLong(bytes: expected, limit: limit) }
        var body = ByteBuffer()
        for try await part in self.body {
            guard body.readableBytes + part.readableBytes <= limit else {
                throw Refusal.tooLong(bytes: nil, limit: limit)
            }
            if body.readableBytes == 0 { body = part } else { body.writeImmutableBuffer(part) }
        }
        if let expected, expected != body.readableBytes {
            throw Refusal(.badRequest, "The body ended before its length was reached.")
        }
        return body
    }

    /// The body as JSON, in FastAPI's reading: without a `Content-Type`, with `application/json` and
    /// with `application/…+json` it is parsed, with any other the whole body is one string.
    ///
    /// - Throws: `Refusal` 422 for no body, `null` and what is no JSON, 400 for what is not UTF-8 or
    ///   nested too deep, and what ``bytes(limit:)`` throws.
    func json(limit: Int) async throws -> RequestJSON {
        let body = try await bytes(limit: limit)
        if body.readableBytes == 0 { throw Refusal([.missing(nil, in: .null)]) }
        let isJSON = headers[.contentType].map(isJSONMediaType) ?? true
        return try body.withUnsafeReadableBytes { bytes in
            let utf8 = bytes.bindMemory(to: UInt8.self)
            if !isJSON { return .string(String(decoding: utf8, as: UTF8.self)) }
            let value = try parseJSON(utf8)
            if case .null = value { throw Refusal([.missing(nil, in: .null)]) }
            return value
        }
    }
}

/// Parses the bytes of a body or of a line.
///
/// - Throws: `Refusal` 422 or 400.
func parseJSON(_ bytes: UnsafeBufferPointer<UInt8>) throws -> RequestJSON {
    // A byte order mark, as Windows programs put before UTF-8.
    let hasMark = bytes.starts(with: [0xEF, 0xBB, 0xBF])
    let bytes = hasMark ? UnsafeBufferPointer(rebasing: bytes[3...]) : bytes
    guard String(validating: bytes, as: UTF8.self) != nil else {
        throw Refusal(.badRequest, "There was an error parsing the body")
    }
    do {
        return try RequestJSONParser.parse(bytes)
    } catch let error as RequestJSONError {
        throw Refusal([.invalidJSON(error)])
    } catch is RequestJSONDepthError {
        throw Refusal(.badRequest, "There was an error parsing the body")
    }
}

/// Whether a content type is JSON: `application/json` or `application/…+json`, whatever its case and
/// parameters.
private func isJSONMediaType(_ contentType: String) -> Bool {
    // As nearly all clients write it.
    if contentType == "application/json" { return true }
    let type = contentType.prefix { $0 != ";" }.lowercased().filter { $0 != " " && $0 != "\t" }
    return type == "application/json" || (type.hasPrefix("application/") && type.hasSuffix("+json"))
}
