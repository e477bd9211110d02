import Swiftlet

/// A set of tweets with what a classifier says of them.
public struct EvaluatedSplit: Sendable {
    /// One of ``builtInNames`` or a file's name.
    public let name: String
    public let examples: [LabelledText]
    /// The probability of being positive of each example.
    public let probabilities: [Double]
    public let scores: ClassificationScores
    /// What the tweets and the answers look like; nil where the probabilities alone are known.
    public let profile: PredictionProfile?

    public init(
        _ name: String,
        _ examples: [LabelledText],
        probabilities: [Double],
        profile: PredictionProfile? = nil
    ) {
        self.name = name
        self.examples = examples
        self.probabilities = probabilities
        self.profile = profile
        scores = ClassificationScores(truth: examples.map(\.label), probabilities: probabilities)
    }

    /// Asks a classifier about every example, with a line of progress.
    ///
    /// - Parameter form: What the line calls the classifier where it has several forms.
    public init(
        _ name: String,
        _ examples: [LabelledText],
        _ classifier: some TextClassifier,
        form: String? = nil
    ) throws {
        let title = "Evaluating " + [name, form].compactMap(\.self).joined(separator: ", ")
        let progress = Progress(title, total: examples.count)
        defer { progress.finish() }
        try self.init(name, examples, classifier) { progress.update($0) }
    }

    /// Asks a classifier about every example.
    ///
    /// - Parameter progress: Called with how many examples have their answers: 0 first.
    public init(
        _ name: String,
        _ examples: [LabelledText],
        _ classifier: some TextClassifier,
        progress: (_ done: Int) -> Void
    ) throws {
        let chunk = Self.chunk(of: examples.count)
        var probabilities: [Double] = []
        probabilities.reserveCapacity(examples.count)
        var profile = PredictionProfile(labels: classifier.labels)
        progress(0)
        while probabilities.count < examples.count {
            let texts = examples[probabilities.count...].prefix(chunk).map(\.text)
            let predictions = try classifier.predict(texts)
            probabilities += predictions.map { $0.probabilities[1] }
            for (index, inspection) in try classifier.inspect(texts).enumerated() {
                profile.add(predictions[index], inspection, text: texts[index])
            }
            progress(probabilities.count)
        }
        self.init(name, examples, probabilities: probabilities, profile: profile)
    }

    /// How many of `count` examples are asked about at once: enough that it is as fast as all at
    /// once, few enough that progress comes within seconds.
    private static func chunk(of count: Int) -> Int { min(max(512, count / 50), 4_096) }

    /// The names of what is evaluated besides the files of `--test`.
    public static let builtInNames: Set = ["validation", "test", "hard"]

    /// Whether an example's label was predicted.
    public func isRight(_ index: Int) -> Bool {
        (probabilities[index] > 0.5) == (examples[index].label == 1)
    }
}

extension [EvaluatedSplit] {
    /// The profile of the split 'test', which the classifier was not trained on: of what it was, it
    /// is too sure.
    public var testProfile: PredictionProfile? { first { $0.name == "test" }?.profile }

    /// The scores of every split, for people.
    public var table: TextTable {
        var table = TextTable(
            title: "Scores",
            columns: [.text("split"), .number("tweets")]
                + ["F1", "accuracy", "precision", "recall", "AUC"].map { .number($0) }
        )
        for split in self {
            let scores = split.scores
            table.append([
                split.name,
                NumberFormat.count(scores.count),
                NumberFormat.decimal(scores.f1),
                NumberFormat.decimal(scores.accuracy),
                NumberFormat.decimal(scores.precision),
                NumberFormat.decimal(scores.recall),
                scores.areaUnderCurve.map { NumberFormat.decimal($0) } ?? "",
            ])
        }
        return table
    }

    /// The scores of every split, for `metrics.json`.
    public var json: JSONValue {
        .object(
            JSONObject(
                map { split in
                    let scores = split.scores
                    let members: [(String, JSONValue)] = [
                        ("count", .integer(scores.count)),
                        ("accuracy", .number(scores.accuracy)),
                        ("precision", .number(scores.precision)),
                        ("recall", .number(scores.recall)),
                        ("f1", .number(scores.f1)),
                        ("auc", scores.areaUnderCurve.map { .number($0) } ?? .null),
                    ]
                    return (split.name, .object(JSONObject(members)))
                }
            )
        )
    }
}

extension EvaluatedSplit {
    /// How many examples of a category there are, and how many of them are right.
    public struct Category: Sendable {
        public let name: String
        public fileprivate(set) var right = 0
        public fileprivate(set) var count = 0

        public var accuracy: Double { Double(right) / Double(count) }
    }

    /// The categories of the examples, in the order in which they come.
    public var categories: [Category] {
        var categories: [Category] = []
        for (index, example) in examples.enumerated() {
            guard let name = example.category else { continue }
            let place = categories.firstIndex { $0.name == name } ?? categories.count
            if place == categories.count { categories.append(Category(name: name)) }
            categories[place].count += 1
            if isRight(index) { categories[place].right += 1 }
        }
        return categories
    }

    /// Accuracy by category, where the examples have categories.
    public var categoryTable: TextTable? {
        let categories = categories
        guard !categories.isEmpty else { return nil }
        var table = TextTable(
            title: "Accuracy on hard tweets by category",
            columns: [.text("category"), .number("right"), .number("of"), .number("accuracy")]
        )
        for category in categories {
            table.append([
                category.name, "\(category.right)", "\(category.count)",
                NumberFormat.decimal(category.accuracy),
            ])
        }
        return table
    }

    /// Every example with the classifier's answer.
    public var answerTable: TextTable {
        var table = TextTable(
            title: "The classifier's answers",
            columns: [
                .text("category"), .text("tweet", maximumWidth: 80), .text("label"),
                .number("positive"), .mark("right"),
            ]
        )
        for (index, example) in examples.enumerated() {
            table.append([
                example.category ?? "",
                example.text,
                example.label == 1 ? "positive" : "negative",
                NumberFormat.percent(probabilities[index], places: 0),
                NumberFormat.mark(isRight(index)),
            ])
        }
        return table
    }
}

extension [EvaluatedSplit] {
    /// The ROC curves of the splits that hold both classes.
    public var rocCurves: [(name: String, curve: ROCCurve)] {
        compactMap { split in
            let truth = split.examples.map(\.label)
            guard let curve = try? ROCCurve(truth: truth, scores: split.probabilities) else {
                return nil
            }
            return (split.name, curve)
        }
    }
}
