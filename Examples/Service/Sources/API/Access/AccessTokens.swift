import HTTPTypes

/// The bearer tokens that requests must carry.
public struct AccessTokens: Sendable {
    /// Who may call a route.
    enum Access {
        /// Everybody.
        case open
        /// Clients with the token, where one is set.
        case user
        /// Clients with the administrator's token, which must be set.
        case administrator
    }

    private let user: [UInt8]?
    private let administrator: [UInt8]?

    /// - Parameters:
    ///   - user: What clients send as `Authorization: Bearer …`; `nil` to let everybody in.
    ///   - administrator: The same for `/admin`; `nil` to let nobody in. It opens the other routes,
    ///     too.
    public init(user: String? = nil, administrator: String? = nil) {
        self.user = user.map { Array($0.utf8) }
        self.administrator = administrator.map { Array($0.utf8) }
    }

    /// Whether clients need a token.
    var isRequired: Bool { user != nil }

    /// Lets a request in.
    ///
    /// - Throws: `Refusal` 401 without the right token, 403 where no administrator's token is set.
    func check(_ headers: HTTPFields, for access: Access) throws(Refusal) {
        let accepted: [[UInt8]]
        switch access {
        case .open: return
        case .user:
            if user == nil { return }
            accepted = [user, administrator].compactMap { $0 }
        case .administrator:
            guard let administrator else {
                throw Refusal(
                    .forbidden,
                    "No administrator's token is set; start the service with SWIFTLET_ADMIN_TOKEN."
                )
            }
            accepted = [administrator]
        }
        let given = headers[.authorization].flatMap(Self.bearerToken)
        var isAccepted = false
        if let given {
            // Every token is compared, whole, so that time tells nothing.
            for token in accepted where Self.areEqual(given, token) { isAccepted = true }
        }
        guard isAccepted else {
            let challenge = given == nil ? "Bearer" : "Bearer error=\"invalid_token\""
            throw Refusal(
                .unauthorized,
                given == nil ? "A bearer token is needed." : "The bearer token is not valid.",
                headers: [.wwwAuthenticate: challenge]
            )
        }
    }

    private static func bearerToken(_ authorization: String) -> [UInt8]? {
        let scheme = "bearer "
        guard authorization.prefix(scheme.count).lowercased() == scheme else { return nil }
        return Array(authorization.utf8.dropFirst(scheme.count).drop { $0 == 0x20 })
    }

    /// Compares in a time that depends on the length of `given` alone.
    private static func areEqual(_ given: [UInt8], _ token: [UInt8]) -> Bool {
        var difference = given.count ^ token.count
        for (index, byte) in given.enumerated() {
            let expected = token.isEmpty ? 0 : token[index % token.count]
            difference |= Int(byte ^ expected)
        }
        return difference == 0
    }
}
