import Foundation
import Logging
import Testing
import Tracing

@testable import Telemetry

@Suite struct JSONLogHandlerTests {
    /// What is logged to a pipe, line by line.
    private func lines(
        capacity: Int = 1 << 20,
        _ body: (LogOutput) throws -> Void
    ) throws -> [[String: Any]] {
        let pipe = Pipe()
        let output = LogOutput(
            descriptor: pipe.fileHandleForWriting.fileDescriptor,
            capacity: capacity
        )
        try body(output)
        output.flush(within: .seconds(600))
        try pipe.fileHandleForWriting.close()
        let text = try #require(try pipe.fileHandleForReading.readToEnd())
        return try text.split(separator: UInt8(ascii: "\n")).map { line in
            try #require(try JSONSerialization.jsonObject(with: line) as? [String: Any])
        }
    }

    private func logger(_ output: LogOutput, level: Logger.Level = .info) -> Logger {
        Logger(label: "test") { label in
            JSONLogHandler(
                label: label,
                level: level,
                metadataProvider: .traceContext,
                output: output
            )
        }
    }

    @Test func writesAFlatObject() throws {
        struct Problem: Error {}
        let lines = try lines { output in
            var logger = logger(output)
            logger[metadataKey: "fixed"] = "f"
            logger.warning(
                "one\n\"two\"",
                error: Problem(),
                metadata: [
                    "count": "\(3)", "number": .stringConvertible(3),
                    "part": .stringConvertible(0.5),
                    "yes": .stringConvertible(true), "list": ["a", "b"], "time": "t",
                    "map": ["k": "v", "deep": ["d": .stringConvertible(1)]],
                ]
            )
            logger.debug("not this")
        }
        #expect(lines.count == 1)
        let line = lines[0]
        #expect(line["level"] as? String == "warning")
        #expect(line["logger"] as? String == "test")
        #expect(line["message"] as? String == "one\n\"two\"")
        #expect(line["fixed"] as? String == "f")
        #expect(line["count"] as? String == "3" && line["number"] as? Int == 3)
        #expect(line["part"] as? Double == 0.5 && line["yes"] as? Bool == true)
        #expect(line["list"] as? [String] == ["a", "b"])
        #expect(line["map.k"] as? String == "v" && line["map.deep.d"] as? Int == 1)
        #expect(line["metadata.time"] as? String == "t" && line["error"] as? String == "Problem()")
        let time = try #require(line["time"] as? String)
        let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
        #expect(throws: Never.self) { try style.parse(time) }
    }

    @Test func namesTheTrace() throws {
        let lines = try lines { output in
            let tracer = ServiceTracer(queues: [RecordQueue()])
            let logger = logger(output)
            tracer.withSpan("a") { span in
                logger.info(
                    "inside",
                    metadata: ["expected": "\(span.context.traceContext!.traceID)"]
                )
            }
            logger.info("outside")
        }
        #expect(lines[0]["trace_id"] as? String == lines[0]["expected"] as? String)
        #expect((lines[0]["span_id"] as? String)?.count == 16)
        #expect(lines[1]["trace_id"] == nil)
    }

    /// The test that swift-log asks every handler to pass.
    @Test func hasTheSemanticsOfAValue() {
        var first = logger(.standardError)
        first.logLevel = .debug
        first[metadataKey: "only-on"] = "first"
        var second = first
        second.logLevel = .error
        second[metadataKey: "only-on"] = "second"
        #expect(first.logLevel == .debug && second.logLevel == .error)
        #expect(first[metadataKey: "only-on"] == "first")
        #expect(second[metadataKey: "only-on"] == "second")
    }

    @Test func losesLinesRatherThanWait() async throws {
        let pipe = Pipe()
        let output = LogOutput(
            descriptor: pipe.fileHandleForWriting.fileDescriptor,
            capacity: 10_000
        )
        // Nobody reads: a pipe takes 64 KiB, the rest waits up to the capacity.
        let logger = logger(output)
        for number in 0..<5_000 { logger.info("line", metadata: ["number": "\(number)"]) }
        let reader = Task.detached {
            try #require(try pipe.fileHandleForReading.readToEnd())
        }
        output.flush(within: .seconds(600))
        try pipe.fileHandleForWriting.close()
        let text = try await reader.value
        let lines = try text.split(separator: UInt8(ascii: "\n")).map { line in
            try #require(try JSONSerialization.jsonObject(with: line) as? [String: Any])
        }
        let lost = lines.compactMap { $0["lines"] as? Int }.reduce(0, +)
        let written = lines.count { $0["logger"] as? String == "test" }
        #expect(lost > 0 && lost + written == 5_000)
    }
}
