/// Why something did not reach MLflow.
public enum MLflowError: Error, Sendable, Equatable {
    /// There is no connection, or no answer in time.
    case unreachable(String)
    /// The server has too much to do, or fails: it may do so later.
    case busy(status: Int, retryAfter: Duration?)
    /// The server does not let in who asks.
    case unauthorized(status: Int, String)
    /// The server does not take what it is sent.
    case rejected(status: Int, code: String, String)
    /// What answers is no server of MLflow.
    case foreign(String)
    /// The run, or its experiment, was deleted.
    case deleted(String)

    /// Whether the same may succeed later.
    var isPassing: Bool {
        switch self {
        case .unreachable, .busy: true
        case .unauthorized, .rejected, .foreign, .deleted: false
        }
    }

    /// How long the server asks to wait.
    var retryAfter: Duration? { if case .busy(_, let delay) = self { delay } else { nil } }

    /// Whether what was asked for is not there.
    var isMissing: Bool {
        if case .rejected(404, _, _) = self { true } else { false }
    }

    /// Whether the server knows no such call.
    var isUnknownCall: Bool {
        if case .rejected(let status, "", _) = self {
            [404, 405, 501].contains(status)
        } else {
            false
        }
    }
}

extension MLflowError: CustomStringConvertible {
    /// The reason, in a few words.
    public var description: String {
        switch self {
        case .unreachable(let reason): reason
        case .busy(let status, _): "status \(status)"
        case .unauthorized(let status, let message): "status \(status)\(Self.suffix(message))"
        case .rejected(let status, let code, let message):
            "status \(status)\(Self.suffix(code))\(Self.suffix(message))"
        case .foreign(let found): found
        case .deleted(let message): message
        }
    }

    private static func suffix(_ text: String) -> String { text.isEmpty ? "" : ", \(text)" }
}
