#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Asks a service on this machine whether it is ready, as a container's health check does.
struct HealthCheck {
    let port: Int
    /// How long each step may take.
    var seconds = 3

    /// Whether `/readyz` is answered with 200.
    func isReady() -> Bool {
        #if canImport(Darwin)
            let stream = SOCK_STREAM
        #else
            let stream = Int32(SOCK_STREAM.rawValue)
        #endif
        let connection = socket(AF_INET, stream, 0)
        guard connection >= 0 else { return false }
        defer { close(connection) }
        var patience = timeval(tv_sec: seconds, tv_usec: 0)
        for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
            let size = socklen_t(MemoryLayout<timeval>.size)
            setsockopt(connection, SOL_SOCKET, option, &patience, size)
        }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = in_addr_t(0x7f00_0001).bigEndian
        let isConnected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(connection, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
        guard isConnected else { return false }
        let request = "GET /readyz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
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
}
