import Testing

@testable import Telemetry

/// The cases are those of the test suite beside W3C's specification (github.com/w3c/trace-context).
@Suite struct TraceContextTests {
    static let trace = "12345678901234567890123456789012"
    static let span = "1234567890123456"

    @Test(arguments: [
        "00-\(trace)-\(span)-01",
        "cc-\(trace)-\(span)-01",
        "cc-\(trace)-\(span)-01-what-the-future-will-be-like",
        " 00-\(trace)-\(span)-01", "\t00-\(trace)-\(span)-01", "00-\(trace)-\(span)-01 ",
        "00-\(trace)-\(span)-01\t", "\t 00-\(trace)-\(span)-01 \t",
    ])
    func takesWellFormedParents(_ parent: String) throws {
        let context = try #require(TraceContext(parent: parent))
        #expect(context.traceID.description == Self.trace)
        #expect(context.spanID.description == Self.span)
        #expect(context.isSampled)
        #expect(context.parent == "00-\(Self.trace)-\(Self.span)-01")
    }

    @Test(arguments: [
        "", "00", "-", "é",
        // Two headers, joined.
        "00-\(trace)-\(span)-01, 00-\(trace)-\(span)-01",
        // Version 0 has no more than its four fields.
        "00-\(trace)-\(span)-01.", "00-\(trace)-\(span)-01-what-the-future-will-be-like",
        "00-\(trace)-\(span)-01-",
        "cc-\(trace)-\(span)-01.what-the-future-will-be-like",
        "ff-\(trace)-\(span)-01",
        ".0-\(trace)-\(span)-01", "0.-\(trace)-\(span)-01", "000-\(trace)-\(span)-01",
        "0000-\(trace)-\(span)-01", "0-\(trace)-\(span)-01",
        "00-00000000000000000000000000000000-\(span)-01",
        "00-.2345678901234567890123456789012-\(span)-01",
        "00-1234567890123456789012345678901.-\(span)-01",
        "00-\(trace)3-\(span)-01", "00-1234567890123456789012345678901-\(span)-01",
        "00-\(trace)-0000000000000000-01",
        "00-\(trace)-.234567890123456-01", "00-\(trace)-123456789012345.-01",
        "00-\(trace)-\(span)7-01", "00-\(trace)-123456789012345-01",
        "00-\(trace)-\(span)-.0", "00-\(trace)-\(span)-0.", "00-\(trace)-\(span)-001",
        "00-\(trace)-\(span)-1",
        // Capitals are not allowed.
        "00-ABCDEF78901234567890123456789012-\(span)-01",
        "00-\(trace)-ABCDEF7890123456-01", "00-\(trace)-\(span)-0A",
    ])
    func refusesOtherParents(_ parent: String) {
        #expect(TraceContext(parent: parent) == nil)
    }

    @Test(arguments: [("00", 0), ("01", 1), ("02", 2), ("03", 3), ("ff", 3), ("fc", 0)])
    func passesOnTheFlagsItKnows(_ flags: String, _ passed: Int) throws {
        let context = try #require(TraceContext(parent: "00-\(Self.trace)-\(Self.span)-\(flags)"))
        #expect(context.isSampled == !passed.isMultiple(of: 2))
        #expect(context.parent.hasSuffix("-0\(passed)"))
    }

    private static let keyOfAll = "abcdefghijklmnopqrstuvwxyz0123456789_-*/"
    private static let valueOfAll = String(
        String.UnicodeScalarView((0x20...0x7E).compactMap(Unicode.Scalar.init))
    ).filter { $0 != "," && $0 != "=" }

    @Test(arguments: [
        ("foo=1", "foo=1"), ("foo=1,bar=2", "foo=1,bar=2"),
        ("", ""), ("foo=1,", "foo=1"), (",foo=1", "foo=1"), ("foo=1, ,bar=2", "foo=1,bar=2"),
        // Keys that come twice are left as they are.
        ("foo=1,foo=1", "foo=1,foo=1"), ("foo=1,foo=2", "foo=1,foo=2"),
        ("\(keyOfAll)=\(valueOfAll)", "\(keyOfAll)=\(valueOfAll)"),
        ("\(keyOfAll)@a-z0-9_-*/=\(valueOfAll)", "\(keyOfAll)@a-z0-9_-*/=\(valueOfAll)"),
        ("foo=1 \t , \t bar=2, \t baz=3", "foo=1,bar=2,baz=3"),
        ("foo=1\t \t,\t \tbar=2,\t \tbaz=3", "foo=1,bar=2,baz=3"),
        (" foo=1", "foo=1"), ("\t foo=1 \t", "foo=1"), ("foo= 1", "foo= 1"),
        ("foo@=1,bar=2", "foo@=1,bar=2"), ("foo@@bar=1,bar=2", "foo@@bar=1,bar=2"),
        ("1foo=1", "1foo=1"),
        ("\(String(repeating: "z", count: 256))=1", "\(String(repeating: "z", count: 256))=1"),
        ("a=\(String(repeating: "z", count: 256))", "a=\(String(repeating: "z", count: 256))"),
    ])
    func takesWellFormedStates(_ state: String, _ expected: String) throws {
        let parent = "00-\(Self.trace)-\(Self.span)-00"
        #expect(try #require(TraceContext(parent: parent, state: state)).state == expected)
    }

    @Test(arguments: [
        "foo =1", "FOO=1", "foo.bar=1", "@foo=1,bar=2", "foo=bar=baz", "foo=,bar=3", "=1", "foo",
        "foo=é", "foo=1\u{7F}", "bar=2,\(String(repeating: "z", count: 257))=1",
        "a=\(String(repeating: "z", count: 257))",
        (1...33).map { "bar\($0)=\($0)" }.joined(separator: ","),
    ])
    func leavesOtherStatesOut(_ state: String) throws {
        let parent = "00-\(Self.trace)-\(Self.span)-00"
        #expect(try #require(TraceContext(parent: parent, state: state)).state == "")
    }

    @Test func takes32Members() throws {
        let state = (1...32).map { "bar\($0)=\($0)" }.joined(separator: ",")
        #expect(TraceState.normalized(state) == state)
    }

    @Test func keepsAKilobyteOfMembers() {
        let long = "long=" + String(repeating: "z", count: 200)
        // Each takes 100 bytes, with its comma 101: ten are 1,009.
        let short = (10...29).map { "bar\($0)=" + String(repeating: "z", count: 94) }
        #expect(
            TraceState.normalized(([long] + short).joined(separator: ","))
                == short.prefix(10).joined(separator: ",")
        )
        #expect(
            TraceState.normalized(([long] + short.prefix(7)).joined(separator: ","))?
                .hasPrefix("long=") == true
        )
    }
}
