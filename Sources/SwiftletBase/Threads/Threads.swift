import SwiftletPlatform
import Synchronization

/// How many threads the library uses, and the one way in which it splits work over them.
///
/// Work is split at the outermost level into at most `count` parts of neighbouring items. Inside a
/// part `count` is 1, so what a part calls does not split again, and OpenBLAS is held to one thread
/// always (see ``BLAS``). The parts depend on `count` and the number of items alone, so the same
/// count gives the same result to the bit.
public enum Threads {
    /// The largest thread count there is. A larger setting counts as this one.
    public static let maximumCount = 1024

    private static let setting = Atomic<Int>(0)

    /// The number of threads: what was set here, else the environment's `SWIFTLET_NUM_THREADS`,
    /// else the cores there are.
    ///
    /// A value of `SWIFTLET_NUM_THREADS` that is not a number from 1 to ``maximumCount`` is ignored.
    /// Inside ``withCount(_:_:)`` this is the count given there; inside ``split(_:minimumPart:_:)``
    /// it is 1.
    public static var count: Int {
        get {
            let limit = ThreadLimit.current
            if limit != 0 { return limit == ThreadLimit.insideSplit ? 1 : limit }
            let current = setting.load(ordering: .relaxed)
            if current > 0 { return current }
            let initial =
                count(fromSetting: getenv("SWIFTLET_NUM_THREADS").map { String(cString: $0) })
                ?? max(1, min(maximumCount, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))))
            setting.store(initial, ordering: .relaxed)
            return initial
        }
        set {
            precondition(newValue > 0, "A thread count of \(newValue) is not positive.")
            setting.store(min(newValue, maximumCount), ordering: .relaxed)
        }
    }

    /// The thread count that a text names; nil where it names none.
    package static func count(fromSetting text: String?) -> Int? {
        guard let text, let number = Int(text), (1...maximumCount).contains(number) else {
            return nil
        }
        return number
    }

    /// Calls `body` with `count` threads for what it does on this thread, whatever the setting is.
    ///
    /// Inside a part of a split it changes nothing: there the count stays 1.
    ///
    /// - Throws: What `body` throws.
    public static func withCount<Result, Failure: Error>(
        _ count: Int,
        _ body: () throws(Failure) -> Result
    ) throws(Failure) -> Result {
        precondition(count > 0, "A thread count of \(count) is not positive.")
        let outer = ThreadLimit.current
        if outer == ThreadLimit.insideSplit { return try body() }
        ThreadLimit.current = min(count, maximumCount)
        defer { ThreadLimit.current = outer }
        return try body()
    }

    /// Calls `body` once for each of at most `count` neighbouring parts of `0 ..< items`, at the
    /// same time on as many threads, and returns when all have ended.
    ///
    /// While another thread's split has the library's workers, the parts run one after the other
    /// on this thread: the same parts, so the same result.
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
        withoutActuallyEscaping(body) { body in
            WorkerPool.shared.run(parts: parts) { part in
                let range = items * part / parts..<items * (part + 1) / parts
                body(part, range)
            }
        }
    }

    /// How many parts `split` makes of `items`.
    public static func parts(_ items: Int, minimumPart: Int = 1) -> Int {
        guard items > 0 else { return 0 }
        return max(1, min(count, items / max(1, minimumPart)))
    }
}

/// What limits the thread count on the running thread alone.
enum ThreadLimit {
    /// The limit of a thread that runs a part of a split.
    static let insideSplit = -1

    private static let key: pthread_key_t = {
        var key = pthread_key_t()
        let status = pthread_key_create(&key, nil)
        precondition(status == 0, "No thread-local key is left: pthread_key_create gave \(status).")
        return key
    }()

    /// A thread count, `insideSplit`, or 0 where nothing limits this thread.
    static var current: Int {
        get { Int(bitPattern: pthread_getspecific(key)) }
        set { pthread_setspecific(key, UnsafeRawPointer(bitPattern: newValue)) }
    }
}
