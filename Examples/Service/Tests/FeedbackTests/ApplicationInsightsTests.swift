import Feedback
import Foundation
import Testing
import Tracing

@testable import Telemetry

@Suite struct ApplicationInsightsTests {
    private let maker = EnvelopeMaker(
        instrumentationKey: "00000000-1111-2222-3333-444444444444",
        role: "swiftlet",
        instance: "instance",
        version: "1.0"
    )

    private func json(_ value: some Encodable) throws -> NSDictionary {
        let object = try JSONSerialization.jsonObject(with: JSONEncoder().encode(value))
        return try #require(object as? NSDictionary)
    }

    /// What Azure's own exporter sent for the same reports and requests.
    private func recorded(_ kind: String) throws -> [(input: NSDictionary, envelope: NSDictionary)]
    {
        let object = try JSONSerialization.jsonObject(with: Fixture.data("envelopes.json"))
        return try #require(object as? [NSDictionary]).compactMap { item in
            guard let input = item[kind] as? NSDictionary else { return nil }
            return (input, try #require(item["envelope"] as? NSDictionary))
        }
    }

    /// Everything that ours has and is not our own must be as in theirs.
    private func compare(_ ours: NSDictionary, _ theirs: NSDictionary, except: Set<String>) throws {
        for (key, value) in ours {
            let key = try #require(key as? String)
            if except.contains(key) { continue }
            if let value = value as? NSDictionary {
                let other = try #require(theirs[key] as? NSDictionary, "\(key)")
                try compare(value, other, except: except)
            } else {
                #expect(theirs[key] as? NSObject == value as? NSObject, "\(key)")
            }
        }
    }

    /// The score as it stands in the file; Foundation's parser of whole documents rounds it.
    private func score(_ input: NSDictionary) -> Double? {
        (input["score"] as? NSNumber).flatMap { Double($0.stringValue) }
    }

    @Test func reportsBecomeTheMessagesOfAzuresExporter() throws {
        let cases = try recorded("report")
        #expect(cases.count >= 12)
        for (input, theirs) in cases {
            let report = FeedbackReport(
                text: try #require(input["text"] as? String),
                predictedLabel: try #require(input["predicted_label"] as? String),
                score: try #require(score(input)),
                expectedLabel: input["expected_label"] as? String,
                comment: input["comment"] as? String
            )
            let ours = try json(maker.envelope(report))
            try compare(
                ours,
                theirs,
                except: ["time", "sampleRate", "id", "ai.internal.sdkVersion"]
            )
            let properties = try #require(
                ours.at("data.baseData.properties") as? [String: String]
            )
            let their = try #require(
                theirs.at("data.baseData.properties") as? [String: String]
            )
            // Python names the logger, we the report.
            #expect(
                Set(properties.keys).subtracting(["id"])
                    == Set(their.keys).subtracting(["logger_name"])
            )
            #expect(properties["is_correct"] == report.isCorrect.map { $0 ? "True" : "False" })
            #expect(ours["sampleRate"] as? Double == 100)
        }
    }

    @Test func requestsBecomeThoseOfAzuresExporterButFailWithTheStatus() throws {
        let cases = try recorded("request")
        #expect(cases.count >= 6)
        for (input, theirs) in cases {
            let method = try #require(input["method"] as? String)
            let route = try #require(input["route"] as? String)
            let status = try #require(input["status"] as? Int)
            let request = RequestRecord(
                id: try #require(input["id"] as? String),
                parentID: input["parent"] as? String,
                traceID: try #require(input["trace_id"] as? String),
                name: "\(method) \(route)",
                url: try #require(input["url"] as? String),
                start: try #require((input["start"] as? String).flatMap { Date(timestamp: $0) }),
                duration: .nanoseconds(try #require(input["nanoseconds"] as? Int64)),
                status: status
            )
            let ours = try json(maker.envelope(request))
            try compare(
                ours,
                theirs,
                except: ["time", "sampleRate", "ai.internal.sdkVersion", "success"]
            )
            let time = try #require(theirs["time"] as? String)
            #expect(time.replacing("000Z", with: "Z") == ours["time"] as? String)
            let theirTags = try #require(theirs["tags"] as? [String: String])
            let ourTags = try #require(ours["tags"] as? [String: String])
            #expect(
                theirTags.keys.filter { $0.hasPrefix("ai.operation") }.sorted()
                    == ourTags.keys.filter { $0.hasPrefix("ai.operation") }.sorted()
            )
            let success = ours.at("data.baseData.success") as? Bool
            #expect(success == (status < 400))
            let their = theirs.at("data.baseData.success") as? Bool
            #expect(their == (status < 400 || status >= 500))
        }
    }

    @Test func reportsOlderThanIsTakenComeWithTheirOwnTime() throws {
        let now = Date(timestamp: "2026-11-30T12:00:00.000Z")!
        for hours in [0.0, 46.9, 47.1, 100] {
            let report = FeedbackReport.test("a", time: now.addingTimeInterval(-3_600 * hours))
            let envelope = maker.envelope(report, now: now)
            let time = try #require(Date(timestamp: envelope.time))
            #expect(now.timeIntervalSince(time) <= 47 * 3_600)
            let own = envelope.data.baseData.properties["time"] ?? envelope.time
            #expect(own == report.time.timestamp)
        }
    }

    private struct Rules: Decodable {
        private enum CodingKeys: String, CodingKey {
            case connectionStrings = "connection_strings"
            case again
        }

        struct Parsed: Decodable {
            let text: String
            let key: String?
            let endpoint: String?
        }
        let connectionStrings: [Parsed]
        let again: [Int]
    }

    @Test func connectionStringsAreReadAsAzureDoes() throws {
        let rules = try JSONDecoder().decode(Rules.self, from: Fixture.data("azure-rules.json"))
        #expect(rules.connectionStrings.count > 15)
        for item in rules.connectionStrings {
            guard let key = item.key, let endpoint = item.endpoint else {
                #expect(throws: ConnectionStringError.self) { try ConnectionString(item.text) }
                continue
            }
            let parsed = try ConnectionString(item.text)
            #expect(parsed.instrumentationKey == key)
            #expect(parsed.ingestionEndpoint == endpoint + (endpoint.hasSuffix("/") ? "" : "/"))
        }
        // Ours takes more: the semicolon that ends a line, and a key in capitals.
        let key = "00000000-1111-2222-3333-ABCDABCDABCD"
        #expect(try ConnectionString("InstrumentationKey=\(key);\n").instrumentationKey == key)
    }

    @Test(arguments: [
        ("InstrumentationKey=x", "not a UUID"), ("", "is missing"), ("abc", "character 0"),
        (
            "InstrumentationKey=00000000-1111-2222-3333-444444444444;IngestionEndpoint=ftp://a",
            "ftp://a"
        ),
        ("Authorization=token", "expected ikey"),
    ])
    func connectionStringErrorsSayWhatIsWrong(text: String, part: String) {
        #expect {
            try ConnectionString(text)
        } throws: { error in
            "\(error)".contains(part)
                && "\(error)".hasPrefix("APPLICATIONINSIGHTS_CONNECTION_STRING: ")
        }
    }

    @Test func answersMeanWhatTheyMeanToAzuresExporter() throws {
        let data = try Fixture.data("azure-rules.json")
        let rules = try JSONDecoder().decode(Rules.self, from: data)
        for status in 400..<512 {
            let answer = HTTPSender.Answer(status: status, retryAfter: .seconds(7), body: [])
            let delivery = ApplicationInsightsClient.delivery(answer, count: 3)
            // Theirs loses records where a quota is used up.
            if (rules.again + [402, 439]).contains(status) {
                #expect(delivery.again == [0, 1, 2] && delivery.rejected == 0)
                #expect(delivery.retryAfter == .seconds(7))
            } else {
                #expect(delivery.again.isEmpty && delivery.rejected == 3)
            }
            #expect(delivery.reason?.contains("\(status)") == true)
        }
        let object = try JSONSerialization.jsonObject(with: data) as? NSDictionary
        let partial = try #require(object?["partial"] as? NSDictionary)
        let body = try JSONSerialization.data(withJSONObject: try #require(partial["answer"]))
        let answer = HTTPSender.Answer(status: 206, retryAfter: nil, body: Array(body))
        let delivery = ApplicationInsightsClient.delivery(answer, count: 16)
        #expect(delivery.again == partial["again"] as? [Int])
        #expect(delivery.rejected == 14 - delivery.again.count)
        let empty = HTTPSender.Answer(status: 200, retryAfter: nil, body: [])
        #expect(ApplicationInsightsClient.delivery(empty, count: 3) == .complete)
    }

    @Test func postsAnArrayOfEnvelopes() async throws {
        let receiver = try await Receiver()
        let connection = try ConnectionString(
            "InstrumentationKey=00000000-1111-2222-3333-444444444444;IngestionEndpoint=\(receiver.url)"
        )
        let client = ApplicationInsightsClient(connection, maker)
        let texts = ["a", "</script>\u{0}\n😀"]
        #expect(await client.send(texts.map { FeedbackReport.test($0) }) == .complete)
        let request = try #require(receiver.requests.first)
        #expect(request.path == "/v2.1/track")
        #expect(request.headers["Content-Type"] == ["application/json"])
        let envelopes =
            try JSONSerialization.jsonObject(with: Data(request.body)) as? [NSDictionary]
        let sent = envelopes?.compactMap {
            $0.at("data.baseData.properties.text") as? String
        }
        #expect(sent == texts)
        try await receiver.close()
    }

    @Test func spansOfTheServerAreRequestsAndOthersAreNot() async throws {
        let spans = RecordQueue<FinishedSpan>()
        let tracer = ServiceTracer(queues: [spans])
        for (name, kind, status) in [
            ("POST /predict", true, 503), ("infer", false, 0), ("GET /info", true, 200),
        ] {
            let span = tracer.startSpan(
                name,
                context: ServiceContext.topLevel,
                ofKind: kind ? .server : .internal
            )
            if kind {
                span.attributes["http.request.method"] = String(name.prefix { $0 != " " })
                span.attributes["http.route"] = String(name.drop { $0 != " " }.dropFirst())
                span.attributes["url.path"] = "/path"
                span.attributes["http.response.status_code"] = status
            }
            span.end()
        }
        // The second request of the two is to be sent again: the third of the spans.
        let body =
            #"{"itemsReceived":2,"itemsAccepted":1,"errors":[{"index":1,"statusCode":500,"message":""}]}"#
        let receiver = try await Receiver(answers: [.init(status: 206, body: body)])
        let connection = try ConnectionString(
            "InstrumentationKey=00000000-1111-2222-3333-444444444444;IngestionEndpoint=\(receiver.url)"
        )
        let client = ApplicationInsightsClient(connection, maker)
        let records = try #require(spans.next(maximumCount: 10)).records
        #expect(await client.send(records).again == [2])
        let bytes = try #require(receiver.requests.first).body
        let envelopes = try #require(
            try JSONSerialization.jsonObject(with: Data(bytes)) as? [NSDictionary]
        )
        #expect(
            envelopes.map { $0.at("data.baseData.name") as? String } == [
                "POST /predict", "GET /info",
            ]
        )
        #expect(
            envelopes.map { $0.at("data.baseData.success") as? Bool } == [
                false, true,
            ]
        )
        #expect(await client.send(Array(records[1...1])) == .complete)
        #expect(receiver.requests.count == 1)
        try await receiver.close()
    }
}
