import HTTPTypes
import Hummingbird
import NIOCore

/// Why a request gets no answer of its own, for who sent it.
struct Refusal: Error {
    let status: HTTPResponse.Status
    /// The value of `detail`, as JSON.
    let detail: [UInt8]
    var headers = HTTPFields()

    /// A refusal in a sentence.
    init(_ status: HTTPResponse.Status, _ reason: String, headers: HTTPFields = [:]) {
        self.status = status
        var detail: [UInt8] = []
        detail.appendJSON(reason)
        self.detail = detail
        self.headers = headers
    }

    /// What is wrong with the members of a body (422).
    init(_ problems: [ValidationProblem]) {
        status = .unprocessableContent
        var detail: [UInt8] = []
        detail.appendJSON(problems)
        self.detail = detail
    }

    /// A 413 that names limit and size.
    static func tooLong(bytes: Int?, limit: Int) -> Refusal {
        let size = bytes.map { "\($0)" } ?? "more than \(limit)"
        // The rest of the body is not read: the connection ends with the answer.
        return Refusal(
            .contentTooLarge,
            "The body has \(size) bytes; at most \(limit) are accepted.",
            headers: [.connection: "close"]
        )
    }

    /// `{"detail": …}`.
    var json: [UInt8] { Array("{\"detail\":".utf8) + detail + [UInt8(ascii: "}")] }

    var response: Response { Response(status, json: json, headers: headers) }
}

extension [UInt8] {
    /// Adds validation problems as a JSON array.
    mutating func appendJSON(_ problems: [ValidationProblem]) {
        append(UInt8(ascii: "["))
        for (index, problem) in problems.enumerated() {
            if index > 0 { append(UInt8(ascii: ",")) }
            problem.append(to: &self)
        }
        append(UInt8(ascii: "]"))
    }
}

extension Response {
    /// An answer in JSON.
    init(_ status: HTTPResponse.Status = .ok, json: [UInt8], headers: HTTPFields = [:]) {
        var headers = headers
        headers[.contentType] = "application/json"
        self.init(
            status: status,
            headers: headers,
            body: .init(byteBuffer: ByteBuffer(bytes: json))
        )
    }
}
