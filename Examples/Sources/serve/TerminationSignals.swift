import Dispatch

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// An element for each SIGTERM and SIGINT, which then do not end the process.
var terminationSignals: AsyncStream<Int32> {
    AsyncStream { signals in
        nonisolated(unsafe) let sources = [SIGTERM, SIGINT].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number)
            source.setEventHandler { signals.yield(number) }
            source.resume()
            return source
        }
        signals.onTermination = { _ in
            for source in sources { source.cancel() }
        }
    }
}
