import BackingOff
import Feedback
import Foundation
import Logging
import Metrics
import Testing

@testable import Telemetry

@Suite struct FeedbackAlertTests {
    private func webhook(_ receiver: Receiver, examples: Bool = false) -> Webhook {
        Webhook(
            url: receiver.url + "/hook",
            includesExamples: examples,
            attempts: 3,
            backOff: BackOff(first: .milliseconds(1), longest: .milliseconds(1)),
            logger: .silent
        )
    }

    private func alert(_ folder: Folder, _ webhook: Webhook?) throws -> FeedbackAlert {
        try FeedbackAlert(
            directory: folder.path,
            webhook: webhook,
            interval: .milliseconds(5),
            logger: .silent
        )
    }

    private func bodies(_ receiver: Receiver) throws -> [NSDictionary] {
        try receiver.requests.map { request in
            try #require(
                try JSONSerialization.jsonObject(with: Data(request.body)) as? NSDictionary
            )
        }
    }

    @Test func thirdWrongReportPostsToTheWebhook() async throws {
        let folder = try Folder()
        let journal = try folder.journal()
        let receiver = try await Receiver()
        let alert = try alert(folder, webhook(receiver))
        let task = Task { await alert.run() }
        try await journal.append(.test("right", expected: "positive"))
        try await journal.append(.test("unknown"))
        for _ in 0..<2 { try await journal.append(.test("secret", expected: "negative")) }
        #expect(await eventually { alert.wrongCount == 2 })
        #expect(!alert.isRaised && receiver.requests.isEmpty)
        let last = FeedbackReport.test("secret", expected: "negative")
        try await journal.append(last)
        #expect(await eventually { !receiver.requests.isEmpty })
        #expect(alert.isRaised && alert.raisedCount == 1)
        let body = try #require(try bodies(receiver).first)
        let expected: [String: NSObject] = [
            "alert": "wrong_feedback" as NSString, "count": 3 as NSNumber,
            "window_seconds": 300 as NSNumber, "time": last.time.timestamp as NSString,
            "text": "3 predictions were reported wrong within 300 s." as NSString,
        ]
        #expect(Set(body.allKeys.compactMap { $0 as? String }) == Set(expected.keys))
        for (key, value) in expected { #expect(body[key] as? NSObject == value, "\(key)") }
        // One more is the same alert.
        try await journal.append(.test("secret", expected: "negative"))
        #expect(await eventually { alert.wrongCount == 4 })
        task.cancel()
        await task.value
        #expect(receiver.requests.count == 1)
        try await receiver.close()
    }

    @Test func restartNeitherForgetsNorRepeats() async throws {
        let folder = try Folder()
        let journal = try folder.journal()
        let receiver = try await Receiver()
        for count in 1...4 {
            try await journal.append(.test("a", expected: "negative"))
            let alert = try alert(folder, webhook(receiver))
            let task = Task { await alert.run() }
            #expect(await eventually { alert.wrongCount == count })
            // Until what was seen is on disk.
            let offsets = folder.url("offsets-alert.json")
            let size = try folder.contents().count
            #expect(
                await eventually {
                    (try? String(contentsOf: offsets, encoding: .utf8))?.contains(":\(size)")
                        == true
                }
            )
            task.cancel()
            await task.value
            #expect(receiver.requests.count == (count < 3 ? 0 : 1))
        }
        try await receiver.close()
    }

    @Test func journalFromBeforeItWasWatchedRaisesNothingOld() async throws {
        let folder = try Folder()
        let journal = try folder.journal()
        let receiver = try await Receiver()
        for seconds in [-4_000.0, -3_999, -3_998, -20, -10] {
            let time = Date().addingTimeInterval(seconds)
            try await journal.append(.test("a", expected: "negative", time: time))
        }
        let alert = try alert(folder, webhook(receiver))
        let task = Task { await alert.run() }
        #expect(await eventually { alert.wrongCount == 2 })
        #expect(receiver.requests.isEmpty)
        try await journal.append(.test("a", expected: "negative"))
        #expect(await eventually { receiver.requests.count == 1 })
        task.cancel()
        await task.value
        try await receiver.close()
    }

    @Test func alertThatNobodyHeardOfIsGivenLate() async throws {
        let folder = try Folder()
        let journal = try folder.journal()
        let receiver = try await Receiver()
        let first = try alert(folder, nil)
        let watching = Task { await first.run() }
        try await journal.append(.test("a", time: Date().addingTimeInterval(-4_000)))
        let offsets = folder.path + "/offsets-alert.json"
        #expect(await eventually { FileManager.default.fileExists(atPath: offsets) })
        watching.cancel()
        await watching.value
        // While no service watched, another wrote.
        for seconds in [-4_000.0, -3_900, -3_800] {
            let time = Date().addingTimeInterval(seconds)
            try await journal.append(.test("a", expected: "negative", time: time))
        }
        let alert = try alert(folder, webhook(receiver))
        let task = Task { await alert.run() }
        #expect(await eventually { receiver.requests.count == 1 })
        #expect(alert.wrongCount == 0 && !alert.isRaised)
        task.cancel()
        await task.value
        try await receiver.close()
    }

    @Test func webhookIsTriedABoundedNumberOfTimes() async throws {
        let folder = try Folder()
        let journal = try folder.journal()
        let fault = Receiver.Answer(status: 500)
        let receiver = try await Receiver(answers: [fault, fault, fault, .init(status: 404), fault])
        let registry = MetricsRegistry()
        try await withMetricsFactory(registry) {
            let alert = try FeedbackAlert(
                directory: folder.path,
                count: 1,
                window: .milliseconds(1),
                webhook: webhook(receiver, examples: true),
                interval: .milliseconds(5),
                logger: .silent
            )
            let task = Task { await alert.run() }
            for (number, requests) in [3, 4, 6].enumerated() {
                let time = Date().addingTimeInterval(Double(number))
                try await journal.append(.test("tweet \(number)", expected: "negative", time: time))
                #expect(await eventually { receiver.requests.count == requests })
            }
            #expect(await eventually { alert.raisedCount == 3 })
            task.cancel()
            await task.value
        }
        let body = try #require(try bodies(receiver).last)
        let examples = try #require(body["examples"] as? [[String: String]])
        #expect(
            examples == [
                ["text": "tweet 2", "predicted_label": "positive", "expected_label": "negative"]
            ]
        )
        let lines = String(decoding: registry.prometheusText(), as: UTF8.self).split(
            separator: "\n"
        )
        #expect(lines.contains(#"swiftlet_export_failures_total{exporter="webhook"} 5"#))
        #expect(lines.contains("swiftlet_alerts_total 3"))
        try await receiver.close()
    }
}
