import ArgumentParser

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
