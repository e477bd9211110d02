import Swiftlet

/// A DistilBERT with weights of floats beside the same in other forms: scores, share of equal labels, sizes,
/// times and memory.
public struct PrecisionComparison: Sendable {
    /// One of them.
    public struct Form: Sendable {
        public let name: String
        public let splits: [EvaluatedSplit]
        /// The bytes of the saved model.
        public let modelBytes: Int
        /// The median of the seconds that single texts take, all threads at work on each.
        public let latency: Double
        /// The texts of a large batch that are classified in a second.
        public let textsPerSecond: Double
        /// One text in a process of its own, or why that was not measured.
        public let inference: Result<FreshInference, ExampleError>
    }

    public let float32: Form
    /// Those with fewer bits.
    public let narrow: [Form]

    private var forms: [Form] { [float32] + narrow }

    /// Evaluates and measures all forms.
    ///
    /// - Parameters:
    ///   - narrow: The forms of fewer bits and what they are called: `int8`, `int8-static`, `bf16`.
    ///   - timedTexts: The texts to take times with, at least one.
    ///   - evaluate: Asks a classifier about labelled tweets; is given the name of its form, too.
    public init(
        float32: DistilBERTClassifier,
        narrow: [(name: String, classifier: DistilBERTClassifier)],
        timedTexts: [String],
        evaluate: (DistilBERTClassifier, _ form: String) throws -> [EvaluatedSplit]
    ) throws {
        func form(_ name: String, _ classifier: DistilBERTClassifier) throws -> Form {
            let splits = try evaluate(classifier, name)
            return try Progress.during("Measuring \(name)") {
                try Form(name, classifier, splits, timedTexts: timedTexts)
            }
        }
        self.float32 = try form("float32", float32)
        self.narrow = try narrow.map { try form($0.name, $0.classifier) }
    }

    /// The labels of a split that a form and the one of floats give alike, as a share.
    public func agreement(_ form: Form, _ split: Int) -> Double {
        let (one, other) = (float32.splits[split], form.splits[split])
        let equal = one.examples.indices.count { one.predicted($0) == other.predicted($0) }
        return Double(equal) / Double(max(1, one.examples.count))
    }

    /// F1, of three labels or more macro F1, and accuracy by split and form, and the share of labels that
    /// are those of the form of floats.
    public var scoreTable: TextTable {
        let nameOfF1 = float32.splits.first?.scores.nameOfF1 ?? "F1"
        var table = TextTable(
            title: forms.map(\.name).joined(separator: " and "),
            columns: [
                .text("split"), .text("form"), .number("tweets"), .number(nameOfF1),
                .number("accuracy"), .number("equal labels"),
            ]
        )
        for index in float32.splits.indices {
            for form in forms {
                let split = form.splits[index]
                table.append([
                    split.name,
                    form.name,
                    NumberFormat.count(split.scores.count),
                    NumberFormat.decimal(split.scores.f1, places: 4),
                    NumberFormat.decimal(split.scores.accuracy, places: 4),
                    form.name == float32.name
                        ? "" : NumberFormat.percent(agreement(form, index), places: 2),
                ])
            }
        }
        return table
    }

    /// Size, times and memory of all forms.
    public var costTable: TextTable {
        var table = TextTable(
            title: "What they cost",
            columns: [
                .text("form"), .number("model MB"), .number("one tweet ms"),
                .number("tweets a second"), .number("start to answer ms"),
                .number("peak memory MiB"),
            ]
        )
        for form in forms {
            let fresh = try? form.inference.get()
            func number(_ value: Double?, places: Int) -> String {
                value.map { NumberFormat.decimal($0, places: places) } ?? "not measured"
            }
            table.append([
                form.name,
                NumberFormat.decimal(Double(form.modelBytes) / 1e6, places: 1),
                NumberFormat.decimal(form.latency * 1e3, places: 2),
                NumberFormat.count(Int(form.textsPerSecond)),
                number(fresh.map { $0.seconds * 1e3 }, places: 0),
                number(fresh.map { Double($0.peakBytes) / 1_048_576 }, places: 1),
            ])
        }
        return table
    }

    /// What the last two columns of `costTable` are.
    public var costNote: String {
        do {
            for form in forms { _ = try form.inference.get() }
            return "The last two are of one tweet in a process of its own, from its start."
        } catch {
            return "Start and memory were not measured. \(error)"
        }
    }

    /// The members that `metrics.json` gets.
    public var details: [(String, JSONValue)] {
        float32.costs
            + narrow.map { form in
                let shares = float32.splits.indices.map {
                    (float32.splits[$0].name, JSONValue.number(agreement(form, $0)))
                }
                let members: [(String, JSONValue)] = [
                    ("splits", form.splits.json),
                    ("model_bytes", .integer(form.modelBytes)),
                    ("agreement", .object(JSONObject(shares))),
                ]
                return (form.name, .object(JSONObject(members + form.costs)))
            }
    }
}

extension PrecisionComparison.Form {
    fileprivate init(
        _ name: String,
        _ classifier: DistilBERTClassifier,
        _ splits: [EvaluatedSplit],
        timedTexts texts: [String]
    ) throws {
        self.name = name
        self.splits = splits
        var stopwatch = Stopwatch()
        for text in texts.prefix(50) {
            try stopwatch.measure("one") { _ = try classifier.predict(text) }
        }
        let singles = stopwatch.steps.map(\.seconds).sorted()
        latency = singles[singles.count / 2]
        let many = Array(texts.prefix(1_000))
        try stopwatch.measure("many") { _ = try classifier.predict(many) }
        textsPerSecond = Double(many.count) / stopwatch.steps.last!.seconds
        (modelBytes, inference) = try withTemporaryDirectory { model in
            try classifier.save(to: model)
            let inference = Result { () throws(ExampleError) in
                try FreshInference.measured(
                    classify: siblingProgram("classify"),
                    model: model,
                    text: texts[0]
                )
            }
            return (try directorySize(model), inference)
        }
    }

    /// Times and memory, for `metrics.json`.
    fileprivate var costs: [(String, JSONValue)] {
        let fresh = try? inference.get()
        return [
            ("latency_seconds", .number(latency)),
            ("tweets_per_second", .number(textsPerSecond)),
            ("start_seconds", fresh.map { .number($0.seconds) } ?? .null),
            ("inference_peak_rss_bytes", fresh.map { .integer($0.peakBytes) } ?? .null),
        ]
    }
}
