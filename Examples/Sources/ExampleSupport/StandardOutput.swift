#if canImport(Glibc)
    @preconcurrency import Glibc
#elseif canImport(Musl)
    @preconcurrency import Musl
#elseif canImport(Darwin)
    @preconcurrency import Darwin
#endif

/// Hands to the system what was printed, which `print` does not see to.
///
/// - Throws: `ExampleError` where some of it could not be written.
func flushStandardOutput() throws {
    let isFlushed = fflush(stdout) == 0
    let reason = isFlushed ? "" : ": \(String(cString: strerror(errno)))"
    guard isFlushed, ferror(stdout) == 0 else {
        throw ExampleError("Standard output could not be written\(reason).")
    }
}
