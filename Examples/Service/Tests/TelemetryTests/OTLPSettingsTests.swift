import Testing

@testable import Telemetry

@Suite struct OTLPSettingsTests {
    @Test func sendsNothingUnlessTold() throws {
        let settings = try OTLPSettings(environment: ["OTEL_EXPORTER_OTLP_ENDPOINT": " "])
        #expect(settings.logs == nil && settings.traces == nil && settings.metrics == nil)
        #expect(settings.sampler == TraceSampler(.alwaysOn, isParentBased: true))
        #expect(settings.metricInterval == .seconds(60))
    }

    /// The examples of OpenTelemetry's "Endpoint URLs for OTLP/HTTP".
    @Test func buildsAddresses() throws {
        let first = try OTLPSettings(environment: [
            "OTEL_EXPORTER_OTLP_ENDPOINT": "http://collector:4318"
        ])
        #expect(first.traces?.url == "http://collector:4318/v1/traces")
        #expect(first.metrics?.url == "http://collector:4318/v1/metrics")
        #expect(first.logs?.url == "http://collector:4318/v1/logs")

        let second = try OTLPSettings(environment: [
            "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://collector:4318",
            "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT": "https://collector.example.com/v1/metrics",
        ])
        #expect(second.traces?.url == "http://collector:4318/")
        #expect(second.metrics?.url == "https://collector.example.com/v1/metrics")
        #expect(second.logs == nil)

        let third = try OTLPSettings(environment: [
            "OTEL_EXPORTER_OTLP_ENDPOINT": "http://collector:4318/mycollector/",
            "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT": "https://collector.example.com/v1/metrics/",
        ])
        #expect(third.traces?.url == "http://collector:4318/mycollector/v1/traces")
        #expect(third.logs?.url == "http://collector:4318/mycollector/v1/logs")
        #expect(third.metrics?.url == "https://collector.example.com/v1/metrics/")
    }

    @Test func choosesSignals() throws {
        let some = try OTLPSettings(environment: [
            "OTEL_TRACES_EXPORTER": "otlp", "OTEL_LOGS_EXPORTER": "none",
        ])
        #expect(some.traces?.url == "http://localhost:4318/v1/traces")
        #expect(some.logs == nil && some.metrics == nil)
        let rest = try OTLPSettings(environment: [
            "OTEL_EXPORTER_OTLP_ENDPOINT": "http://[::1]:4318", "OTEL_TRACES_EXPORTER": "none",
        ])
        #expect(rest.traces == nil && rest.logs?.url == "http://[::1]:4318/v1/logs")
        let off = try OTLPSettings(environment: [
            "OTEL_EXPORTER_OTLP_ENDPOINT": "http://a", "OTEL_SDK_DISABLED": "TRUE",
        ])
        #expect(off.traces == nil && off.logs == nil && off.metrics == nil)
    }

    @Test func readsHeadersTimeoutsAndSizes() throws {
        let settings = try OTLPSettings(environment: [
            "OTEL_EXPORTER_OTLP_ENDPOINT": "http://a",
            "OTEL_EXPORTER_OTLP_HEADERS": " api-key = a%2Cb%20c=d , x=,,",
            "OTEL_EXPORTER_OTLP_LOGS_HEADERS": "authorization=Bearer%20t",
            "OTEL_EXPORTER_OTLP_TIMEOUT": "2500",
            "OTEL_EXPORTER_OTLP_METRICS_TIMEOUT": "1",
            "OTEL_METRIC_EXPORT_INTERVAL": "1500",
            "OTEL_BSP_SCHEDULE_DELAY": "20",
            "OTEL_BSP_MAX_QUEUE_SIZE": "100",
        ])
        #expect(settings.traces?.headers.map(\.name) == ["api-key", "x"])
        #expect(settings.traces?.headers.map(\.value) == ["a,b c=d", ""])
        #expect(settings.logs?.headers == [.init(name: "authorization", value: "Bearer t")])
        #expect(settings.traces?.timeout == .milliseconds(2_500))
        #expect(settings.metrics?.timeout == .milliseconds(1))
        #expect(settings.metricInterval == .milliseconds(1_500))
        #expect(settings.spanDelay == .milliseconds(20))
        #expect(settings.spanQueue == 100 && settings.spanBatch == 100)
    }

    @Test func describesTheProcess() throws {
        func values(_ environment: [String: String]) throws -> [String: String] {
            let settings = try OTLPSettings(environment: environment, version: "1.2")
            return Dictionary(uniqueKeysWithValues: settings.resource.map { ($0.name, $0.value) })
        }
        let plain = try values([:])
        #expect(plain["service.name"] == "swiftlet" && plain["service.version"] == "1.2")
        #expect(plain["service.instance.id"]?.count == 32)
        let told = try values([
            "OTEL_RESOURCE_ATTRIBUTES":
                "service.name=a,deployment.environment.name=K%C3%B6ln,service.version=7",
            "OTEL_SERVICE_NAME": "b",
        ])
        #expect(told["service.name"] == "b" && told["service.version"] == "7")
        #expect(told["deployment.environment.name"] == "Köln")
    }

    @Test(arguments: [
        ("always_on", nil, TraceSampler(.alwaysOn, isParentBased: false)),
        ("always_off", nil, TraceSampler(.alwaysOff, isParentBased: false)),
        ("traceidratio", "0.25", TraceSampler(.ratio(0.25), isParentBased: false)),
        ("parentbased_always_on", "7", TraceSampler(.alwaysOn, isParentBased: true)),
        ("parentbased_always_off", nil, TraceSampler(.alwaysOff, isParentBased: true)),
        ("parentbased_traceidratio", nil, TraceSampler(.ratio(1), isParentBased: true)),
    ])
    func readsSamplers(_ name: String, _ argument: String?, _ sampler: TraceSampler) throws {
        let settings = try OTLPSettings(environment: [
            "OTEL_TRACES_SAMPLER": name, "OTEL_TRACES_SAMPLER_ARG": argument ?? "",
        ])
        #expect(settings.sampler == sampler)
    }

    @Test(arguments: [
        ("OTEL_SDK_DISABLED", "yes"), ("OTEL_TRACES_EXPORTER", "zipkin"),
        ("OTEL_LOGS_EXPORTER", "otlp,none"),
        ("OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4318"),
        ("OTEL_EXPORTER_OTLP_ENDPOINT", "ftp://collector"),
        ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://"), ("OTEL_EXPORTER_OTLP_ENDPOINT", "http:///v1"),
        ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://a:x"),
        ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://a:70000"),
        ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://a b"),
        ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://a?b=c"),
        ("OTEL_EXPORTER_OTLP_LOGS_ENDPOINT", "http://[::1"),
        ("OTEL_EXPORTER_OTLP_TIMEOUT", "10s"), ("OTEL_EXPORTER_OTLP_TIMEOUT", "0"),
        ("OTEL_EXPORTER_OTLP_TRACES_TIMEOUT", "99999999999999999999"),
        ("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc"), ("OTEL_EXPORTER_OTLP_COMPRESSION", "gzip"),
        ("OTEL_TRACES_SAMPLER", "jaeger_remote"), ("OTEL_METRIC_EXPORT_INTERVAL", "-5"),
        ("OTEL_BSP_MAX_QUEUE_SIZE", "0"), ("OTEL_BSP_MAX_EXPORT_BATCH_SIZE", "9000"),
        ("OTEL_RESOURCE_ATTRIBUTES", "a"), ("OTEL_RESOURCE_ATTRIBUTES", "a=%4"),
        ("OTEL_RESOURCE_ATTRIBUTES", "a=%+4"), ("OTEL_RESOURCE_ATTRIBUTES", "=b"),
        ("OTEL_RESOURCE_ATTRIBUTES", "a=%FF"),
    ])
    func namesTheVariableThatCannotBeUsed(_ variable: String, _ value: String) {
        var environment = ["OTEL_EXPORTER_OTLP_ENDPOINT": "http://collector:4318"]
        environment[variable] = value
        #expect {
            try OTLPSettings(environment: environment)
        } throws: { error in
            let error = error as? OTLPSettingsError
            return error?.variable == variable && error?.value == value
                && "\(error!)".hasPrefix("The environment variable \(variable) is \"\(value)\"")
        }
    }

    @Test(arguments: ["secret", "a=se%cret", "a b=secret", "a=secret%0D%0Ab: c", "é=secret"])
    func doesNotTellHeaders(_ value: String) {
        #expect {
            try OTLPSettings(environment: [
                "OTEL_EXPORTER_OTLP_ENDPOINT": "http://a", "OTEL_EXPORTER_OTLP_HEADERS": value,
            ])
        } throws: { error in
            let text = "\(error)"
            return text.contains("OTEL_EXPORTER_OTLP_HEADERS") && !text.contains("cret")
        }
    }

    @Test(arguments: ["-1", "1.5", "half", "nan"])
    func refusesRatios(_ ratio: String) {
        #expect(throws: OTLPSettingsError.self) {
            try OTLPSettings(environment: [
                "OTEL_TRACES_SAMPLER": "traceidratio", "OTEL_TRACES_SAMPLER_ARG": ratio,
            ])
        }
    }
}
