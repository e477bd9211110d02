import SwiftletPlatform
import Synchronization

/// The threads that help `Threads.split`: part 0 runs on the caller, part `i` on worker `i - 1`.
///
/// Made on the first split and kept. A worker that has finished looks out for its next part for
/// `Worker.patience` before it sleeps: waking a sleeping thread costs tens of microseconds, and a
/// training step is a row of short splits. A part whose worker has not begun by the time the caller
/// is free is done by the caller.
final class WorkerPool: @unchecked Sendable {
    static let shared = WorkerPool()

    private let busy = Atomic<Bool>(false)
    /// Touched only by who holds `busy`.
    private var workers: [Worker] = []

    /// Calls `work` with every part of `0 ..< parts` and returns when all have ended.
    func run(parts: Int, _ work: @escaping Worker.Work) {
        let outer = ThreadLimit.current
        ThreadLimit.current = ThreadLimit.insideSplit
        defer { ThreadLimit.current = outer }
        guard busy.compareExchange(expected: false, desired: true, ordering: .acquiring).exchanged
        else {
            for part in 0..<parts { work(part) }
            return
        }
        defer { busy.store(false, ordering: .releasing) }

        while workers.count < parts - 1, let worker = Worker.started() { workers.append(worker) }
        let helpers = min(workers.count, parts - 1)
        withUnsafePointer(to: work) { work in
            for index in 0..<helpers { workers[index].post(part: index + 1, of: work) }
            work.pointee(0)
            for part in helpers + 1..<max(parts, helpers + 1) { work.pointee(part) }
            for index in 0..<helpers where workers[index].takeBack() { work.pointee(index + 1) }
            for index in 0..<helpers { workers[index].waitUntilDone() }
        }
    }
}

/// A thread that runs the parts posted to it, one at a time, for the life of the process.
final class Worker: @unchecked Sendable {
    typealias Work = @Sendable (_ part: Int) -> Void

    /// How long a worker without a part, or a caller whose parts are not done, looks before it
    /// sleeps, in nanoseconds.
    static let patience: UInt64 = 200_000

    private static let idle: UInt8 = 0
    private static let posted: UInt8 = 1
    private static let running: UInt8 = 2

    private let state = Atomic<UInt8>(idle)
    /// How many threads sleep on `condition`: the worker while it is idle, the caller while the
    /// worker is running. Both for a moment, where a caller takes long to wake up and the worker has
    /// gone to sleep meanwhile.
    private let sleepers = Atomic<Int>(0)
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private var part = 0
    private var work: UnsafePointer<Work>?

    private init() {
        pthread_mutex_init(mutex, nil)
        pthread_cond_init(condition, nil)
    }

    deinit {
        pthread_mutex_destroy(mutex)
        pthread_cond_destroy(condition)
        mutex.deallocate()
        condition.deallocate()
    }

    /// A worker with its thread, or nil where the system gives no further thread.
    static func started() -> Worker? {
        let worker = Worker()
        let context = Unmanaged.passRetained(worker)
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        defer { pthread_attr_destroy(&attributes) }
        pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        pthread_attr_setstacksize(&attributes, 4 << 20)
        #if canImport(Darwin)
            var thread: pthread_t?
            let status = pthread_create(&thread, &attributes, workerMain, context.toOpaque())
        #else
            var thread = pthread_t()
            let status = pthread_create(&thread, &attributes, workerMain, context.toOpaque())
        #endif
        guard status == 0 else {
            context.release()
            return nil
        }
        return worker
    }

    /// Hands the worker a part. `work` must stay in place until `takeBack` or `waitUntilDone`.
    func post(part: Int, of work: UnsafePointer<Work>) {
        self.part = part
        self.work = work
        change(to: Worker.posted)
    }

    /// Whether the worker had not begun its part, which is then the caller's again.
    func takeBack() -> Bool {
        state.compareExchange(
            expected: Worker.posted,
            desired: Worker.idle,
            ordering: .sequentiallyConsistent
        ).exchanged
    }

    func waitUntilDone() {
        wait { $0 == Worker.idle }
    }

    fileprivate func runForever() -> Never {
        ThreadLimit.current = ThreadLimit.insideSplit
        while true {
            wait { $0 == Worker.posted }
            let begun = state.compareExchange(
                expected: Worker.posted,
                desired: Worker.running,
                ordering: .sequentiallyConsistent
            ).exchanged
            if begun {
                runPart()
                change(to: Worker.idle)
            }
        }
    }

    /// A function of its own, so that nothing of the caller's closure is held once it returns.
    @inline(never)
    private func runPart() {
        work!.pointee(part)
    }

    private func change(to new: UInt8) {
        state.store(new, ordering: .sequentiallyConsistent)
        if sleepers.load(ordering: .sequentiallyConsistent) > 0 {
            pthread_mutex_lock(mutex)
            pthread_cond_broadcast(condition)
            pthread_mutex_unlock(mutex)
        }
    }

    private func wait(until wanted: (UInt8) -> Bool) {
        for _ in 0..<64 where wanted(state.load(ordering: .acquiring)) { return }
        let start = nanoseconds()
        while nanoseconds() - start < Worker.patience {
            if wanted(state.load(ordering: .acquiring)) { return }
            sched_yield()
        }
        pthread_mutex_lock(mutex)
        sleepers.add(1, ordering: .sequentiallyConsistent)
        while !wanted(state.load(ordering: .sequentiallyConsistent)) {
            pthread_cond_wait(condition, mutex)
        }
        sleepers.subtract(1, ordering: .sequentiallyConsistent)
        pthread_mutex_unlock(mutex)
    }
}

private func nanoseconds() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
}

#if canImport(Darwin)
    private func workerMain(_ context: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? {
        Unmanaged<Worker>.fromOpaque(context).takeRetainedValue().runForever()
    }
#else
    private func workerMain(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
        Unmanaged<Worker>.fromOpaque(context!).takeRetainedValue().runForever()
    }
#endif
