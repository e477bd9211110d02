import ArgumentParser
import Swiftlet

/// The thread count, which every example takes.
public struct ThreadOptions: ParsableArguments {
    @Option(help: "How many threads to use (default: SWIFTLET_NUM_THREADS, else all cores).")
    public var threads: Int?

    public init() {}

    public mutating func validate() throws {
        if let threads, threads < 1 {
            throw ValidationError("--threads takes a whole number from 1; got \(threads).")
        }
    }

    /// Makes the thread count the library's.
    public func apply() {
        if let threads { Threads.count = threads }
    }
}
