/// The state of all series at one time.
public struct MetricsSnapshot: Sendable, Equatable {
    /// When counting began and when this was taken, in nanoseconds since 1970.
    public let startTime, time: UInt64
    /// The metrics, sorted by name.
    public let families: [Family]

    public struct Family: Sendable, Equatable {
        public let name: String
        public let help: String
        public let kind: MetricKind
        /// The series, sorted by labels.
        public let points: [Point]
    }

    public struct Point: Sendable, Equatable {
        public let labels: MetricLabels
        public let value: Value
    }

    public enum Value: Sendable, Equatable {
        case integer(Int64)
        case number(Double)
        /// `counts` are those of each bucket alone; the last one holds what is above all bounds.
        case histogram(bounds: [Double], counts: [Int], sum: Double)
    }
}

extension MetricsRegistry {
    /// The media type of `prometheusText()`.
    public static let prometheusContentType = "text/plain; version=0.0.4; charset=utf-8"

    /// All series in Prometheus' text format, version 0.0.4, in UTF-8.
    public func prometheusText() -> [UInt8] { PrometheusText.encode(snapshot()) }
}

/// Prometheus' text exposition format, version 0.0.4.
enum PrometheusText {
    static func encode(_ snapshot: MetricsSnapshot) -> [UInt8] {
        var text = ""
        for family in snapshot.families {
            text += "# HELP \(family.name) \(escaped(family.help, quote: false))\n"
            text += "# TYPE \(family.name) \(family.kind.prometheusName)\n"
            for point in family.points { append(point, of: family.name, to: &text) }
        }
        return Array(text.utf8)
    }

    private static func append(
        _ point: MetricsSnapshot.Point,
        of name: String,
        to text: inout String
    ) {
        let labels = point.labels.labels.map { "\($0.name)=\"\(escaped($0.value, quote: true))\"" }
        let braced = labels.isEmpty ? "" : "{" + labels.joined(separator: ",") + "}"
        switch point.value {
        case .integer(let value): text += "\(name)\(braced) \(value)\n"
        case .number(let value): text += "\(name)\(braced) \(number(value))\n"
        case .histogram(let bounds, let counts, let sum):
            var cumulative = 0
            for (bound, count) in zip(bounds + [.infinity], counts) {
                cumulative += count
                let labels = (labels + ["le=\"\(number(bound))\""]).joined(separator: ",")
                text += "\(name)_bucket{\(labels)} \(cumulative)\n"
            }
            text += "\(name)_sum\(braced) \(number(sum))\n"
            text += "\(name)_count\(braced) \(cumulative)\n"
        }
    }

    private static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value > 0 ? "+Inf" : "-Inf" }
        return value.description
    }

    private static func escaped(_ text: String, quote: Bool) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\"" where quote: result += "\\\""
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}

extension MetricKind {
    fileprivate var prometheusName: String {
        switch self {
        case .counter, .floatingPointCounter: "counter"
        case .gauge: "gauge"
        case .histogram: "histogram"
        }
    }
}
