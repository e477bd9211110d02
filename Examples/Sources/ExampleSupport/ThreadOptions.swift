import ArgumentParser
import Swiftlet

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The thread count, which every example takes.
public struct ThreadOptions: ParsableArguments {
    @Option(help: "How many threads to use (default: SWIFTLET_NUM_THREADS, else all cores).")
    public var threads: Int?

    public init() {}

    public mutating func validate() throws {
        if let threads {
            if threads >= 1 { return }
            throw ValidationError("--threads takes a whole number from 1; got \(threads).")
        }
        let setting = ProcessInfo.processInfo.environment["SWIFTLET_NUM_THREADS"]
        if let setting, Int(setting).map({ $0 < 1 }) ?? true {
            throw ValidationError(
                "SWIFTLET_NUM_THREADS takes a whole number from 1; got \(setting)."
            )
        }
    }

    /// Makes the thread count the library's.
    public func apply() {
        if let threads { Threads.count = threads }
    }
}
