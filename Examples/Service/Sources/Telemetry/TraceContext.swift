import Instrumentation
import Synchronization

/// Names a trace: 16 bytes that are not all zero.
public struct TraceID: Sendable, Hashable, CustomStringConvertible {
    let high, low: UInt64

    init?(high: UInt64, low: UInt64) {
        if high == 0 && low == 0 { return nil }
        self.high = high
        self.low = low
    }

    /// The one that 32 lower-case hexadecimal digits name, nil for any other text.
    public init?(_ text: String) {
        var text = text
        let halves: (UInt64, UInt64)? = text.withUTF8 { digits in
            guard digits.count == 32, let high = Hexadecimal.value(digits[..<16]),
                let low = Hexadecimal.value(digits[16...])
            else { return nil }
            return (high, low)
        }
        guard let halves else { return nil }
        self.init(high: halves.0, low: halves.1)
    }

    /// A random one.
    static func random() -> TraceID {
        TraceID(high: RandomNumbers.next(), low: RandomNumbers.next())!
    }

    /// 32 lower-case hexadecimal digits.
    public var description: String { Hexadecimal.text(high) + Hexadecimal.text(low) }
}

/// Names a span of a trace: 8 bytes that are not all zero.
public struct SpanID: Sendable, Hashable, CustomStringConvertible {
    let value: UInt64

    init?(_ value: UInt64) {
        if value == 0 { return nil }
        self.value = value
    }

    /// A random one.
    static func random() -> SpanID { SpanID(RandomNumbers.next())! }

    /// 16 lower-case hexadecimal digits.
    public var description: String { Hexadecimal.text(value) }
}

/// Where a span stands: what W3C's headers `traceparent` and `tracestate` carry.
///
///     ServiceContext.current?.traceContext?.traceID.description  // "4bf92f3577b34da6a3ce929d0e0e4736"
///
/// Reference: W3C, "Trace Context" level 2, whose grammar also takes what level 1 allows.
public struct TraceContext: Sendable, Equatable {
    public let traceID: TraceID
    public let spanID: SpanID
    /// Whether the spans of this trace are kept.
    public let isSampled: Bool
    /// Whether the trace's name was drawn at random (level 2), as the caller says it.
    let isRandom: Bool
    /// The members of `tracestate` as they came, empty if there is none.
    public let state: String

    init(
        traceID: TraceID,
        spanID: SpanID,
        isSampled: Bool,
        isRandom: Bool = true,
        state: String = ""
    ) {
        self.traceID = traceID
        self.spanID = spanID
        self.isSampled = isSampled
        self.isRandom = isRandom
        self.state = state
    }

    /// Reads the headers' values. A `traceparent` that is not well formed gives nil; a
    /// `tracestate` that is not is left out.
    ///
    /// - Parameters:
    ///   - parent: The value of `traceparent`.
    ///   - state: The value of `tracestate`; several headers of that name joined by commas.
    public init?(parent: String, state: String? = nil) {
        var text = String(TraceState.trimmed(parent[...]))
        let fields: (TraceID, SpanID, UInt64)? = text.withUTF8 { bytes in
            // version "-" trace-id "-" parent-id "-" trace-flags
            guard bytes.count >= 55,
                bytes[2] == UInt8(ascii: "-"), bytes[35] == UInt8(ascii: "-"),
                bytes[52] == UInt8(ascii: "-"),
                let version = Hexadecimal.value(bytes[0..<2]), version != 0xFF,
                let high = Hexadecimal.value(bytes[3..<19]),
                let low = Hexadecimal.value(bytes[19..<35]),
                let span = Hexadecimal.value(bytes[36..<52]),
                let flags = Hexadecimal.value(bytes[53..<55]),
                let traceID = TraceID(high: high, low: low),
                let spanID = SpanID(span)
            else { return nil }
            // A later version may say more, after a further dash.
            if bytes.count > 55, version == 0 || bytes[55] != UInt8(ascii: "-") { return nil }
            return (traceID, spanID, flags)
        }
        guard let (traceID, spanID, flags) = fields else { return nil }
        self.init(
            traceID: traceID,
            spanID: spanID,
            isSampled: flags & 1 != 0,
            isRandom: flags & 2 != 0,
            state: state.flatMap(TraceState.normalized) ?? ""
        )
    }

    /// The bits of `trace-flags`.
    var flags: UInt8 { (isSampled ? 1 : 0) | (isRandom ? 2 : 0) }

    /// The value of `traceparent`, version 00.
    public var parent: String { "00-\(traceID)-\(spanID)-0\(flags)" }
}

/// The list in `tracestate`: at most 32 members `key=value`.
enum TraceState {
    /// How many bytes of a list are kept; W3C asks for 512 at least.
    private static let maximumLength = 1_024

    /// The members without white space and empty ones, nil if the list is not well formed. Of one
    /// that is too long, members of more than 128 bytes are left out, and then the last ones.
    static func normalized(_ text: String) -> String? {
        var members: [Substring] = []
        for member in text.split(separator: ",") {
            let member = trimmed(member)
            if member.isEmpty { continue }
            guard let sign = member.utf8.firstIndex(of: UInt8(ascii: "=")),
                isKey(member.utf8[..<sign]),
                isValue(member.utf8[member.utf8.index(after: sign)...])
            else { return nil }
            members.append(member)
        }
        guard members.count <= 32 else { return nil }
        func isTooLong() -> Bool {
            members.reduce(-1) { $0 + $1.utf8.count + 1 } > maximumLength
        }
        if isTooLong() { members.removeAll { $0.utf8.count > 128 } }
        while isTooLong() { members.removeLast() }
        return members.joined(separator: ",")
    }

    /// Without spaces and tabs around it.
    static func trimmed(_ text: Substring) -> Substring {
        let isSpace = { (byte: UInt8) in byte == 0x20 || byte == 0x09 }
        let bytes = text.utf8.drop(while: isSpace)
        guard let last = bytes.lastIndex(where: { !isSpace($0) }) else { return "" }
        return Substring(bytes[...last])
    }

    /// 1 to 256 of the characters below, the first one a letter or a digit.
    private static func isKey(_ key: Substring.UTF8View) -> Bool {
        func isAlphanumeric(_ byte: UInt8) -> Bool {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
            default: false
            }
        }
        guard let first = key.first else { return false }
        return key.count <= 256 && isAlphanumeric(first)
            && key.allSatisfy { isAlphanumeric($0) || "_-*/@".utf8.contains($0) }
    }

    /// 1 to 256 printable characters of ASCII other than `,` and `=`.
    private static func isValue(_ value: Substring.UTF8View) -> Bool {
        (1...256).contains(value.count)
            && value.allSatisfy {
                (0x20...0x7E).contains($0) && $0 != UInt8(ascii: ",") && $0 != UInt8(ascii: "=")
            }
    }
}

/// Numbers as lower-case hexadecimal digits.
enum Hexadecimal {
    /// 16 digits.
    static func text(_ value: UInt64) -> String {
        String(unsafeUninitializedCapacity: 16) { digits in
            for place in 0..<16 {
                let digit = UInt8(truncatingIfNeeded: value >> (60 - 4 * UInt64(place))) & 15
                digits[place] = digit + (digit < 10 ? UInt8(ascii: "0") : UInt8(ascii: "a") - 10)
            }
            return 16
        }
    }

    /// The number that at most 16 digits say, nil if there is anything else, such as a capital.
    static func value(_ digits: Slice<UnsafeBufferPointer<UInt8>>) -> UInt64? {
        var value: UInt64 = 0
        for digit in digits {
            switch digit {
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                value = value << 4 | UInt64(digit - UInt8(ascii: "0"))
            case UInt8(ascii: "a")...UInt8(ascii: "f"):
                value = value << 4 | UInt64(digit - UInt8(ascii: "a") + 10)
            default: return nil
            }
        }
        return value
    }
}

/// Numbers for names, none of them 0 and none twice in 2^64: SplitMix64 from where the system's
/// random numbers say, which asks the system once and not for each name.
///
/// Reference: Steele, Lea, Flood, "Fast Splittable Pseudorandom Number Generators", 2014.
private enum RandomNumbers {
    private static let state = Atomic(UInt64.random(in: 0...UInt64.max))

    static func next() -> UInt64 {
        while true {
            var mixed = state.wrappingAdd(0x9E37_79B9_7F4A_7C15, ordering: .relaxed).newValue
            mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
            mixed ^= mixed >> 31
            if mixed != 0 { return mixed }
        }
    }
}

private enum TraceContextKey: InstrumentationContextKey {
    typealias Value = TraceContext
    static var nameOverride: String? { "trace-context" }
}

extension InstrumentationContext {
    /// The span that work done in this context belongs to: one of this process or, before one was
    /// started, the caller's.
    public internal(set) var traceContext: TraceContext? {
        get { self[TraceContextKey.self] }
        set { self[TraceContextKey.self] = newValue }
    }
}
