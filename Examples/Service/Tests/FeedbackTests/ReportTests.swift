import Foundation
import Testing

@testable import Feedback

@Suite struct ReportTests {
    @Test func lineHasTheKeysOfTheStudyAndOurs() throws {
        let report = FeedbackReport(
            id: "1",
            time: Date(timeIntervalSince1970: 1_764_480_000.1234),
            text: "Great ✈️, \"isn't\" it?\n\u{0}\u{2028}</script>",
            predictedLabel: "positive",
            score: 0.1 + 0.2,
            expectedLabel: "negative",
            comment: "irony",
            model: "abc",
            source: "127.0.0.1",
            traceID: "4bf92f3577b34da6a3ce929d0e0e4736"
        )
        let line = try JournalLine.bytes(of: report)
        let expected = #"""
            {"comment":"irony","expected_label":"negative","id":"1","is_correct":false,\#
            "model":"abc","predicted_label":"positive","score":0.30000000000000004,\#
            "source":"127.0.0.1","text":"Great ✈️, \"isn't\" it?\n\u0000\#u{2028}</script>",\#
            "time":"2025-11-30T05:20:00.123Z","trace_id":"4bf92f3577b34da6a3ce929d0e0e4736"}

            """#
        #expect(String(decoding: line, as: UTF8.self) == expected)
        #expect(JournalLine.report(line[...]) == report)
    }

    @Test func whatIsNotKnownIsLeftOut() throws {
        let line = try JournalLine.bytes(of: .test("a"))
        let object = try JSONSerialization.jsonObject(with: Data(line)) as? [String: Any]
        let keys: Set = ["id", "time", "text", "predicted_label", "score"]
        #expect(object.map { Set($0.keys) } == keys)
        #expect(JournalLine.report(line[...])?.isCorrect == nil)
        let right = try JournalLine.bytes(of: .test("a", expected: "positive"))
        #expect(String(decoding: right, as: UTF8.self).contains("\"is_correct\":true"))
    }

    @Test func scoreThatJSONCannotHoldIsRefused() {
        let report = FeedbackReport(text: "a", predictedLabel: "b", score: .nan)
        #expect {
            try JournalLine.bytes(of: report)
        } throws: { error in
            if case JournalError.invalidReport = error { true } else { false }
        }
    }

    @Test func reportsHaveIdentifiersOfTheirOwn() {
        #expect(Set((0..<1_000).map { _ in FeedbackReport.test("a").id }).count == 1_000)
    }

    @Test func timestampsKeepEveryMillisecond() throws {
        for milliseconds in 0..<1_000 {
            let digits = String("00\(milliseconds)".suffix(3))
            let text = "2026-02-28T23:59:59.\(digits)Z"
            let date = try #require(Date(timestamp: text))
            #expect(date.timestamp == text)
            let report = FeedbackReport(time: date, text: "", predictedLabel: "", score: 0)
            #expect(report.time.timestamp == text)
        }
        #expect(Date(timestamp: "2025-11-30T05:20:00Z")?.timeIntervalSince1970 == 1_764_480_000)
        #expect(Date(timestamp: "yesterday") == nil)
    }
}
