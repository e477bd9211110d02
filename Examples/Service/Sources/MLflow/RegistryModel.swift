/// A version in MLflow's registry: `models:/NAME@ALIAS`, or `models:/NAME/NUMBER`.
public struct RegistryModel: Sendable, Equatable, CustomStringConvertible {
    enum Version: Sendable, Equatable {
        case alias(String)
        case number(Int)
    }

    let name: String
    let version: Version

    /// - Returns: nil where it is no such address.
    public init?(_ address: String) {
        guard address.hasPrefix("models:/") else { return nil }
        let rest = address.dropFirst("models:/".count)
        if let at = rest.lastIndex(of: "@") {
            (name, version) = (String(rest[..<at]), .alias(String(rest[rest.index(after: at)...])))
        } else {
            let parts = rest.split(separator: "/", omittingEmptySubsequences: false)
            guard parts.count == 2, let number = Int(parts[1]), number > 0 else { return nil }
            (name, version) = (String(parts[0]), .number(number))
        }
        if name.isEmpty || name.contains("/") || version == .alias("") { return nil }
    }

    public var description: String {
        switch version {
        case .alias(let alias): "models:/\(name)@\(alias)"
        case .number(let number): "models:/\(name)/\(number)"
        }
    }
}

/// Why a version of the registry is not here.
public struct RegistryError: Error, CustomStringConvertible {
    public let description: String
    /// Whether the same may succeed later.
    public let isPassing: Bool
}
