import BackingOff
import Feedback
import Foundation
import Logging
import Metrics
import NIOCore
import NIOPosix
import Synchronization
import Testing

@testable import Telemetry

@Suite struct ExportTests {
    /// What a loop sent, batch by batch, and what it is answered.
    private final class Sink: Sendable {
        private struct State {
            var batches: [[String]] = []
            var answers: [Delivery] = []
        }
        private let state = Mutex(State())

        init(answers: [Delivery] = []) { state.withLock { $0.answers = answers } }

        var batches: [[String]] { state.withLock(\.batches) }

        func take(_ batch: [String]) -> Delivery {
            state.withLock { state in
                state.batches.append(batch)
                return state.answers.isEmpty ? .complete : state.answers.removeFirst()
            }
        }
    }

    private func loop<Source: ExportSource>(
        _ source: Source,
        batchCount: Int = 256,
        send: @escaping @Sendable ([Source.Record]) async -> Delivery
    ) -> ExportLoop<Source> {
        ExportLoop(
            name: "test",
            source: source,
            batchCount: batchCount,
            interval: .milliseconds(5),
            backOff: BackOff(first: .milliseconds(1), longest: .milliseconds(20)),
            logger: .silent,
            send: send
        )
    }

    private func queue(_ count: Int) -> RecordQueue<String> {
        let queue = RecordQueue<String>()
        for number in 0..<count { queue.append("\(number)") }
        return queue
    }

    @Test func sendsBatchesInOrderAndOnlyOnce() async throws {
        let queue = queue(7)
        let sink = Sink()
        let task = Task { await loop(queue, batchCount: 3) { sink.take($0) }.run() }
        #expect(await eventually { queue.pendingCount() == 0 })
        queue.append("7")
        #expect(await eventually { queue.pendingCount() == 0 })
        task.cancel()
        await task.value
        #expect(sink.batches == [["0", "1", "2"], ["3", "4", "5"], ["6"], ["7"]])
    }

    @Test func sendsAgainWhatIsToBeSentAgainAndNothingElse() async throws {
        let queue = queue(4)
        let sink = Sink(answers: [
            .failed(4, reason: "away"), Delivery(again: [1, 3], rejected: 1, reason: "partly"),
            Delivery(again: [1]), Delivery(rejected: 1),
        ])
        let task = Task { await loop(queue) { sink.take($0) }.run() }
        #expect(await eventually { queue.pendingCount() == 0 })
        task.cancel()
        await task.value
        #expect(sink.batches == [["0", "1", "2", "3"], ["0", "1", "2", "3"], ["1", "3"], ["3"]])
    }

    @Test func journalIsSentAtLeastOnceThoughTheLoopIsStopped() async throws {
        let folder = try Folder()
        let journal = try folder.journal(maximumFileBytes: 1_000)
        for number in 0..<30 { try await journal.append(.test("\(number)")) }
        let seen = Shared<[String]>([])
        // The first is stopped while it sends, before it can say that the batch is done.
        let first = try folder.reader()
        let isSending = Shared(false)
        let stopped = Task {
            await loop(first, batchCount: 10) { reports in
                seen.update { $0 += reports.map(\.text) }
                if reports[0].text == "10" {
                    isSending.update { $0 = true }
                    try? await Task.sleep(for: .seconds(60))
                    return .failed(reports.count, reason: "stopped")
                }
                return .complete
            }.run()
        }
        #expect(await eventually { isSending.value })
        stopped.cancel()
        await stopped.value
        let second = try folder.reader()
        let task = Task {
            await loop(second, batchCount: 10) { reports in
                seen.update { $0 += reports.map(\.text) }
                return .complete
            }.run()
        }
        #expect(await eventually { seen.value.last == "29" })
        task.cancel()
        await task.value
        let numbers = seen.value.compactMap { Int($0) }
        #expect(numbers == Array(0..<20) + Array(10..<30))
    }

    @Test func flushSendsWhatWaitsAndGivesUpAtAFailure() async throws {
        let queue = queue(5)
        let sink = Sink(answers: [.complete, .failed(2, reason: "away")])
        await loop(queue, batchCount: 2) { sink.take($0) }.flush(within: .seconds(60))
        #expect(sink.batches == [["0", "1"], ["2", "3"]])
        #expect(queue.pendingCount() == 3)
        await loop(queue) { sink.take($0) }.flush(within: .seconds(60))
        #expect(queue.pendingCount() == 0)
        // A receiver that never answers holds nobody up.
        queue.append("5")
        await loop(queue) { _ in
            try? await Task.sleep(for: .seconds(600))
            return .failed(1, reason: "stopped")
        }.flush(within: .milliseconds(20))
        #expect(queue.pendingCount() == 1)
    }

    @Test func countsWhatWaitsAndWhatFailed() async throws {
        let registry = MetricsRegistry()
        let queue = queue(6)
        let sink = Sink(answers: [
            Delivery(rejected: 1), .failed(2, reason: "away"), .failed(2, reason: "away"),
            .complete,
            .failed(2, reason: "away"),
        ])
        await withMetricsFactory(registry) {
            let loop = loop(queue, batchCount: 2) { sink.take($0) }
            await loop.flush(within: .seconds(60))
            await loop.flush(within: .seconds(60))
            await loop.flush(within: .seconds(60))
            await loop.flush(within: .seconds(60))
        }
        let lines = String(decoding: registry.prometheusText(), as: UTF8.self).split(
            separator: "\n"
        )
        #expect(lines.contains(#"swiftlet_export_pending_records{exporter="test"} 0.0"#))
        #expect(lines.contains(#"swiftlet_export_failures_total{exporter="test"} 3"#))
        #expect(lines.contains(#"swiftlet_export_rejected_records_total{exporter="test"} 1"#))
    }

    @Test func fullQueueLosesTheOldestAndCountsThem() async throws {
        let queue = RecordQueue<Int>(capacity: 100)
        for number in 0..<1_000 { queue.append(number) }
        let count = queue.pendingCount()
        #expect((100...112).contains(count))
        #expect(queue.droppedCount == 1_000 - count)
        let first = try #require(queue.next(maximumCount: 10))
        #expect(first.records == Array((1_000 - count)..<(1_010 - count)))
        // Those that are being sent are lost to newer ones meanwhile; committing takes no others.
        for number in 1_000..<2_000 { queue.append(number) }
        queue.commit(first.mark)
        let rest = try #require(queue.next(maximumCount: 1_000)).records
        #expect(rest == Array((2_000 - rest.count)..<2_000))
    }

    @Test func backOffDoublesUpToItsLimitByChanceHalf() {
        let backOff = BackOff(first: .seconds(1), longest: .seconds(60))
        var generator = SplitMix(state: 5)
        for (failures, limit) in zip(
            [1, 2, 3, 4, 5, 6, 7, 8, 1_000],
            [1, 2, 4, 8, 16, 32, 60, 60, 60]
        ) {
            let delays = (0..<1_000).map { _ in backOff.delay(failures: failures, using: &generator)
            }
            let limit = Duration.seconds(limit)
            #expect(delays.min()! >= limit * 0.5 && delays.min()! < limit * 0.51)
            #expect(delays.max()! <= limit && delays.max()! > limit * 0.99)
        }
        let asked = backOff.delay(failures: 1, retryAfter: .seconds(120), using: &generator)
        #expect(asked == .seconds(120))
        let tooLong = backOff.delay(failures: 1, retryAfter: .seconds(1 << 40), using: &generator)
        #expect(tooLong == .seconds(3_600))
    }

    /// Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014.
    private struct SplitMix: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state &+= 0x9e37_79b9_7f4a_7c15
            var mixed = (state ^ (state >> 30)) &* 0xbf58_476d_1ce4_e5b9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
            return mixed ^ (mixed >> 31)
        }
    }

    @Test func retryAfterIsSecondsOrATime() throws {
        #expect(HTTPSender.delay(retryAfter: "120") == .seconds(120))
        #expect(HTTPSender.delay(retryAfter: "-1") == .zero)
        #expect(HTTPSender.delay(retryAfter: "Fri, 31 Dec 1999 23:59:59 GMT") == .zero)
        #expect(HTTPSender.delay(retryAfter: "soon") == nil)
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = TimeZone(identifier: "GMT")
        formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
        let text = formatter.string(from: Date().addingTimeInterval(1_000))
        let delay = try #require(HTTPSender.delay(retryAfter: text))
        #expect(delay > .seconds(900) && delay <= .seconds(1_000))
    }

    @Test func senderSaysWhatItWasAnswered() async throws {
        let receiver = try await Receiver(answers: [
            .init(status: 429, headers: [("Retry-After", "7")], body: "slow"), .init(),
        ])
        let sender = HTTPSender(url: receiver.url + "/a?b=c", headers: [("X-Key", "k")])
        let answer = try await sender.post(Array("body".utf8))
        #expect(answer.status == 429 && answer.retryAfter == .seconds(7))
        #expect(String(decoding: answer.body, as: UTF8.self) == "slow")
        let request = try #require(receiver.requests.first)
        #expect(request.path == "/a?b=c" && request.headers["X-Key"] == ["k"])
        #expect(String(decoding: request.body, as: UTF8.self) == "body")
        #expect(request.headers["traceparent"] == [])
        try await receiver.close()
    }

    @Test func senderGoesToAnotherAddressOfTheSameDomainOnly() async throws {
        let other = try await Receiver()
        let receiver = try await Receiver(answers: [
            .init(status: 308, headers: [("Location", other.url + "/new")]),
            .init(status: 308, headers: [("Location", "http://localhost:\(other.port)/new")]),
            .init(status: 302, headers: [("Location", other.url + "/new")]),
        ])
        let sender = HTTPSender(url: receiver.url + "/old")
        #expect(try await sender.post([1, 2]).status == 200)
        #expect(other.requests.map(\.path) == ["/new"] && other.requests[0].body == [1, 2])
        #expect(try await sender.post([1, 2]).status == 308)
        #expect(try await sender.post([1, 2]).status == 302)
        #expect(other.requests.count == 1)
        try await receiver.close()
        try await other.close()
    }

    @Test func receiverThatIsAwayFailsAtOnceAndOneThatHangsInTime() async throws {
        let receiver = try await Receiver()
        let url = receiver.url
        try await receiver.close()
        let start = ContinuousClock.now
        await #expect(throws: HTTPSender.Failure.self) {
            try await HTTPSender(url: url, timeout: .seconds(600)).post([])
        }
        #expect(ContinuousClock.now - start < .seconds(300))
        // One that takes connections and never answers, and one that stops within its answer.
        for start in ["", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{"] {
            let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .childChannelInitializer { channel in
                    let bytes = channel.allocator.buffer(string: start)
                    channel.eventLoop.execute { channel.writeAndFlush(bytes, promise: nil) }
                    return channel.eventLoop.makeSucceededVoidFuture()
                }
                .bind(host: "127.0.0.1", port: 0).get()
            let url = "http://127.0.0.1:\(channel.localAddress!.port!)"
            let sender = HTTPSender(url: url, timeout: .milliseconds(100))
            await #expect(throws: HTTPSender.Failure.self) { try await sender.post([]) }
            try await channel.close()
        }
        await #expect(throws: HTTPSender.Failure.self) {
            try await HTTPSender(url: "nonsense").post([])
        }
    }

    @Test func feedbackArrivesAfterTheReceiverWasAway() async throws {
        let folder = try Folder()
        let journal = try folder.journal()
        let receiver = try await Receiver()
        let port = receiver.port
        try await receiver.close()
        let key = "InstrumentationKey=00000000-1111-2222-3333-444444444444"
        let client = ApplicationInsightsClient(
            try ConnectionString("\(key);IngestionEndpoint=http://127.0.0.1:\(port)"),
            EnvelopeMaker(instrumentationKey: "", role: "", instance: "", version: "")
        )
        let reader = try folder.reader()
        let failures = Shared(0)
        let task = Task {
            await loop(reader) { reports in
                let delivery = await client.send(reports)
                if delivery != .complete { failures.update { $0 += 1 } }
                return delivery
            }.run()
        }
        for number in 0..<20 { try await journal.append(.test("\(number)")) }
        #expect(await eventually { failures.value >= 3 })
        #expect(try await reader.pendingCount() == 20)
        let back = try await Receiver(port: port)
        var texts: [String] = []
        #expect(
            try await eventually {
                texts = try back.requests.flatMap { request in
                    let object = try JSONSerialization.jsonObject(with: Data(request.body))
                    return (object as? [NSDictionary] ?? []).compactMap {
                        $0.at("data.baseData.properties.text") as? String
                    }
                }
                return Set(texts).count == 20
            }
        )
        #expect(
            await eventually {
                FileManager.default.fileExists(atPath: folder.path + "/offsets-r.json")
            }
        )
        task.cancel()
        await task.value
        #expect(texts == (0..<20).map { "\($0)" })
        try await back.close()
    }
}
