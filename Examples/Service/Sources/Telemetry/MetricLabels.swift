/// The labels of a series by rising name.
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
        var name = String(
            text.unicodeScalars.map { scalar -> Character in
                switch scalar {
                case "a"..."z", "A"..."Z", "0"..."9", "_": Character(scalar)
                case ":" where colon: ":"
                default: "_"
                }
            }
        )
        if name.first.map({ $0.isNumber }) ?? true { name = "_" + name }
        return name
    }
}
