import ArgumentParser
import MLflow

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// What the environment says of the service.
struct Environment {
    private let values = ProcessInfo.processInfo.environment

    subscript(name: String) -> String? { values[name] }

    /// The whole environment.
    var all: [String: String] { values }

    /// The port of a platform that names one.
    ///
    /// - Throws: `ValidationError` where it is no port.
    func port() throws -> Int? {
        for name in ["PORT", "WEBSITES_PORT"] {
            guard let text = values[name], !text.isEmpty else { continue }
            guard let port = Int(text), (0...65_535).contains(port) else {
                throw ValidationError("\(name) is \"\(text)\"; expected 0 to 65535.")
            }
            return port
        }
        return nil
    }

    /// The server of MLflow at a URL, else at that of the environment, else at the usual one.
    ///
    /// - Throws: `ValidationError` where it is no URL.
    func trackingServer(_ url: String?) throws -> TrackingServer {
        let named = values["MLFLOW_TRACKING_URI"].flatMap { $0.isEmpty ? nil : $0 }
        let address = url ?? named ?? "http://127.0.0.1:5000"
        if let server = TrackingServer(url: address, environment: values) { return server }
        throw ValidationError(
            "\(url == nil ? "MLFLOW_TRACKING_URI" : "--mlflow") is \(address); expected the URL of a "
                + "server, such as http://127.0.0.1:5000."
        )
    }

    /// A token; an empty one is refused, since it would let everybody in unseen.
    ///
    /// - Throws: `ValidationError` where it is empty.
    func token(_ name: String) throws -> String? {
        guard let token = values[name] else { return nil }
        guard !token.isEmpty else {
            throw ValidationError("\(name) is empty; unset it, or give a token.")
        }
        return token
    }
}
