#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A server of MLflow, and as whom it is asked.
public struct TrackingServer: Sendable {
    /// Its address, without a slash at the end, name or password.
    public let address: String
    /// What its header `Authorization` gets.
    let authorization: String?

    /// The server at a URL, with the name and password that stand in it, else with those of the
    /// environment: `MLFLOW_TRACKING_TOKEN`, or `MLFLOW_TRACKING_USERNAME` and
    /// `MLFLOW_TRACKING_PASSWORD`.
    ///
    /// - Returns: nil where it is no URL of HTTP.
    public init?(url: String, environment: [String: String]) {
        guard let parts = URL(string: url), let scheme = parts.scheme,
            ["http", "https"].contains(scheme), parts.host()?.isEmpty == false
        else { return nil }
        func value(_ name: String) -> String? {
            environment[name].flatMap { $0.isEmpty ? nil : $0 }
        }
        var rest = Substring(url.dropFirst(scheme.count + 3))
        let end = rest.firstIndex { "/?#".contains($0) } ?? rest.endIndex
        var name = value("MLFLOW_TRACKING_USERNAME")
        var password = value("MLFLOW_TRACKING_PASSWORD")
        var token = value("MLFLOW_TRACKING_TOKEN")
        if let at = rest[..<end].lastIndex(of: "@") {
            (name, token) = (parts.user(percentEncoded: false), nil)
            password = parts.password(percentEncoded: false)
            rest = rest[rest.index(after: at)...]
        }
        rest = rest.prefix { !"?#".contains($0) }
        while rest.last == "/" { rest.removeLast() }
        address = "\(scheme)://\(rest)"
        if let name {
            let pair = Data("\(name):\(password ?? "")".utf8).base64EncodedString()
            authorization = "Basic \(pair)"
        } else {
            authorization = token.map { "Bearer \($0)" }
        }
    }
}
