import NIOCore

/// Runs the task of a connection on the thread of its event loop, so that a request that waits for
/// nothing is answered without a change of threads.
///
/// Code on it must not block, nor go on for long: it would keep all connections of the event loop
/// waiting. Such work goes ``besideTheEventLoop(_:)``; to yield is not enough, since an event loop
/// goes through all that is ready to run before it looks at its connections again.
final class EventLoopExecutor: TaskExecutor {
    private let eventLoop: any EventLoop

    init(_ eventLoop: any EventLoop) { self.eventLoop = eventLoop }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        eventLoop.execute { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}

/// Runs what may take long on the threads that all tasks share.
func besideTheEventLoop<Result>(_ body: () async throws -> Result) async throws -> Result {
    try await withTaskExecutorPreference(globalConcurrentExecutor, operation: body)
}
