/// The settings in OpenTelemetry's environment variables.
///
///     let settings = try OTLPSettings(environment: ProcessInfo.processInfo.environment)
///     if let traces = settings.traces { … }       // where spans go
///
/// A signal is sent where an endpoint is set for it (`OTEL_EXPORTER_OTLP_ENDPOINT` or, say,
/// `OTEL_EXPORTER_OTLP_TRACES_ENDPOINT`) or its exporter is (`OTEL_TRACES_EXPORTER=otlp`: then
/// `http://localhost:4318`), unless the exporter is `none` or `OTEL_SDK_DISABLED` is `true`.
/// What is sent is JSON over HTTP.
///
/// | variable | default |
/// |---|---|
/// | `OTEL_SDK_DISABLED` | `false` |
/// | `OTEL_SERVICE_NAME`, `OTEL_RESOURCE_ATTRIBUTES` | `swiftlet` |
/// | `OTEL_LOGS_EXPORTER`, `OTEL_TRACES_EXPORTER`, `OTEL_METRICS_EXPORTER`: `otlp` or `none` | |
/// | `OTEL_EXPORTER_OTLP_ENDPOINT`, `OTEL_EXPORTER_OTLP_TRACES_ENDPOINT` … | |
/// | `OTEL_EXPORTER_OTLP_HEADERS`, `OTEL_EXPORTER_OTLP_TRACES_HEADERS` … | none |
/// | `OTEL_EXPORTER_OTLP_TIMEOUT`, `OTEL_EXPORTER_OTLP_TRACES_TIMEOUT` …, in milliseconds | 10000 |
/// | `OTEL_EXPORTER_OTLP_PROTOCOL` …: `http/json` | `http/json` |
/// | `OTEL_EXPORTER_OTLP_COMPRESSION` …: `none` | `none` |
/// | `OTEL_TRACES_SAMPLER`, `OTEL_TRACES_SAMPLER_ARG` | `parentbased_always_on` |
/// | `OTEL_METRIC_EXPORT_INTERVAL` in milliseconds | 60000 |
/// | `OTEL_BSP_SCHEDULE_DELAY` in milliseconds | 1000 |
/// | `OTEL_BSP_MAX_QUEUE_SIZE`, `OTEL_BSP_MAX_EXPORT_BATCH_SIZE` in spans | 8192, 512 |
///
/// An empty value is as none.
///
/// Reference: OpenTelemetry, "Environment Variable Specification" and "OpenTelemetry Protocol
/// Exporter".
public struct OTLPSettings: Sendable, Equatable {
    /// Where one kind of data goes.
    public struct Destination: Sendable, Equatable {
        public let url: String
        /// Sent with each request, such as a token.
        public let headers: [Header]
        /// How long one request may take.
        public let timeout: Duration
    }

    public struct Header: Sendable, Equatable {
        public let name, value: String
    }

    /// Where logs, traces and metrics go; nil for what is not sent.
    public let logs, traces, metrics: Destination?
    public let sampler: TraceSampler
    /// The time from one export of metrics to the next.
    public let metricInterval: Duration
    /// The time from one export of spans to the next.
    public let spanDelay: Duration
    /// How many spans may wait, and how many go into one request.
    public let spanQueue, spanBatch: Int
    /// What describes this process: `service.name` and others, in the order to be sent.
    public let resource: [ResourceAttribute]

    public struct ResourceAttribute: Sendable, Equatable {
        public let name, value: String
    }

    /// Reads the variables.
    ///
    /// - Parameters:
    ///   - environment: The variables of the process.
    ///   - version: The program's version, sent as `service.version` unless a variable says so.
    /// - Throws: `OTLPSettingsError` naming the variable, its value and what was expected.
    public init(
        environment: [String: String],
        version: String? = nil
    ) throws(OTLPSettingsError) {
        let variables = Variables(values: environment)
        let isDisabled = try variables.choice("OTEL_SDK_DISABLED", ["true": true, "false": false])
        func destination(_ signal: String) throws(OTLPSettingsError) -> Destination? {
            isDisabled == true ? nil : try variables.destination(signal)
        }
        logs = try destination("logs")
        traces = try destination("traces")
        metrics = try destination("metrics")
        sampler = try variables.sampler()
        metricInterval = try variables.milliseconds("OTEL_METRIC_EXPORT_INTERVAL", 60_000, from: 1)
        spanDelay = try variables.milliseconds("OTEL_BSP_SCHEDULE_DELAY", 1_000, from: 1)
        spanQueue = try variables.integer("OTEL_BSP_MAX_QUEUE_SIZE", from: 1) ?? 8_192
        spanBatch =
            try variables.integer(
                "OTEL_BSP_MAX_EXPORT_BATCH_SIZE",
                from: 1,
                to: spanQueue
            ) ?? min(512, spanQueue)
        resource = try variables.resource(version: version)
    }
}

/// An environment variable that cannot be used.
public struct OTLPSettingsError: Error, Sendable, Equatable, CustomStringConvertible {
    public let variable: String
    /// Nil where it may hold a secret.
    public let value: String?
    /// What is allowed, as a phrase: `one of none, otlp`.
    public let expected: String

    public var description: String {
        let found = value.map { "is \"\($0)\"" } ?? "cannot be used"
        return "The environment variable \(variable) \(found), expected \(expected)."
    }
}

/// Environment variables by OpenTelemetry's rules.
private struct Variables {
    let values: [String: String]

    /// The value of a variable without white space around it; nil if there is none or it is empty.
    func text(_ name: String) -> String? {
        guard let value = values[name] else { return nil }
        let trimmed = TraceState.trimmed(value[...])
        return trimmed.isEmpty ? nil : String(trimmed)
    }

    /// Names of choices are compared without regard to case.
    func choice<Value>(
        _ name: String,
        _ choices: KeyValuePairs<String, Value>
    ) throws(OTLPSettingsError) -> Value? {
        guard let text = text(name) else { return nil }
        if let choice = choices.first(where: { $0.key == text.lowercased() }) {
            return choice.value
        }
        let expected = choices.count == 1 ? "" : "one of "
        throw OTLPSettingsError(
            variable: name,
            value: text,
            expected: expected + choices.map(\.key).joined(separator: ", ")
        )
    }

    func integer(
        _ name: String,
        from minimum: Int,
        to maximum: Int? = nil
    ) throws(OTLPSettingsError) -> Int? {
        guard let text = text(name) else { return nil }
        guard let value = Int(text), value >= minimum, value <= maximum ?? .max else {
            let end = maximum.map { " to \($0)" } ?? " or more"
            throw OTLPSettingsError(
                variable: name,
                value: text,
                expected: "a whole number, \(minimum)\(end)"
            )
        }
        return value
    }

    func milliseconds(
        _ name: String,
        _ fallback: Int,
        from minimum: Int
    ) throws(OTLPSettingsError) -> Duration {
        // A day is as good as never, and no sum of times overflows.
        .milliseconds(try integer(name, from: minimum, to: 86_400_000) ?? fallback)
    }

    /// The variable of one signal, or else the one of all: its name as it is set.
    private func name(_ ending: String, of signal: String) -> String {
        let own = "OTEL_EXPORTER_OTLP_\(signal.uppercased())_\(ending)"
        return text(own) != nil ? own : "OTEL_EXPORTER_OTLP_\(ending)"
    }

    func destination(_ signal: String) throws(OTLPSettingsError) -> OTLPSettings.Destination? {
        let isWanted = try choice(
            "OTEL_\(signal.uppercased())_EXPORTER",
            ["otlp": true, "none": false]
        )
        if isWanted == false { return nil }
        let endpoint = name("ENDPOINT", of: signal)
        guard isWanted == true || text(endpoint) != nil else { return nil }
        let isOwn = endpoint != "OTEL_EXPORTER_OTLP_ENDPOINT"
        var url = try self.url(endpoint) ?? "http://localhost:4318"
        if isOwn {
            if url.drop(while: { $0 != ":" }).dropFirst(3).firstIndex(of: "/") == nil { url += "/" }
        } else {
            url += (url.hasSuffix("/") ? "" : "/") + "v1/" + signal
        }
        _ = try choice(name("PROTOCOL", of: signal), ["http/json": ()])
        _ = try choice(name("COMPRESSION", of: signal), ["none": ()])
        return OTLPSettings.Destination(
            url: url,
            headers: try headers(name("HEADERS", of: signal)),
            timeout: try milliseconds(name("TIMEOUT", of: signal), 10_000, from: 1)
        )
    }

    private func headers(_ name: String) throws(OTLPSettingsError) -> [OTLPSettings.Header] {
        let pairs: [(key: String, value: String)]
        do {
            pairs = try self.pairs(name)
        } catch {
            throw OTLPSettingsError(variable: name, value: nil, expected: error.expected)
        }
        for (key, value) in pairs {
            // What HTTP allows in a name and in a value, RFC 9110, 5.5 and 5.6.2.
            guard key.utf8.allSatisfy({ (0x21...0x7E).contains($0) }),
                !key.contains(where: { "\"(),/:;<=>?@[\\]{}".contains($0) }),
                value.utf8.allSatisfy({ (0x20...0x7E).contains($0) })
            else {
                throw OTLPSettingsError(
                    variable: name,
                    value: nil,
                    expected: "names and values that HTTP allows in a header"
                )
            }
        }
        return pairs.map { OTLPSettings.Header(name: $0.key, value: $0.value) }
    }

    /// An address of HTTP without a query or a fragment.
    private func url(_ name: String) throws(OTLPSettingsError) -> String? {
        guard let text = text(name) else { return nil }
        let error = OTLPSettingsError(
            variable: name,
            value: text,
            expected: "a URL such as http://collector:4318"
        )
        guard
            let scheme = ["http://", "https://"].first(where: { text.lowercased().hasPrefix($0) })
        else { throw error }
        let rest = text.dropFirst(scheme.count)
        let authority = rest.prefix { $0 != "/" }
        // After the host, or after the brackets of an IPv6 address, only a port may follow.
        let afterHost =
            authority.hasPrefix("[")
            ? authority.drop { $0 != "]" }.dropFirst() : authority.drop { $0 != ":" }
        let host = authority.dropLast(afterHost.count)
        let port = afterHost.dropFirst()
        guard !host.isEmpty, host != "[]", host.hasPrefix("[") == host.hasSuffix("]"),
            afterHost.isEmpty
                || (afterHost.first == ":"
                    && (Int(port).map { (1...65_535).contains($0) } ?? false)),
            rest.utf8.allSatisfy({ (0x21...0x7E).contains($0) }),
            !rest.contains(where: { "?#\\\"<>^`{|}".contains($0) })
        else { throw error }
        return text
    }

    func sampler() throws(OTLPSettingsError) -> TraceSampler {
        let name = "OTEL_TRACES_SAMPLER"
        let kind =
            try choice(
                name,
                [
                    "always_on": ("on", false),
                    "always_off": ("off", false),
                    "traceidratio": ("ratio", false),
                    "parentbased_always_on": ("on", true),
                    "parentbased_always_off": ("off", true),
                    "parentbased_traceidratio": ("ratio", true),
                ]
            ) ?? ("on", true)
        switch kind.0 {
        case "on": return TraceSampler(.alwaysOn, isParentBased: kind.1)
        case "off": return TraceSampler(.alwaysOff, isParentBased: kind.1)
        default: return TraceSampler(.ratio(try ratio()), isParentBased: kind.1)
        }
    }

    private func ratio() throws(OTLPSettingsError) -> Double {
        let name = "OTEL_TRACES_SAMPLER_ARG"
        guard let text = text(name) else { return 1 }
        guard let ratio = Double(text), (0...1).contains(ratio) else {
            throw OTLPSettingsError(variable: name, value: text, expected: "a number from 0 to 1")
        }
        return ratio
    }

    func resource(version: String?) throws(OTLPSettingsError) -> [OTLPSettings.ResourceAttribute] {
        var attributes: [(key: String, value: String)] = [("service.name", "swiftlet")]
        func set(_ key: String, _ value: String) {
            if let place = attributes.firstIndex(where: { $0.key == key }) {
                attributes[place].value = value
            } else {
                attributes.append((key, value))
            }
        }
        if let version { set("service.version", version) }
        // Tells processes of the same service apart.
        set("service.instance.id", TraceID.random().description)
        set("telemetry.sdk.language", "swift")
        set("telemetry.sdk.name", "swiftlet")
        for (key, value) in try pairs("OTEL_RESOURCE_ATTRIBUTES") { set(key, value) }
        if let name = text("OTEL_SERVICE_NAME") { set("service.name", name) }
        return attributes.map { OTLPSettings.ResourceAttribute(name: $0.key, value: $0.value) }
    }

    /// `key1=value1,key2=value2`, values with `%` escapes, as W3C's Baggage has it.
    private func pairs(
        _ name: String
    ) throws(OTLPSettingsError) -> [(key: String, value: String)] {
        guard let text = text(name) else { return [] }
        var pairs: [(key: String, value: String)] = []
        for part in text.split(separator: ",") {
            let part = TraceState.trimmed(part)
            if part.isEmpty { continue }
            let sign = part.firstIndex(of: "=") ?? part.endIndex
            let key = TraceState.trimmed(part[..<sign])
            guard !key.isEmpty, sign != part.endIndex,
                let value = decoded(TraceState.trimmed(part[part.index(after: sign)...]))
            else {
                throw OTLPSettingsError(
                    variable: name,
                    value: text,
                    expected: "pairs key=value between commas, with %2C for a comma in a value"
                )
            }
            pairs.append((String(key), value))
        }
        return pairs
    }

    /// Without `%` escapes; nil if one is not well formed or the text is not UTF-8.
    private func decoded(_ text: Substring) -> String? {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            let digits = rest.prefix(2)
            guard digits.count == 2, let value = UInt8(String(Substring(digits)), radix: 16),
                digits.first != UInt8(ascii: "+"), digits.first != UInt8(ascii: "-")
            else { return nil }
            bytes.append(value)
            rest = rest.dropFirst(2)
        }
        return String(validating: bytes, as: UTF8.self)
    }
}
