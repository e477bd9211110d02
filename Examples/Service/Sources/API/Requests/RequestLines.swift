import Hummingbird
import NIOCore

/// The lines of a body as they arrive. A line ends with a line feed, with or without a carriage
/// return before it; empty lines are passed over.
struct RequestLines {
    enum Line: Sendable {
        case bytes([UInt8])
        /// A line of more than so many bytes, which was not kept.
        case tooLong(limit: Int)
    }

    private var iterator: RequestBody.AsyncIterator
    private let maximumBytes: Int
    /// The lines that have arrived and were not given out, the first ones first.
    private var complete: ArraySlice<Line> = []
    private var partial: [UInt8] = []
    private var isTooLong = false
    private var isFinished = false

    init(_ body: RequestBody, maximumBytes: Int) {
        iterator = body.makeAsyncIterator()
        self.maximumBytes = maximumBytes
    }

    /// The lines that have arrived, at least one, for which it waits, and at most `count`; `nil` at
    /// the end.
    mutating func next(upTo count: Int) async throws -> [Line]? {
        if complete.isEmpty { complete = [] }
        while complete.isEmpty, !isFinished {
            if let part = try await iterator.next() {
                part.readableBytesView.withUnsafeBytes { bytes in
                    for byte in bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
                        .enumerated()
                    {
                        if byte.offset > 0 { endLine() }
                        add(byte.element)
                    }
                }
            } else {
                isFinished = true
                endLine()
            }
        }
        if complete.isEmpty { return nil }
        let lines = Array(complete.prefix(count))
        complete = complete.dropFirst(count)
        return lines
    }

    private mutating func add(_ bytes: Slice<UnsafeRawBufferPointer>) {
        if partial.count + bytes.count > maximumBytes {
            isTooLong = true
            partial = []
        } else if !isTooLong {
            partial += bytes
        }
    }

    private mutating func endLine() {
        if partial.last == 0x0D { partial.removeLast() }
        if isTooLong {
            complete.append(.tooLong(limit: maximumBytes))
        } else if !partial.isEmpty {
            complete.append(.bytes(partial))
        }
        partial = []
        isTooLong = false
    }
}
