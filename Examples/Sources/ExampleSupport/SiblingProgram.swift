#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The path of a program that was built beside this one.
///
/// - Throws: `ExampleError` where it was not.
public func siblingProgram(_ name: String) throws(ExampleError) -> String {
    let path = try pathBesideThisProgram(name)
    guard fileExists(path) else {
        throw ExampleError(
            """
            \(path) is missing, with which memory is measured. Build it with: \
            swift build -c release --package-path Examples --product \(name)
            """
        )
    }
    return path
}

/// Where a program lies, or would, that is built beside this one.
public func pathBesideThisProgram(_ name: String) throws(ExampleError) -> String {
    let own = try executablePath()
    return own.split(separator: "/", omittingEmptySubsequences: false).dropLast()
        .joined(separator: "/") + "/" + name
}

/// Where the running program lies.
///
/// - Throws: `ExampleError` where the system does not tell.
public func executablePath() throws(ExampleError) -> String {
    #if canImport(Darwin)
        var size: UInt32 = 0
        _ = _NSGetExecutablePath(nil, &size)
        var bytes = [CChar](repeating: 0, count: Int(size))
        guard _NSGetExecutablePath(&bytes, &size) == 0 else {
            throw ExampleError("The system does not tell where this program lies.")
        }
        return String(
            decoding: bytes.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) },
            as: UTF8.self
        )
    #else
        guard let path = realpath("/proc/self/exe", nil) else {
            throw ExampleError("The system does not tell where this program lies.")
        }
        defer { free(path) }
        return String(cString: path)
    #endif
}
