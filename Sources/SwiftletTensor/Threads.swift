import Dispatch
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// How many threads the library uses, and the one way in which it splits work over them.
///
/// Work is split at the outermost level into at most `count` parts of neighbouring items; BLAS
/// runs on one thread inside each part. The parts depend on `count` and the number of items
/// alone, so the same count gives the same result to the bit.
public enum Threads {
    private static let setting = Atomic<Int>(0)

    /// The number of threads: what was set, else `SWIFTLET_NUM_THREADS`, else the cores there are.
    public static var count: Int {
        get {
            let current = setting.load(ordering: .relaxed)
            if current > 0 { return current }
            let initial = initialCount()
            setting.store(initial, ordering: .relaxed)
            return initial
        }
        set {
            precondition(newValue > 0, "A thread count of \(newValue) is not positive.")
            setting.store(newValue, ordering: .relaxed)
        }
    }

    private static func initialCount() -> Int {
        if let text = getenv("SWIFTLET_NUM_THREADS"), let number = Int(String(cString: text)),
            number > 0
        {
            return number
        }
        return max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))
    }

    /// Calls `body` once for each of at most `count` neighbouring parts of `0 ..< items`, at the
    /// same time on as many threads, and returns when all have ended.
    ///
    /// - Parameters:
    ///   - items: How many items there are.
    ///   - minimumPart: The fewest items worth a thread of their own.
    ///   - body: Gets the part's number, from 0, and its range of items.
    public static func split(
        _ items: Int,
        minimumPart: Int = 1,
        _ body: @Sendable (_ part: Int, _ range: Range<Int>) -> Void
    ) {
        let parts = parts(items, minimumPart: minimumPart)
        if parts <= 1 {
            if items > 0 { body(0, 0..<items) }
            return
        }
        DispatchQueue.concurrentPerform(iterations: parts) { part in
            body(part, items * part / parts..<items * (part + 1) / parts)
        }
    }

    /// How many parts `split` makes of `items`.
    public static func parts(_ items: Int, minimumPart: Int = 1) -> Int {
        min(count, items / max(1, minimumPart)).clamped(to: items > 0 ? 1...Int.max : 0...0)
    }
}

extension Int {
    fileprivate func clamped(to range: ClosedRange<Int>) -> Int {
        Swift.min(Swift.max(self, range.lowerBound), range.upperBound)
    }
}
