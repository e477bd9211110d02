import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import SwiftletBase

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Asks a server of MLflow by REST.
struct MLflowClient: Sendable {
    let server: TrackingServer

    /// One client for all, as connections are kept. It does not try again; who asks does.
    private static let client: HTTPClient = {
        var configuration = HTTPClient.Configuration()
        configuration.tracing.tracer = nil
        configuration.timeout = .init(connect: .seconds(5))
        configuration.connectionPool.retryConnectionEstablishment = false
        return HTTPClient(
            eventLoopGroup: HTTPClient.defaultEventLoopGroup,
            configuration: configuration
        )
    }()

    private static let timeout = Duration.seconds(30)
    private static let fileTimeout = Duration.seconds(600)

    /// Calls `/api/2.0/mlflow/…` with a body, and gives what is answered.
    ///
    /// - Throws: `MLflowError`.
    func call(
        _ path: String,
        _ body: JSONValue,
        by method: HTTPMethod = .POST
    ) async throws(MLflowError) -> JSONObject {
        var request = request(method, "/api/2.0/mlflow/\(path)")
        request.headers.replaceOrAdd(name: "Content-Type", value: "application/json")
        request.body = .bytes(body.encoded())
        return try await exchange(request, within: Self.timeout)
    }

    /// Asks for `/api/2.0/mlflow/…`.
    ///
    /// - Throws: `MLflowError`.
    func get(
        _ path: String,
        _ query: [(String, String)]
    ) async throws(MLflowError) -> JSONObject {
        let query = query.map { "\($0)=\(Self.encoded($1))" }.joined(separator: "&")
        return try await exchange(
            request(.GET, "/api/2.0/mlflow/\(path)?\(query)"),
            within: Self.timeout
        )
    }

    /// Puts a file among the artifacts.
    ///
    /// - Parameters:
    ///   - artifact: Its path there, as `mlflow-artifacts:/` has it.
    ///   - content: Where its bytes come from.
    /// - Throws: `MLflowError`; and `FileError` where the file cannot be read.
    func put(_ content: FileContent, to artifact: String) async throws {
        var request = request(.PUT, Self.artifacts + "/" + Self.encoded(path: artifact))
        request.headers.replaceOrAdd(name: "Content-Type", value: "application/octet-stream")
        request.body = try content.body()
        _ = try await exchange(request, within: Self.fileTimeout)
    }

    /// What lies in a directory of the artifacts.
    struct Artifact: Sendable, Equatable {
        let name: String
        let isDirectory: Bool
        let size: Int?
    }

    /// - Throws: `MLflowError`.
    func files(in artifact: String) async throws(MLflowError) -> [Artifact] {
        let answer = try await exchange(
            request(.GET, "\(Self.artifacts)?path=\(Self.encoded(artifact))"),
            within: Self.timeout
        )
        return try ((try? answer.array("files")) ?? []).map { file throws(MLflowError) in
            guard let file = try? file.object(), let name = try? file.string("path") else {
                throw .foreign("the answer names no file")
            }
            return Artifact(
                name: name,
                isDirectory: (try? file.bool("is_dir")) ?? false,
                size: try? file.integer("file_size")
            )
        }
    }

    /// Gets a file of the artifacts; a part of it at a time is in memory.
    ///
    /// - Parameter path: Gets the file, which must not be there yet.
    /// - Returns: How many bytes it has.
    /// - Throws: `MLflowError`; and `FileError` where the file cannot be written.
    func download(_ artifact: String, to path: String) async throws -> Int {
        let request = request(.GET, Self.artifacts + "/" + Self.encoded(path: artifact))
        let file = try NewFile(path)
        do {
            return try await Self.within(Self.fileTimeout) {
                let response = try await Self.client.execute(request, deadline: .distantFuture)
                if response.status != .ok {
                    _ = try Self.object(try await Answer(response))
                    throw MLflowError.foreign("status \(response.status.code)")
                }
                var size = 0
                for try await part in response.body {
                    try file.write(part.readableBytesView)
                    size += part.readableBytes
                }
                return size
            }
        } catch let error as FileError {
            throw error
        } catch let error as MLflowError {
            throw error
        } catch {
            throw MLflowError.unreachable(Self.reason(error))
        }
    }

    private static let artifacts = "/api/2.0/mlflow-artifacts/artifacts"

    private func request(_ method: HTTPMethod, _ target: String) -> HTTPClientRequest {
        var request = HTTPClientRequest(url: server.address + target)
        request.method = method
        request.headers.add(name: "User-Agent", value: "swiftlet")
        if let authorization = server.authorization {
            request.headers.add(name: "Authorization", value: authorization)
        }
        return request
    }

    private func exchange(
        _ request: HTTPClientRequest,
        within timeout: Duration
    ) async throws(MLflowError) -> JSONObject {
        let answer: Answer
        do {
            answer = try await Self.within(timeout) {
                try await Answer(try await Self.client.execute(request, deadline: .distantFuture))
            }
        } catch {
            throw .unreachable(Self.reason(error))
        }
        return try Self.object(answer)
    }

    private struct Answer: Sendable {
        let status: Int
        let retryAfter: Duration?
        let body: [UInt8]

        init(_ response: HTTPClientResponse) async throws {
            var body: [UInt8] = []
            for try await part in response.body {
                body += part.readableBytesView
                if body.count > 16 << 20 { break }
            }
            let delay = response.headers.first(name: "Retry-After").flatMap { Int($0) }
            status = Int(response.status.code)
            retryAfter = delay.map { .seconds(max(0, $0)) }
            self.body = body
        }
    }

    /// Does some work within a time: the client's own deadline ends with the head of an answer.
    private static func within<Result: Sendable>(
        _ timeout: Duration,
        _ work: @escaping @Sendable () async throws -> Result
    ) async throws -> Result {
        try await withThrowingTaskGroup(of: Result.self) { group in
            group.addTask { try await work() }
            group.addTask {
                try await Task.sleep(for: timeout)
                throw SlowAnswer(timeout: timeout)
            }
            defer { group.cancelAll() }
            guard let result = try await group.next() else { throw CancellationError() }
            return result
        }
    }

    private struct SlowAnswer: Error {
        let timeout: Duration
    }

    private static func reason(_ error: any Error) -> String {
        if let slow = error as? SlowAnswer {
            return "no answer within \(slow.timeout.components.seconds) s"
        }
        if (error as? HTTPClientError) == .connectTimeout { return "no connection within 5 s" }
        return systemReason("\(error)")
    }

    /// The part of an error's text that people want to read.
    private static func systemReason(_ text: String) -> String {
        let known = [
            ("refused", "connection refused"), ("UnknownHost", "its name is not known"),
            ("reset", "connection reset"), ("unreachable", "network unreachable"),
            ("remoteConnectionClosed", "it closed the connection"),
            ("CERTIFICATE", "its certificate is not trusted"),
        ]
        return known.first { text.contains($0.0) }?.1 ?? String(text.prefix(200))
    }

    /// What an answer says.
    private static func object(_ answer: Answer) throws(MLflowError) -> JSONObject {
        let object = try? JSONValue(parsing: answer.body).object()
        if answer.status == 200 || answer.status == 201 {
            if let object = answer.body.isEmpty ? JSONObject() : object { return object }
            throw .foreign("the answer is no JSON")
        }
        let code = (try? object?.string("error_code")) ?? ""
        let message = (try? object?.string("message")) ?? ""
        switch answer.status {
        case 401, 403:
            let text = object == nil ? firstLine(answer.body) : message
            throw .unauthorized(status: answer.status, text)
        case 408, 425, 429, 500, 502...599:
            throw .busy(status: answer.status, retryAfter: answer.retryAfter)
        default:
            if message.contains("'active' state") || message.contains("deleted lifecycle stage") {
                throw .deleted(message)
            }
            throw .rejected(status: answer.status, code: code, message)
        }
    }

    private static func firstLine(_ body: [UInt8]) -> String {
        let text = String(decoding: body.prefix(300), as: UTF8.self)
        guard !text.contains("<") else { return "" }
        return String(text.split(whereSeparator: \.isNewline).first ?? "")
    }

    private static func encoded(path: String) -> String {
        path.split(separator: "/").map { encoded(String($0)) }.joined(separator: "/")
    }

    /// A text as a part of a URL.
    static func encoded(_ text: String) -> String {
        text.utf8.map { byte in
            let character = Character(UnicodeScalar(byte))
            if character.isASCII,
                character.isLetter || character.isNumber || "-._~".contains(character)
            {
                return String(character)
            }
            let digits = String(byte, radix: 16, uppercase: true)
            return "%" + (byte < 16 ? "0" : "") + digits
        }.joined()
    }
}
