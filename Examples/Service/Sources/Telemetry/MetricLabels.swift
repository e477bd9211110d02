/// The labels of a series, sorted by name.
public struct MetricLabels: Sendable, Hashable, Comparable {
    public struct Label: Sendable, Hashable {
        public let name: String
        public let value: String
    }

    public let labels: [Label]

    /// Brings the names into Prometheus' form. Of two with the same name the later one counts.
    init(_ dimensions: [(String, String)]) {
        var labels: [Label] = []
        for (name, value) in dimensions {
            let name = MetricNames.label(name)
            labels.removeAll { $0.name == name }
            labels.append(Label(name: name, value: value))
        }
        self.labels = labels.sorted { $0.name < $1.name }
    }

    /// The same names, with what stands for all values that there is no room for.
    var overflow: MetricLabels {
        MetricLabels(labels.map { ($0.name, "_OTHER") })
    }

    public static func < (first: MetricLabels, second: MetricLabels) -> Bool {
        first.labels.lexicographicallyPrecedes(second.labels) {
            ($0.name, $0.value) < ($1.name, $1.value)
        }
    }
}

/// Prometheus' rules for names.
enum MetricNames {
    static func metric(_ text: String) -> String { clean(text, colon: true) }

    /// `le` is a histogram's own label.
    static func label(_ text: String) -> String {
        let name = clean(text, colon: false)
        return name == "le" ? "le_" : name
    }

    private static func clean(_ text: String, colon: Bool) -> String {
        func isAllowed(_ byte: UInt8, isFirst: Bool) -> Bool {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "_"):
                true
            case UInt8(ascii: "0")...UInt8(ascii: "9"): !isFirst
            case UInt8(ascii: ":"): colon
            default: false
            }
        }
        let bytes = text.utf8
        if let first = bytes.first, isAllowed(first, isFirst: true),
            bytes.dropFirst().allSatisfy({ isAllowed($0, isFirst: false) })
        {
            return text
        }
        var name = text.unicodeScalars.map { scalar in
            scalar.isASCII && isAllowed(UInt8(scalar.value), isFirst: false)
                ? Character(scalar) : "_"
        }
        if name.first.map(\.isNumber) ?? true { name.insert("_", at: 0) }
        return String(name)
    }
}
