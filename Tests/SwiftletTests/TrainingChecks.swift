import Swiftlet
import TestSupport
import Testing

extension ClassificationScores {
    /// The scores of what a classifier predicts for labelled texts.
    init(of classifier: some TextClassifier, on examples: some Sequence<LabelledText>) throws {
        let predictions = try classifier.predict(examples.map(\.text))
        self.init(
            truth: examples.map(\.label),
            probabilities: predictions.map { $0.probabilities[1] }
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

/// Expects that a search gives its trials best first, a longer one those of a shorter one too; that it
/// resumes from its file of results where the examples are the same; and that it names a broken file.
///
/// - Parameter search: Runs a search of so many trials on examples, with a file of results and the
///   progress that it is to report.
func expectSortedSeededAndResumed<Examples, Configuration>(
    on examples: Examples,
    andOn others: Examples,
    sourceLocation: SourceLocation = #_sourceLocation,
    search: (
        _ count: Int, Examples, _ results: String?,
        _ progress: (_ trial: Int, TrainingProgress) -> TrainingDecision
    ) throws -> [SearchTrial<Configuration>]
) throws {
    let name = String(reflecting: Configuration.self)
    try withTemporaryDirectory { directory in
        let path = directory + "/search.json"
        /// The trials, and how many steps were trained for them.
        func run(
            _ count: Int,
            on examples: Examples,
            results: String?
        ) throws -> (trials: [SearchTrial<Configuration>], steps: Int) {
            var steps = 0
            let trials = try search(count, examples, results) { _, _ in
                steps += 1
                return .goOn
            }
            return (trials, steps)
        }
        func expect(_ holds: Bool, _ what: String) {
            #expect(holds, "\(name): \(what)", sourceLocation: sourceLocation)
        }
        let two = try run(2, on: examples, results: path)
        let scores = two.trials.map(\.f1)
        expect(two.steps > 0 && scores.count == 2, "two trials are run")
        expect(scores == scores.sorted(by: >), "the best is first")
        let again = try run(2, on: examples, results: path)
        expect(again.trials == two.trials && again.steps == 0, "what was run is not run again")
        let three = try run(3, on: examples, results: path)
        expect(three.steps > 0, "the third trial is run")
        expect(two.trials.allSatisfy { three.trials.contains($0) }, "three begin with the two")
        let unkept = try run(3, on: examples, results: nil)
        expect(unkept.trials == three.trials, "trials depend on the seed alone")
        expect(try run(1, on: others, results: path).steps > 0, "trials on other data do not count")
        try AtomicFile.write(Array("[{}]".utf8), to: path)
        let error = try #require(
            throws: FormatError.self,
            "\(name)",
            sourceLocation: sourceLocation
        ) {
            try run(1, on: examples, results: path)
        }
        expect(error.file == path && error.remedy?.hasPrefix("Delete it") == true, "\(error)")
    }
}
