import HTTPTypes
import Testing

@testable import API

private func json(_ text: String) throws -> RequestJSON {
    try Array(text.utf8).withUnsafeBufferPointer(parseJSON)
}

private func detail(_ body: () throws -> Void) -> String {
    do {
        try body()
        return "accepted"
    } catch let refusal as Refusal {
        return "\(refusal.status.code) " + String(decoding: refusal.detail, as: UTF8.self)
    } catch {
        return "\(error)"
    }
}

@Suite struct RequestTests {
    /// What Python's `" ".join(text.split())` gives.
    @Test(arguments: [
        ("  hi   there ", "hi there"), ("", ""), (" \t\r\n ", ""), ("a", "a"), ("a b", "a b"),
        ("a\u{A0}b", "a b"), ("a\u{1C}b\u{85}c", "a b c"), ("a\u{200B}b", "a\u{200B}b"),
        ("\u{3000}日本\u{2028}x", "日本 x"), ("é  é", "é é"), ("trailing ", "trailing"),
    ])
    func joinsWhiteSpaceAsPythonDoes(_ text: String, _ joined: String) {
        #expect(text.joiningWhiteSpace == joined)
    }

    /// Python's `str.isspace`: Unicode's white space and the four information separators.
    @Test func everyScalarOfWhiteSpacePartsWords() {
        for value in UInt32(0)...0x10FFFF {
            guard let scalar = Unicode.Scalar(value) else { continue }
            let isSpace = scalar.properties.isWhitespace || (0x1C...0x1F).contains(value)
            if scalar.isPythonWhiteSpace != isSpace {
                Issue.record("U+\(String(value, radix: 16))")
            }
        }
    }

    @Test func saysAllThatIsWrongWithABatch() throws {
        let body = try json(#"["fine",5,{"text":"fine"},{"text":null},{},[]]"#)
        let told = detail { _ = try batchTexts(body, maximumTexts: 10) }
        #expect(told.hasPrefix("422 "))
        for place in [#"["body",1]"#, #"["body",3,"text"]"#, #"["body",4,"text"]"#, #"["body",5]"#]
        {
            #expect(told.contains(place))
        }
        #expect(!told.contains(#"["body",0"#) && !told.contains(#"["body",2"#))
        let limit = detail { _ = try batchTexts(body, maximumTexts: 5) }
        #expect(limit == #"413 "The batch has 6 texts; at most 5 are accepted.""#)
    }

    @Test(arguments: [
        ("true", "float_type"), ("\"0.9\"", "float_type"), ("\"abc\"", "float_parsing"),
        ("null", "float_type"), ("NaN", "finite_number"), ("-Infinity", "finite_number"),
        ("1e999", "finite_number"), ("[]", "float_type"),
    ])
    func takesOnlyFiniteNumbersAsScores(_ score: String, _ type: String) throws {
        let body = try json("{\"text\":\"a\",\"predicted_label\":\"b\",\"score\":\(score)}")
        let told = detail { _ = try FeedbackRequest(body) }
        #expect(
            told.hasPrefix("422 [{\"type\":\"\(type)\",\"loc\":[\"body\",\"score\"]"),
            "\(told)"
        )
    }

    @Test func keepsTheMembersOfAReport() throws {
        let body = try json(
            #"{"text":" Great  flight ","predicted_label":"positive","score":1,"expected_label":null,"x":[]}"#
        )
        let report = try FeedbackRequest(body)
        #expect(report.text == "Great flight")
        #expect(report.score == 1)
        #expect(report.expectedLabel == nil && report.comment == nil)
    }
}

@Suite struct AccessTests {
    private func headers(_ value: String?) -> HTTPFields {
        var headers = HTTPFields()
        headers[.authorization] = value
        return headers
    }

    @Test(
        arguments: [
            (nil, 401), ("Bearer secret", 200), ("bearer  secret", 200), ("Bearer admin", 200),
            ("Bearer secre", 401), ("Bearer secrets", 401), ("Basic secret", 401), ("Bearer ", 401),
            ("secret", 401), ("Bearer secretsecret", 401),
        ] as [(String?, Int)]
    )
    func letsInWhoHasTheToken(_ value: String?, _ status: Int) {
        let tokens = AccessTokens(user: "secret", administrator: "admin")
        let found = Result { () throws(Refusal) in try tokens.check(headers(value), for: .user) }
        switch found {
        case .success: #expect(status == 200)
        case .failure(let refusal):
            #expect(refusal.status.code == status)
            #expect(refusal.headers[.wwwAuthenticate]?.hasPrefix("Bearer") == true)
        }
    }

    @Test func administersOnlyWithTheAdministratorsToken() {
        let tokens = AccessTokens(user: "secret", administrator: "admin")
        #expect(throws: Refusal.self) {
            try tokens.check(headers("Bearer secret"), for: .administrator)
        }
        #expect(throws: Never.self) {
            try tokens.check(headers("Bearer admin"), for: .administrator)
        }
        let without = AccessTokens()
        #expect(throws: Never.self) { try without.check(headers(nil), for: .user) }
        #expect(throws: Refusal.self) { try without.check(headers("Bearer "), for: .administrator) }
    }

    @Test func boundsEachAddressAlone() throws {
        let limiter = RateLimiter(requestsPerMinute: 60)
        var now = ContinuousClock.now
        for _ in 0..<30 { try limiter.check("a", now: now) }
        #expect(throws: Refusal.self) { try limiter.check("a", now: now) }
        try limiter.check("b", now: now)
        now += .seconds(1)
        try limiter.check("a", now: now)
        do {
            try limiter.check("a", now: now)
            Issue.record("more than was allowed")
        } catch {
            #expect(error.status.code == 429)
            #expect(error.headers[.retryAfter] == "1")
        }
    }

    @Test(arguments: [
        ("192.0.2.1", "192.0.2.1"), ("192.0.2.1:4711", "192.0.2.1"), ("2001:db8::1", "2001:db8::1"),
        ("[2001:db8::1]:4711", "2001:db8::1"), ("[2001:db8::1]", "2001:db8::1"), ("", ""),
    ])
    func aForwardedAddressCountsWithoutItsPort(_ written: String, _ expected: String) {
        #expect(RequestSource.withoutPort(Substring(written)) == expected)
    }
}
