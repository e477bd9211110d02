import Swiftlet
import Synchronization
import TestSupport
import Testing

extension ClassificationScores {
    /// The scores of what a classifier predicts for labelled texts.
    init(of classifier: some TextClassifier, on examples: some Sequence<LabelledText>) throws {
        let predictions = try classifier.predict(examples.map(\.text))
        self.init(
            truth: examples.map(\.label),
            probabilities: predictions.map(\.probabilities),
            labels: classifier.labels
        )
    }
}

/// Expects that each change of a configuration is refused by training, with an error that names the
/// setting.
func expectRefusal<Configuration>(
    of changes: [(setting: String, change: (inout Configuration) -> Void)],
    to configuration: Configuration,
    sourceLocation: SourceLocation = #_sourceLocation,
    by train: (Configuration) throws -> Void
) throws {
    let name = String(reflecting: Configuration.self)
    for (setting, change) in changes {
        var changed = configuration
        change(&changed)
        let error = #expect(
            throws: SettingError.self,
            "\(name), \(setting)",
            sourceLocation: sourceLocation
        ) {
            try train(changed)
        }
        #expect(error?.name == setting, "\(name)", sourceLocation: sourceLocation)
    }
}

/// Expects that a search begins with the trials of a shorter one; that it resumes from its file where
/// the examples are the same, and is refused where they are not; and that it names a broken file.
///
/// - Parameter search: Runs a search with these settings on examples, with the progress that it is to
///   report.
func expectSeededAndResumed<Examples>(
    on examples: Examples,
    andOn others: Examples,
    sourceLocation: SourceLocation = #_sourceLocation,
    search: (
        SearchSettings, Examples,
        _ progress: @Sendable (_ trial: Int, TrainingProgress) -> TrainingDecision
    ) throws -> Study
) throws {
    try withTemporaryDirectory { directory in
        let path = directory + "/search.json"
        /// What came of the trials but for their times, and the numbers of those that were trained.
        func run(
            _ count: Int,
            on examples: Examples,
            savingTo path: String?
        ) throws -> (trials: [String], trained: Set<Int>) {
            let trained = Mutex(Set<Int>())
            let settings = SearchSettings(trials: count, seed: 5, savingTo: path)
            let study = try search(settings, examples) { trial, _ in
                _ = trained.withLock { $0.insert(trial) }
                return .goOn
            }
            let trials = study.trials.map { "\($0.parameters) \($0.state) \($0.reports)" }
            return (trials, trained.withLock(\.self))
        }
        func expect(_ holds: Bool, _ what: Comment) {
            #expect(holds, what, sourceLocation: sourceLocation)
        }
        let two = try run(2, on: examples, savingTo: path)
        expect(two.trials.count == 2 && two.trained == [0, 1], "two trials are run")
        let again = try run(2, on: examples, savingTo: path)
        expect(again.trials == two.trials && again.trained == [], "what was run is not run again")
        let three = try run(3, on: examples, savingTo: path)
        expect(three.trained == [2], "the third trial is run")
        expect(Array(three.trials.prefix(2)) == two.trials, "three begin with the two")
        let unkept = try run(3, on: examples, savingTo: nil)
        expect(unkept.trials == three.trials, "trials depend on the seed alone")
        func refusal(_ examples: Examples) throws -> FormatError {
            try #require(throws: FormatError.self, sourceLocation: sourceLocation) {
                try run(1, on: examples, savingTo: path)
            }
        }
        let other = try refusal(others)
        expect(other.place == .member("data") && other.file == path, "\(other)")
        for broken in ["[{}]", "[{", "{}", ""] {
            try AtomicFile.write(Array(broken.utf8), to: path)
            let error = try refusal(examples)
            expect(error.file == path && error.remedy?.hasPrefix("Delete it") == true, "\(error)")
        }
    }
}
