import SwiftletPlatform

/// The network that an address is of: of IPv6 the first 64 bits, which one line has to itself.
enum SourceNetwork {
    /// The same name for each address of a network, however it is spelt.
    static func name(of address: String) -> String {
        var bytes = in6_addr()
        guard inet_pton(AF_INET6, address, &bytes) == 1 else { return address }
        return withUnsafeBytes(of: bytes) { bytes in
            // An IPv4 address within IPv6.
            if bytes[..<10].allSatisfy({ $0 == 0 }), bytes[10] == 0xff, bytes[11] == 0xff {
                return bytes[12...].map { "\($0)" }.joined(separator: ".")
            }
            let groups = (0..<4).map { group in
                String(Int(bytes[2 * group]) << 8 | Int(bytes[2 * group + 1]), radix: 16)
            }
            return groups.joined(separator: ":") + "::/64"
        }
    }
}
