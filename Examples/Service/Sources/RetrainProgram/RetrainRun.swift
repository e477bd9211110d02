import ExampleSupport
import Feedback
import Retraining
import Swiftlet
import Versions

/// A run: from the journal to the decision and what follows from it.
final class RetrainRun {
    private let command: RetrainCommand
    private let options: RetrainOptions
    private let versions: ModelVersions
    private let run: TrackedRun
    private let championPath: String
    /// The champion's number at the start; nil where it lies elsewhere.
    private let championNumber: Int?
    private let lock: ModelVersions.Lock
    private var stopwatch = Stopwatch()

    /// How much lower the F1 on the fixed test may be.
    private static let tolerance = 0.005
    /// How much lower the F1 of the champion's settings, trained on the data, may be than the
    /// champion's own when it was trained.
    private static let dataTolerance = 0.02
    /// How many more of the hard texts may be wrong.
    private static let hardTolerance = 1

    /// - Parameter run: Records how it goes.
    /// - Throws: Where there is no champion, another program retrains it, or nothing can be written.
    init(_ command: RetrainCommand, _ versions: ModelVersions, _ run: TrackedRun) throws {
        self.command = command
        self.versions = versions
        self.run = run
        options = command.options
        championNumber = try versions.championNumber()
        _ = try versions.previousNumber()
        // Not the link, which may lead elsewhere meanwhile.
        guard let path = command.model ?? championNumber.map({ versions.path(of: $0) }) else {
            throw ExampleError(
                "\(versions.champion) is missing: give the model that is served with --model."
            )
        }
        championPath = TextClassifiers.modelDirectory(at: path)
        try checkOutput(
            versions.directory,
            gets: [.file("metrics.json"), .file("report.html"), .file("versions/metrics.json")]
        )
        try prepareFile(options.embeddings)
        try AtomicDirectory.createDirectories(versions.directory)
        guard let lock = try versions.lock() else {
            throw ExampleError(
                "\(versions.directory): another retraining works there. Wait for its end, or give "
                    + "another --output."
            )
        }
        self.lock = lock
        // What a run that was ended left.
        removeItem(at: versions.directory + "/" + Costs.measuredName)
        versions.removeUnfinishedLinks()
    }

    /// Whether the challenger was promoted.
    func retrain() throws -> Bool {
        let champion = try stopwatch.measure("load") {
            try TextClassifiers.load(from: championPath)
        }
        let texts = try stopwatch.measure("read") { try Texts(command, champion.labels) }
        let feedback = try stopwatch.measure("select") { try select(champion.labels, texts) }
        var outcome = RetrainOutcome(
            labels: champion.labels,
            approach: type(of: champion).approach,
            feedback: feedback.counts,
            options: [
                ("model", .string(championPath)),
                ("feedback", .array(command.feedback.map { .string($0) })),
                ("data", .string(command.data ?? "")),
                ("test", command.test.map { .string($0) } ?? .null),
                ("hard", command.hard.map { .string($0) } ?? .null),
            ] + options.described + command.table.described
        )
        run.log(parameters: outcome.options)
        run.log(data: texts.old, source: command.data ?? "", context: "training")
        run.log(data: texts.test, source: command.test ?? command.data ?? "", context: "testing")
        let journal = command.feedback[0]
        run.log(data: feedback.training, source: journal, context: "reports")
        run.log(data: feedback.judged, source: journal, context: "judged reports")
        if let obstacle = obstacle(feedback) {
            outcome.decision = PromotionDecision(obstacle: obstacle)
            try finish(outcome, nil)
            return false
        }
        run.begin()
        sayWhatGatesMiss(champion, feedback)
        let pair = try trainPair(champion, texts, feedback.training)
        outcome.manner = pair.challenger.manner
        outcome.isReferenceTrained = pair.isReferenceTrained
        try judge(&outcome, champion, pair, texts, feedback)
        if outcome.decision.isPromoted {
            try promote(outcome, champion, pair.challenger)
        } else {
            try finish(outcome, nil)
        }
        return outcome.decision.isPromoted
    }

    private func select(_ labels: [String], _ texts: Texts) throws -> ReadFeedback {
        var settings = FeedbackSelection.Settings()
        settings.maximumTexts = options.atMostTexts
        settings.maximumPerSource = options.atMostPerSource.number
        var selection = FeedbackSelection(labels: labels, settings: settings)
        var scan = try JournalScan(of: command.feedback)
        try Progress.during("Reading reports") {
            try scan.forEachReport { selection.add($0) }
        }
        let selected = selection.selected(test: texts.test, data: texts.old)
        return ReadFeedback(
            training: selected.training,
            judged: selected.judged,
            counts: FeedbackCounts(journal: scan.counts, selected: selected.counts)
        )
    }

    /// Why nothing is trained; nil where there is enough to train on.
    private func obstacle(_ feedback: ReadFeedback) -> String? {
        let count = feedback.training.count + feedback.judged.count
        let dropped = feedback.counts.droppedInWords
        let because = dropped.isEmpty ? "" : " (\(dropped))"
        if count < options.atLeast {
            return "\(counted(count, "reported text")) can be used, fewer than "
                + "\(options.atLeast)\(because)"
        }
        if feedback.training.isEmpty || feedback.judged.isEmpty {
            let missing = feedback.training.isEmpty ? "train on" : "judge by"
            return "none of \(counted(count, "reported text")) is there to \(missing)\(because)"
        }
        return nil
    }

    /// Says on standard error what the gates cannot see.
    private func sayWhatGatesMiss(_ champion: any TextClassifier, _ feedback: ReadFeedback) {
        if command.test == nil, Challenger.goesOnFromWeights(champion) {
            writeToStandardError(
                "The fixed test is a fifth of --data, which the champion may have learned: give "
                    + "other texts with --test.\n"
            )
        }
        let counts = feedback.counts.selected
        let (all, most) = (counts.training + counts.judged, counts.mostOfOneSource)
        if 2 * most > all {
            writeToStandardError(
                "\(NumberFormat.count(most)) of \(counted(all, "reported text")) come from one "
                    + "address (--at-most-per-source limits them).\n"
            )
        }
        let learned = (try? championMetrics?.object("feedback").integer("training")) ?? 0
        if counts.training < learned {
            writeToStandardError(
                "The champion learned from \(counted(learned, "reported text")), of which at most "
                    + "\(NumberFormat.count(counts.training)) are in these journals: it forgets the "
                    + "others. Give all journals with --feedback.\n"
            )
        }
    }

    /// What `metrics.json` beside the champion holds; nil where there is none.
    private lazy var championMetrics: JSONObject? =
        try? JSONValue(from: championPath + "/../metrics.json").object()

    /// The F1 on unseen texts that the champion had when it was trained; nil where it is not known.
    private var recordedF1: Double? {
        guard let splits = try? championMetrics?.object("splits") else { return nil }
        return ["test", "validation"].lazy.compactMap { try? splits.object($0).double("f1") }.first
    }

    /// The classifiers to compare.
    private struct Pair {
        /// The challenger.
        let challenger: Challenger
        /// The two on the fixed test, on which neither was trained, and on the hard texts.
        let tested: (champion: any TextClassifier, challenger: any TextClassifier)
        let isReferenceTrained: Bool
    }

    /// Trains the challenger.
    ///
    /// Where the fixed test is a part of the data, the champion may have learned from it. What is
    /// trained anew has not: there the champion's settings without and with the reports are compared,
    /// both trained on the rest of the data, and the challenger is trained on all of them.
    private func trainPair(
        _ champion: any TextClassifier,
        _ texts: Texts,
        _ reported: [LabelledText]
    ) throws -> Pair {
        let isReferenceTrained =
            command.test == nil && !Challenger.goesOnFromWeights(champion)
        let tested = try train("train", "Training", champion, texts.old, reported)
        guard isReferenceTrained else {
            return Pair(
                challenger: tested,
                tested: (champion, tested.classifier),
                isReferenceTrained: false
            )
        }
        let without = try train(
            "train without",
            "Training without reports",
            champion,
            texts.old,
            []
        )
        let all = texts.old + texts.test
        let challenger = try train("train on all", "Training on all", champion, all, reported)
        return Pair(
            challenger: challenger,
            tested: (without.classifier, tested.classifier),
            isReferenceTrained: true
        )
    }

    private func train(
        _ step: String,
        _ title: String,
        _ champion: any TextClassifier,
        _ old: [LabelledText],
        _ reported: [LabelledText]
    ) throws -> Challenger {
        var settings = Challenger.Settings()
        settings.seed = options.seed
        settings.embeddings = options.embeddings
        settings.trainable = try trainablePath.map { try TextClassifiers.load(from: $0) }
        var mix = TrainingMix(old: old, reported: reported, weight: options.feedbackWeight)
        let standard = Challenger.isFineTuned(champion) ? max(2_000, 4 * reported.count) : nil
        if let count = options.oldTexts.map(\.number) ?? standard, count < old.count {
            mix = mix.drawing(count, seed: options.seed)
            writeToStandardError(
                "\(title) on \(NumberFormat.count(count)) of \(counted(old.count, "text")) of --data "
                    + "(--old-texts)\n"
            )
        }
        return try stopwatch.measure(step) {
            let progress = Progress(title, total: 100)
            defer { progress.finish() }
            return try Challenger.train(from: champion, on: mix, settings: settings) {
                progress.update(Int($0 * 100))
            }
        }
    }

    /// The champion with weights of 32 bits: where the user says, else where an earlier run saved it.
    private var trainablePath: String? {
        let saved = championPath + "/../trainable"
        return command.trainable ?? (fileExists(saved) ? saved : nil)
    }

    private func judge(
        _ outcome: inout RetrainOutcome,
        _ champion: any TextClassifier,
        _ pair: Pair,
        _ texts: Texts,
        _ feedback: ReadFeedback
    ) throws {
        let sets: [(String, [LabelledText])] =
            [("test", texts.test), ("feedback", feedback.judged)]
            + (texts.hard.map { [("hard", $0)] } ?? [])
        try stopwatch.measure("evaluate") {
            for (name, examples) in sets {
                let isReport = name == "feedback"
                let before = isReport ? champion : pair.tested.champion
                let now = isReport ? pair.challenger.classifier : pair.tested.challenger
                outcome.champion.append(
                    try EvaluatedSplit(name, examples, before, form: "champion")
                )
                outcome.challenger.append(
                    try EvaluatedSplit(name, examples, now, form: "challenger")
                )
            }
        }
        if pair.isReferenceTrained {
            let own = try EvaluatedSplit("test", texts.test, champion, form: "champion")
            outcome.championOnTest = own.scores
        }
        let measured = try stopwatch.measure("measure") {
            try Progress.during("Measuring") {
                try Costs.measured(
                    champion,
                    pair.challenger.classifier,
                    on: texts.test.map(\.text),
                    in: versions.directory
                )
            }
        }
        outcome.costs = measured
        outcome.decision = PromotionDecision(gates(outcome, measured))
    }

    private func gates(
        _ outcome: RetrainOutcome,
        _ costs: (champion: Costs, challenger: Costs)
    ) -> [PromotionDecision.Gate] {
        func splits(_ name: String) -> (champion: EvaluatedSplit, challenger: EvaluatedSplit)? {
            guard let place = outcome.champion.firstIndex(where: { $0.name == name }) else {
                return nil
            }
            return (outcome.champion[place], outcome.challenger[place])
        }
        func rights(_ split: EvaluatedSplit) -> [Bool] {
            split.examples.indices.map(split.isRight)
        }
        var gates: [PromotionDecision.Gate] = []
        if let (champion, challenger) = splits("test") {
            gates.append(
                .test(
                    champion: champion.scores,
                    challenger: challenger.scores,
                    tolerance: Self.tolerance
                )
            )
        }
        if let own = outcome.championOnTest, let (reference, _) = splits("test") {
            gates.append(
                .data(
                    champion: own,
                    recordedF1: recordedF1,
                    reference: reference.scores,
                    tolerance: Self.dataTolerance
                )
            )
        }
        if let (champion, challenger) = splits("feedback") {
            gates.append(.feedback(champion: rights(champion), challenger: rights(challenger)))
        }
        if let (champion, challenger) = splits("hard") {
            gates.append(
                .hard(
                    champion: rights(champion),
                    challenger: rights(challenger),
                    tolerance: Self.hardTolerance
                )
            )
        }
        if let limit = options.atMostMs {
            gates.append(
                .latency(
                    champion: costs.champion.latency,
                    challenger: costs.challenger.latency,
                    milliseconds: limit
                )
            )
        }
        if let limit = options.atMostMib {
            gates.append(
                .memory(
                    champion: costs.champion.peakBytes,
                    challenger: costs.challenger.peakBytes,
                    mebibytes: limit
                )
            )
        }
        return gates
    }

    /// Makes the challenger a version and the champion. Until the link is replaced, in the last step,
    /// the champion is what it was.
    private func promote(
        _ outcome: RetrainOutcome,
        _ champion: any TextClassifier,
        _ challenger: Challenger
    ) throws {
        guard try versions.championNumber() == championNumber else {
            throw ExampleError(
                "\(versions.champion) leads to another version than at the start, with which the "
                    + "challenger was not compared. Retrain again."
            )
        }
        let profile = try PredictionProfile(from: championPath)
        if championNumber == nil {
            // So that there is something to return to.
            let first = try versions.add { directory, _ in
                try champion.save(to: directory + "/model", profile: profile)
                if let path = trainablePath {
                    try TextClassifiers.load(from: path).save(to: directory + "/trainable")
                }
                let metrics = championPath + "/../metrics.json"
                if fileExists(metrics) {
                    let bytes = try FileReader.bytes(of: metrics)
                    try AtomicFile.write(bytes, to: directory + "/metrics.json")
                }
            }
            try versions.promote(first)
        }
        let number = try versions.add { directory, number in
            try challenger.classifier.save(
                to: directory + "/model",
                profile: outcome.challenger.testProfile
            )
            try challenger.trainable?.save(to: directory + "/trainable")
            try write(outcome, version: number, to: directory)
        }
        try versions.promote(number)
        try versions.removeOthers(keeping: options.keepVersions)
        run.log(model: "versions/\(number)/model", isRegistered: true)
        try finish(outcome, number)
        print(
            "\(versions.champion) leads to version \(number) now; --roll-back returns to the former."
        )
    }

    /// Prints what came of it, and writes `report.html` and `metrics.json`.
    private func finish(_ outcome: RetrainOutcome, _ version: Int?) throws {
        outcome.printAll()
        let metrics = try write(outcome, version: version, to: versions.directory)
        run.log(file: "report.html")
        run.log(tags: outcome.tags(version: version))
        run.log(results: metrics)
        print("\(versions.directory)/report.html and metrics.json tell more.")
    }

    /// - Returns: What stands in `metrics.json`.
    @discardableResult
    private func write(
        _ outcome: RetrainOutcome,
        version: Int?,
        to directory: String
    ) throws -> JSONObject {
        try outcome.report.save(to: directory + "/report.html")
        // It quotes texts of users, as the journal holds them.
        makePrivate(directory + "/report.html")
        let places = [directory] + (version.map { [versions.path(of: $0)] } ?? [])
        let model = places.map { $0 + "/model" }.first(where: fileExists)
        let bytes = try version == nil ? nil : model.map(directorySize)
        let metrics = outcome.metrics(stopwatch, modelBytes: bytes, version: version)
        try AtomicFile.write(
            JSONValue.object(metrics).encoded(.pretty) + [UInt8(ascii: "\n")],
            to: directory + "/metrics.json"
        )
        return metrics
    }
}

/// The labelled texts of a run.
private struct Texts {
    /// The training data beside the reports.
    let old: [LabelledText]
    /// The test data.
    let test: [LabelledText]
    let hard: [LabelledText]?

    init(_ command: RetrainCommand, _ labels: [String]) throws {
        let files = TweetFiles(command.table)
        func read(_ path: String) throws -> [LabelledText] {
            try files.readTests([path], ofClassifierWith: labels)[0].examples
        }
        let data = try Progress.during("Reading texts") { try read(command.data ?? "") }
        if let path = command.test {
            let test = try read(path)
            let tested = Set(test.map { TextKey.key(of: $0.text) })
            self.test = test
            old = data.filter { !tested.contains(TextKey.key(of: $0.text)) }
            if old.count < data.count {
                writeToStandardError(
                    "\(command.data ?? ""): left out \(counted(data.count - old.count, "text")) of the "
                        + "fixed test\n"
                )
            }
        } else {
            let parts = try namingClasses(labels) {
                try stratifiedSplit(
                    labels: data.map(\.label),
                    shares: [0.2],
                    seed: command.options.seed
                )
            }
            let tested = Set(parts[1].map { TextKey.key(of: data[$0].text) })
            test = parts[1].map { data[$0] }
            old = parts[0].sorted().map { data[$0] }
                .filter { !tested.contains(TextKey.key(of: $0.text)) }
        }
        guard !test.isEmpty else { throw ExampleError("\(command.test ?? ""): there is no text.") }
        if let path = command.hard {
            hard = try read(path)
        } else {
            hard = try files.readHardTweets(of: labels)
        }
    }
}

/// The selection, and the outcome of the rest.
private struct ReadFeedback {
    let training: [LabelledText]
    let judged: [LabelledText]
    let counts: FeedbackCounts
}
