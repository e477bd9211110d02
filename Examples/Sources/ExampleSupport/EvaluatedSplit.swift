import Swiftlet

/// A set of tweets with what a classifier says of them.
public struct EvaluatedSplit: Sendable {
    /// One of ``builtInNames`` or a file's name.
    public let name: String
    public let examples: [LabelledText]
    /// The names of the classes.
    public let labels: [String]
    /// For each example the probability of every class, in the order of `labels`.
    public let probabilities: [[Double]]
    public let scores: ClassificationScores
    /// What the tweets and the answers look like; nil where the probabilities alone are known.
    public let profile: PredictionProfile?

    public init(
        _ name: String,
        _ examples: [LabelledText],
        labels: [String],
        probabilities: [[Double]],
        profile: PredictionProfile? = nil
    ) {
        self.name = name
        self.examples = examples
        self.labels = labels
        self.probabilities = probabilities
        self.profile = profile
        scores = ClassificationScores(
            truth: examples.map(\.label),
            probabilities: probabilities,
            labels: labels
        )
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
        var probabilities: [[Double]] = []
        probabilities.reserveCapacity(examples.count)
        var profile = PredictionProfile(labels: classifier.labels)
        progress(0)
        while probabilities.count < examples.count {
            let texts = examples[probabilities.count...].prefix(chunk).map(\.text)
            let predictions = try classifier.predict(texts)
            probabilities += predictions.map(\.probabilities)
            for (index, inspection) in try classifier.inspect(texts).enumerated() {
                profile.add(predictions[index], inspection, text: texts[index])
            }
            progress(probabilities.count)
        }
        self.init(
            name,
            examples,
            labels: classifier.labels,
            probabilities: probabilities,
            profile: profile
        )
    }

    /// How many of `count` examples are asked about at once: enough that it is as fast as all at
    /// once, few enough that progress comes within seconds.
    private static func chunk(of count: Int) -> Int { min(max(512, count / 50), 4_096) }

    /// The names of what is evaluated besides the files of `--test`.
    public static let builtInNames: Set = ["validation", "test", "hard"]

    /// The class that is predicted of an example: the most probable one.
    public func predicted(_ index: Int) -> Int {
        let probabilities = probabilities[index]
        return probabilities.indices.reduce(0) { probabilities[$1] > probabilities[$0] ? $1 : $0 }
    }

    /// Whether an example's label was predicted.
    public func isRight(_ index: Int) -> Bool { predicted(index) == examples[index].label }
}

extension ClassificationScores {
    /// What `f1` is called: that of the second of two classes, or the mean of more.
    public var nameOfF1: String { labels.count == 2 ? "F1" : "macro F1" }
}

extension [EvaluatedSplit] {
    /// The profile of the split 'test', which the classifier was not trained on: of what it was, it
    /// is too sure.
    public var testProfile: PredictionProfile? { first { $0.name == "test" }?.profile }

    /// The scores of every split, for people.
    public var table: TextTable {
        let isBinary = allSatisfy { $0.labels.count == 2 }
        let names =
            isBinary
            ? ["F1", "accuracy", "precision", "recall", "AUC"]
            : ["macro F1", "weighted F1", "accuracy", "Matthews", "log loss", "AUC"]
        var table = TextTable(
            title: "Scores",
            columns: [.text("split"), .number("tweets")] + names.map { .number($0) }
        )
        for split in self {
            let scores = split.scores
            let numbers =
                isBinary
                ? [scores.f1, scores.accuracy, scores.precision, scores.recall]
                : [
                    scores.f1, scores.weighted.f1, scores.accuracy, scores.matthewsCorrelation,
                    scores.logLoss,
                ]
            table.append(
                [split.name, NumberFormat.count(scores.count)]
                    + (numbers + [scores.areaUnderCurve]).map { number in
                        number.map { NumberFormat.decimal($0) } ?? ""
                    }
            )
        }
        return table
    }

    /// The scores of every split, for `metrics.json`.
    public var json: JSONValue {
        .object(JSONObject(map { ($0.name, $0.scores.json) }))
    }
}

extension ClassificationScores {
    /// The scores, for `metrics.json`.
    fileprivate var json: JSONValue {
        func number(_ value: Double?) -> JSONValue { value.map { .number($0) } ?? .null }
        let members: [(String, JSONValue)] = [
            ("count", .integer(count)),
            ("accuracy", .number(accuracy)),
            ("precision", .number(precision)),
            ("recall", .number(recall)),
            ("f1", .number(f1)),
            ("auc", number(areaUnderCurve)),
            ("balanced_accuracy", .number(balancedAccuracy)),
            ("matthews", .number(matthewsCorrelation)),
            ("log_loss", number(logLoss)),
            ("brier", number(brierScore)),
        ]
        let averages = [("macro", macro), ("micro", micro), ("weighted", weighted)]
        let averaged = averages.flatMap { name, scores in
            [
                (name + "_precision", JSONValue.number(scores.precision)),
                (name + "_recall", .number(scores.recall)),
                (name + "_f1", .number(scores.f1)),
                (name + "_auc", number(scores.areaUnderCurve)),
            ]
        }
        let perClass = JSONValue.object(JSONObject(classes.map { ($0.label, $0.json) }))
        return .object(JSONObject(members + averaged + [("per_class", perClass)]))
    }
}

extension ClassificationScores.ClassScores {
    fileprivate var json: JSONValue {
        [
            "precision": .number(precision),
            "recall": .number(recall),
            "f1": .number(f1),
            "support": .integer(support),
            "auc": areaUnderCurve.map { .number($0) } ?? .null,
        ]
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

    /// The scores of each class versus the rest, for people.
    public var classTable: TextTable {
        var table = TextTable(
            title: "Scores of each class, \(name)",
            columns: [.text("class"), .number("tweets")]
                + ["F1", "precision", "recall", "AUC"].map { .number($0) }
        )
        for scores in scores.classes {
            table.append([
                scores.label,
                NumberFormat.count(scores.support),
                NumberFormat.decimal(scores.f1),
                NumberFormat.decimal(scores.precision),
                NumberFormat.decimal(scores.recall),
                scores.areaUnderCurve.map { NumberFormat.decimal($0) } ?? "",
            ])
        }
        return table
    }

    /// Every example with the classifier's answer, of two classes: the probability of the second.
    public var answerTable: TextTable {
        var table = TextTable(
            title: "The classifier's answers",
            columns: [
                .text("category"), .text("tweet", maximumWidth: 80), .text("label"),
                .number(labels[1]), .mark("right"),
            ]
        )
        for (index, example) in examples.enumerated() {
            table.append([
                example.category ?? "",
                example.text,
                labels[example.label],
                NumberFormat.percent(probabilities[index][1], places: 0),
                NumberFormat.mark(isRight(index)),
            ])
        }
        return table
    }

    /// How often examples are of a class that were given about the same probability of it: of two
    /// classes that of the second, of more that of each versus the rest.
    public var calibrationCurves: [(name: String, curve: CalibrationCurve)] {
        (labels.count == 2 ? 1..<2 : labels.indices).compactMap { label in
            let curve = try? CalibrationCurve(
                truth: examples.map { $0.label == label ? 1 : 0 },
                probabilities: probabilities.map { $0[label] },
                binCount: 10
            )
            return curve.map { (labels[label], $0) }
        }
    }
}

extension [EvaluatedSplit] {
    /// The ROC curves of the splits that hold both of two classes.
    public var rocCurves: [(name: String, curve: ROCCurve)] {
        compactMap { split in
            let truth = split.examples.map(\.label)
            let scores = split.probabilities.map { $0[1] }
            guard split.labels.count == 2, let curve = try? ROCCurve(truth: truth, scores: scores)
            else { return nil }
            return (split.name, curve)
        }
    }
}
