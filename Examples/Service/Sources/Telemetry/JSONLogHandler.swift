import Dispatch
import Instrumentation
import Logging
import SwiftletPlatform
import Synchronization

/// Logs one JSON object a line to standard error: a backend of swift-log.
///
///     LoggingSystem.bootstrap { JSONLogHandler(label: $0) }
///
///     {"time":"2026-11-30T05:17:33.123Z","level":"warning","logger":"feedback",
///      "message":"prediction_feedback_reported","score":0.91,"trace_id":"4bf9…"}
///
/// Metadata are members of the same object: numbers and truth values as such, arrays as arrays,
/// a dictionary's entries with its own name and a dot before theirs, all else as text. One that has
/// the name of a member above is called `metadata.NAME`. An error given is written as `error`.
///
/// Lines are written by a queue of their own, so that a slow reader of standard error stops nobody;
/// see `LogOutput`.
public struct JSONLogHandler: LogHandler {
    public var logLevel: Logger.Level
    public var metadata: Logger.Metadata = [:]
    public var metadataProvider: Logger.MetadataProvider?

    private let label: String
    private let output: LogOutput

    public init(
        label: String,
        level: Logger.Level = .info,
        metadataProvider: Logger.MetadataProvider? = nil,
        output: LogOutput = .standardError
    ) {
        self.label = label
        logLevel = level
        self.metadataProvider = metadataProvider
        self.output = output
    }

    public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    public func log(event: LogEvent) {
        var all = metadata
        if let provider = metadataProvider { all.merge(provider.get()) { $1 } }
        if let metadata = event.metadata { all.merge(metadata) { $1 } }
        if let error = event.error { all["error"] = .string(String(describing: error)) }

        var json = JSONWriter()
        json.object { json in
            json.member("time", WallClock.text(nanoseconds: WallClock.nanoseconds()))
            json.member("level", event.level.rawValue)
            json.member("logger", label)
            json.member("message", event.message.description)
            for (key, value) in all.sorted(by: { $0.key < $1.key }) {
                let isTaken = ["time", "level", "logger", "message"].contains(key)
                Self.append(value, named: isTaken ? "metadata." + key : key, to: &json)
            }
        }
        output.write(json.bytes + [UInt8(ascii: "\n")])
    }

    private static func append(
        _ value: Logger.MetadataValue,
        named name: String,
        to json: inout JSONWriter
    ) {
        if case .dictionary(let entries) = value {
            for (key, value) in entries.sorted(by: { $0.key < $1.key }) {
                append(value, named: "\(name).\(key)", to: &json)
            }
        } else {
            json.name(name)
            append(value, to: &json)
        }
    }

    private static func append(_ value: Logger.MetadataValue, to json: inout JSONWriter) {
        switch value {
        case .string(let text): json.string(text)
        case .stringConvertible(let value as Int): json.integer(value)
        case .stringConvertible(let value as Double): json.number(value)
        case .stringConvertible(let value as Bool): json.bool(value)
        case .stringConvertible(let value): json.string(value.description)
        case .array(let values):
            json.array { json in
                for value in values { append(value, to: &json) }
            }
        case .dictionary(let entries):
            json.object { json in
                for (key, value) in entries.sorted(by: { $0.key < $1.key }) {
                    json.name(key)
                    append(value, to: &json)
                }
            }
        }
    }
}

extension Logger.MetadataProvider {
    /// Adds `trace_id` and `span_id` to what is logged while a request is answered.
    public static let traceContext = Logger.MetadataProvider {
        guard let trace = InstrumentationContext.current?.traceContext else { return [:] }
        return ["trace_id": "\(trace.traceID)", "span_id": "\(trace.spanID)"]
    }
}

/// Writes lines to a file descriptor without making those wait who have something to say.
///
/// Where the reader is so slow that `capacity` bytes are waiting, further lines are lost; how many
/// is said in a line of its own as soon as there is room.
public final class LogOutput: Sendable {
    /// Standard error; what waits when the program ends by `exit` is still written.
    public static let standardError: LogOutput = {
        atexit { LogOutput.standardError.flush() }
        return LogOutput(descriptor: STDERR_FILENO)
    }()

    private struct State {
        var waiting: [UInt8] = []
        var lost = 0
        var isScheduled = false
    }

    private let state = Mutex(State())
    private let queue = DispatchQueue(label: "swiftlet.log")
    private let descriptor: Int32
    private let capacity: Int

    /// - Parameters:
    ///   - descriptor: An open file, pipe or terminal.
    ///   - capacity: How many bytes may wait.
    public init(descriptor: Int32, capacity: Int = 1 << 20) {
        self.descriptor = descriptor
        self.capacity = capacity
    }

    func write(_ line: [UInt8]) {
        let mustSchedule = state.withLock { state in
            guard state.waiting.count + line.count <= capacity else {
                state.lost += 1
                return false
            }
            state.waiting += line
            defer { state.isScheduled = true }
            return !state.isScheduled
        }
        if mustSchedule { queue.async { self.writeWaiting() } }
    }

    /// Waits until all that was said is written, or until the time is over.
    public func flush(within time: DispatchTimeInterval = .seconds(1)) {
        let done = DispatchSemaphore(value: 0)
        queue.async {
            self.writeWaiting()
            done.signal()
        }
        _ = done.wait(timeout: .now() + time)
    }

    private func writeWaiting() {
        while true {
            let (bytes, lost) = state.withLock { state in
                let result = (state.waiting, state.lost)
                state.waiting = []
                state.lost = 0
                if result.0.isEmpty { state.isScheduled = false }
                return result
            }
            if bytes.isEmpty { return }
            writeAll(bytes)
            if lost > 0 { writeAll(Self.loss(of: lost)) }
        }
    }

    private static func loss(of lines: Int) -> [UInt8] {
        var json = JSONWriter()
        json.object {
            $0.member("time", WallClock.text(nanoseconds: WallClock.nanoseconds()))
            $0.member("level", "warning")
            $0.member("logger", "log")
            $0.member("message", "log lines lost: standard error is read too slowly")
            $0.member("lines", lines)
        }
        return json.bytes + [UInt8(ascii: "\n")]
    }

    private func writeAll(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { bytes in
            var rest = bytes[...]
            while !rest.isEmpty {
                let written = systemWrite(descriptor, UnsafeRawBufferPointer(rebasing: rest))
                if written >= 0 {
                    rest = rest.dropFirst(written)
                } else if errno == EAGAIN {
                    // The descriptor was made non-blocking by whoever shares it.
                    var place = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                    poll(&place, 1, -1)
                } else if errno != EINTR {
                    return
                }
            }
        }
    }
}

private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
    write(descriptor, bytes.baseAddress, bytes.count)
}
