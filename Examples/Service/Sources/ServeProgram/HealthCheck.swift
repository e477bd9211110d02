#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Asks a service on this machine whether it is ready, as a container's health check does.
struct HealthCheck {
    /// Where the service was told to listen; a wildcard is asked at this machine's own address.
    let host: String
    let port: Int
    /// How long each step may take.
    var seconds = 3

    /// Whether `/readyz` is answered with 200.
    func isReady() -> Bool {
        guard let connection = connected() else { return false }
        defer { close(connection) }
        let request = "GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
        guard write(connection, request, request.utf8.count) == request.utf8.count else {
            return false
        }
        var answer: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 64)
        let expected = Array("HTTP/1.1 200".utf8)
        while answer.count < expected.count {
            let count = read(connection, &part, part.count)
            guard count > 0 else { return false }
            answer += part[..<count]
        }
        return answer.starts(with: expected)
    }

    /// A connection to the first of the host's addresses that takes one.
    private func connected() -> Int32? {
        let own = ["0.0.0.0": "127.0.0.1", "::": "::1"][host] ?? host
        var hints = addrinfo()
        #if canImport(Darwin)
            hints.ai_socktype = SOCK_STREAM
        #else
            hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        #endif
        var addresses: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(own, "\(port)", &hints, &addresses) == 0 else { return nil }
        defer { freeaddrinfo(addresses) }
        var next = addresses
        while let address = next?.pointee {
            next = address.ai_next
            let connection = socket(address.ai_family, address.ai_socktype, address.ai_protocol)
            guard connection >= 0 else { continue }
            var patience = timeval(tv_sec: seconds, tv_usec: 0)
            for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
                let size = socklen_t(MemoryLayout<timeval>.size)
                setsockopt(connection, SOL_SOCKET, option, &patience, size)
            }
            if connect(connection, address.ai_addr, address.ai_addrlen) == 0 { return connection }
            close(connection)
        }
        return nil
    }
}
