import FlyingFox
import Foundation
import Swiftlet

/// Why a request gets no prediction, for who sent it.
struct Refusal: Error {
    let status: HTTPStatusCode
    let reason: String

    init(_ status: HTTPStatusCode, _ reason: String) {
        self.status = status
        self.reason = reason
    }
}

extension HTTPRequest {
    /// The text that the body is.
    ///
    /// A body that is too long is read to its end, so that its sender hears of it, but not held.
    ///
    /// - Throws: `Refusal` where it is too long or not UTF-8.
    func text(maximumBytes: Int) async throws -> String {
        var body = Data()
        var length = 0
        for try await part in bodySequence {
            length += part.count
            if length <= maximumBytes { body += part }
        }
        guard length <= maximumBytes else {
            let reason = "The text has \(length) bytes; at most \(maximumBytes) are accepted."
            throw Refusal(.payloadTooLarge, reason)
        }
        guard let text = String(validating: body, as: UTF8.self) else {
            throw Refusal(.badRequest, "The text is not valid UTF-8.")
        }
        return text
    }
}

extension HTTPResponse {
    init(_ status: HTTPStatusCode = .ok, json: [UInt8]) {
        self.init(
            statusCode: status,
            headers: [.contentType: "application/json"],
            body: Data(json)
        )
    }

    /// What is told of an error: the reason of a `Refusal`, and of any other that it is the
    /// server's.
    init(refusal error: any Error) {
        let refusal =
            error as? Refusal ?? Refusal(.internalServerError, "The text could not be classified.")
        let json: Swiftlet.JSONValue = ["error": .string(refusal.reason)]
        self.init(refusal.status, json: json.encoded())
    }
}
