import Swiftlet

/// A DistilBERT with weights of floats beside the same with weights of 8 bits: scores, share of
/// equal labels, sizes and times.
public struct PrecisionComparison: Sendable {
    /// One of the two.
    public struct Form: Sendable {
        public let name: String
        public let splits: [EvaluatedSplit]
        /// The bytes of the saved model.
        public let modelBytes: Int
        /// The median of the seconds that single texts take, all threads at work on each.
        public let latency: Double
        /// The texts of a large batch that are classified in a second.
        public let textsPerSecond: Double
    }

    public let float32: Form
    public let int8: Form

    /// Measures both forms.
    ///
    /// - Parameters:
    ///   - timedTexts: The texts to take times with.
    ///   - directory: Gets the int8 classifier; nil to save it for its size alone.
    public init(
        float32: (DistilBERTClassifier, [EvaluatedSplit]),
        int8: (DistilBERTClassifier, [EvaluatedSplit]),
        timedTexts: [String],
        savingTo directory: String? = nil
    ) throws {
        self.float32 = try Self.form("float32", float32.0, float32.1, timedTexts, nil)
        self.int8 = try Self.form("int8", int8.0, int8.1, timedTexts, directory)
    }

    private static func form(
        _ name: String,
        _ classifier: DistilBERTClassifier,
        _ splits: [EvaluatedSplit],
        _ texts: [String],
        _ directory: String?
    ) throws -> Form {
        var stopwatch = Stopwatch()
        for text in texts.prefix(50) {
            try stopwatch.measure("one") { _ = try classifier.predict(text) }
        }
        let singles = stopwatch.steps.map(\.seconds).sorted()
        let many = Array(texts.prefix(1_000))
        try stopwatch.measure("many") { _ = try classifier.predict(many) }
        return Form(
            name: name,
            splits: splits,
            modelBytes: try savedBytes(of: classifier, in: directory),
            latency: singles[singles.count / 2],
            textsPerSecond: Double(many.count) / stopwatch.steps.last!.seconds
        )
    }

    /// The labels of a split that both forms give alike, as a share.
    public func agreement(_ split: Int) -> Double {
        let (one, other) = (float32.splits[split], int8.splits[split])
        let equal = zip(one.probabilities, other.probabilities).count {
            ($0 > 0.5) == ($1 > 0.5)
        }
        return Double(equal) / Double(max(1, one.probabilities.count))
    }

    /// F1 and accuracy of both forms by split.
    public var scoreTable: TextTable {
        var table = TextTable(
            title: "float32 and int8",
            columns: [
                .text("split"), .number("tweets"), .number("F1"), .number("F1 int8"),
                .number("accuracy"), .number("accuracy int8"), .number("equal labels"),
            ]
        )
        for (index, split) in float32.splits.enumerated() {
            let (one, other) = (split.scores, int8.splits[index].scores)
            table.append([
                split.name,
                NumberFormat.count(one.count),
                NumberFormat.decimal(one.f1, places: 4),
                NumberFormat.decimal(other.f1, places: 4),
                NumberFormat.decimal(one.accuracy, places: 4),
                NumberFormat.decimal(other.accuracy, places: 4),
                NumberFormat.percent(agreement(index), places: 2),
            ])
        }
        return table
    }

    /// Size and times of both forms.
    public var costTable: TextTable {
        var table = TextTable(
            title: "What they cost",
            columns: [
                .text("form"), .number("model MB"), .number("one tweet ms"),
                .number("tweets a second"),
            ]
        )
        for form in [float32, int8] {
            table.append([
                form.name,
                NumberFormat.decimal(Double(form.modelBytes) / 1e6, places: 1),
                NumberFormat.decimal(form.latency * 1e3, places: 2),
                NumberFormat.count(Int(form.textsPerSecond)),
            ])
        }
        return table
    }

    /// The members that `metrics.json` gets.
    public var details: [(String, JSONValue)] {
        let shares = float32.splits.indices.map {
            (float32.splits[$0].name, JSONValue.number(agreement($0)))
        }
        let members: [(String, JSONValue)] = [
            ("splits", int8.splits.json),
            ("model_bytes", .integer(int8.modelBytes)),
            ("agreement", .object(JSONObject(shares))),
            ("latency_seconds", .number(int8.latency)),
            ("tweets_per_second", .number(int8.textsPerSecond)),
        ]
        return [
            ("latency_seconds", .number(float32.latency)),
            ("tweets_per_second", .number(float32.textsPerSecond)),
            ("int8", .object(JSONObject(members))),
        ]
    }
}

/// The bytes of a classifier's saved form; it is kept where there is a directory for it.
private func savedBytes(of classifier: some TextClassifier, in directory: String?) throws -> Int {
    guard let directory else {
        return try withTemporaryDirectory { try savedBytes(of: classifier, in: $0) }
    }
    try classifier.save(to: directory)
    return try directorySize(directory)
}
