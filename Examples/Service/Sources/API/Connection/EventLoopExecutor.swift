import NIOCore

/// Runs the task of a connection on the thread of its event loop, so that a request that waits for
/// nothing is answered without a change of threads.
///
/// Code on it must not block: it would keep all connections of the event loop waiting.
final class EventLoopExecutor: TaskExecutor {
    private let eventLoop: any EventLoop

    init(_ eventLoop: any EventLoop) { self.eventLoop = eventLoop }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        eventLoop.execute { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
