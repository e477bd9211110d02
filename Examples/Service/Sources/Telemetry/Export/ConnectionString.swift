/// Where telemetry for Azure's Application Insights goes, as
/// `APPLICATIONINSIGHTS_CONNECTION_STRING` says it:
///
///     InstrumentationKey=00000000-1111-2222-3333-444444444444;IngestionEndpoint=https://…/
public struct ConnectionString: Sendable, Equatable {
    /// Which resource the telemetry is for: a UUID.
    public let instrumentationKey: String
    /// The receiver's address, with a slash at its end.
    public let ingestionEndpoint: String

    /// Parses the text; names count in either case, and those not known are passed over.
    public init(_ text: String) throws(ConnectionStringError) {
        var values: [String: String] = [:]
        for part in text.split(whereSeparator: { $0 == ";" || $0.isWhitespace }) {
            guard let equals = part.firstIndex(of: "=") else {
                throw .missingEqualsSign(
                    position: text.distance(from: text.startIndex, to: part.startIndex)
                )
            }
            values[part[..<equals].lowercased()] = String(part[part.index(after: equals)...])
        }
        if let method = values["authorization"], method.lowercased() != "ikey" {
            throw .unknownAuthorization(method)
        }
        guard let key = values["instrumentationkey"], !key.isEmpty else {
            throw .missingInstrumentationKey
        }
        guard Self.isUUID(key) else { throw .invalidInstrumentationKey }
        instrumentationKey = key

        var endpoint = values["ingestionendpoint"] ?? ""
        if endpoint.isEmpty, let suffix = values["endpointsuffix"], !suffix.isEmpty {
            let location = values["location"].map { $0 + "." } ?? ""
            endpoint = "https://\(location)dc.\(suffix)"
        }
        if endpoint.isEmpty { endpoint = "https://dc.services.visualstudio.com" }
        guard endpoint.hasPrefix("https://") || endpoint.hasPrefix("http://") else {
            throw .invalidIngestionEndpoint(endpoint)
        }
        ingestionEndpoint = endpoint.hasSuffix("/") ? endpoint : endpoint + "/"
    }

    private static func isUUID(_ text: String) -> Bool {
        let groups = text.split(separator: "-", omittingEmptySubsequences: false)
        return groups.map(\.utf8.count) == [8, 4, 4, 4, 12]
            && groups.allSatisfy { $0.allSatisfy { $0.isASCII && $0.isHexDigit } }
    }
}

/// What is wrong with a connection string. The key is left out, for it lets anyone send telemetry.
public enum ConnectionStringError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The part at this character, counted from 0, has no `=`.
    case missingEqualsSign(position: Int)
    /// Only `ikey` is known.
    case unknownAuthorization(String)
    case missingInstrumentationKey
    /// The key is not a UUID.
    case invalidInstrumentationKey
    /// The address begins with neither `https://` nor `http://`.
    case invalidIngestionEndpoint(String)

    public var description: String {
        let reason =
            switch self {
            case .missingEqualsSign(let position):
                "the part at character \(position) has no =; expected Name=value;Name=value"
            case .unknownAuthorization(let method):
                "Authorization is \(method), expected ikey"
            case .missingInstrumentationKey:
                "InstrumentationKey is missing"
            case .invalidInstrumentationKey:
                "InstrumentationKey is not a UUID such as 00000000-1111-2222-3333-444444444444"
            case .invalidIngestionEndpoint(let endpoint):
                "IngestionEndpoint is \(endpoint), expected an address that begins with https://"
            }
        return """
            APPLICATIONINSIGHTS_CONNECTION_STRING: \(reason). Copy it from the resource's overview \
            in Azure.
            """
    }
}
