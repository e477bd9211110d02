import Dispatch
import SwiftletPlatform
import Synchronization

/// Lets something be done before SIGINT or SIGTERM ends the process.
enum InterruptWatch {
    /// The end of a pipe that the handler of signals writes to.
    private static let pipeEnd = Atomic<Int32>(-1)

    /// From now on calls `body` with the signal's name first; at most once for a process.
    static func begin(_ body: @escaping @Sendable (_ signal: String) -> Void) {
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { return }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        let (reading, writing) = (ends[0], ends[1])
        let isFirst = pipeEnd.compareExchange(
            expected: -1,
            desired: writing,
            ordering: .sequentiallyConsistent
        ).exchanged
        guard isFirst else { return }
        for number in [SIGINT, SIGTERM] { watch(number) }
        DispatchQueue.global().async {
            var number: UInt8 = 0
            while read(reading, &number, 1) != 1 { if errno != EINTR { return } }
            body(Int32(number) == SIGINT ? "SIGINT" : "SIGTERM")
            signal(Int32(number), SIG_DFL)
            kill(getpid(), Int32(number))
        }
    }

    private static func watch(_ number: Int32) {
        var action = sigaction()
        sigaction(number, nil, &action)
        // Who started this process in the background may have told it to ignore the signal.
        if isIgnored(action) { return }
        signal(number) { number in
            var byte = UInt8(truncatingIfNeeded: number)
            let earlier = errno
            _ = systemWrite(InterruptWatch.pipeEnd.load(ordering: .relaxed), &byte, 1)
            errno = earlier
        }
    }

    private static func isIgnored(_ action: sigaction) -> Bool {
        #if canImport(Darwin)
            let handler = action.__sigaction_u.__sa_handler
        #elseif canImport(Musl)
            let handler = action.__sa_handler.sa_handler
        #else
            let handler = action.__sigaction_handler.sa_handler
        #endif
        return unsafeBitCast(handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
    }
}

private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer, _ count: Int) -> Int {
    write(descriptor, bytes, count)
}
