import Swiftlet

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The results of a training program: the saved classifier, `metrics.json` and `report.html`.
public struct RunResults {
    public let approach: String
    /// The options of the run by name, as `metrics.json` has them.
    public var options: [(String, JSONValue)] = []
    /// The findings of a search; nil where there was none.
    public var search: SearchFindings?
    public var splits: [EvaluatedSplit] = []
    /// Further members of `metrics.json`.
    public var details: [(String, JSONValue)] = []

    public init(approach: String) { self.approach = approach }

    /// The options of the run, for people.
    var optionTable: TextTable {
        var table = TextTable(columns: [.text("option"), .text("value")])
        for (name, value) in options { table.append([name, "\(value)"]) }
        return table
    }

    /// Writes all three into a directory, which is made where it is missing, and says so; without a
    /// directory says that nothing was saved. Beside each classifier goes the profile of its answers
    /// to the split 'test'.
    ///
    /// - Parameters:
    ///   - run: Records what was written.
    ///   - further: Further classifiers to save, with the names of their directories there and what
    ///     they made of the splits.
    public func write(
        to output: OutputOptions,
        of run: TrackedRun,
        classifier: some TextClassifier,
        further: [(name: String, classifier: any TextClassifier, splits: [EvaluatedSplit])] = [],
        report: @autoclosure () -> HTMLReport,
        stopwatch: Stopwatch
    ) throws {
        guard let directory = output.directory else {
            print(
                "\nNothing was saved: --output DIR keeps the model, metrics.json and report.html."
            )
            return
        }
        try AtomicDirectory.createDirectories(directory)
        try whileAlone(in: directory) {
            try writeAll(to: directory, of: run, classifier, further, report: report, stopwatch)
        }
        let saved = ["model"] + further.map(\.name) + ["metrics.json"]
        let paths = saved.map { directory + "/" + $0 }.joined(separator: ", ")
        print("\nSaved \(paths) and \(directory)/report.html")
    }

    private func writeAll(
        to directory: String,
        of run: TrackedRun,
        _ classifier: some TextClassifier,
        _ further: [(name: String, classifier: any TextClassifier, splits: [EvaluatedSplit])],
        report: () -> HTMLReport,
        _ stopwatch: Stopwatch
    ) throws {
        let model = directory + "/model"
        try classifier.save(to: model, profile: splits.testProfile)
        run.log(model: "model", isRegistered: true)
        for (name, classifier, splits) in further {
            try classifier.save(to: directory + "/" + name, profile: splits.testProfile)
            run.log(model: name)
        }
        // Those of an earlier run are about another classifier now.
        for name in ["report.html", "metrics.json"] {
            try? FileManager.default.removeItem(atPath: directory + "/" + name)
        }
        try report().save(in: directory, of: run, pages: search?.pages ?? [])
        let seconds = stopwatch.steps.map { ($0.name, JSONValue.number($0.seconds)) }
        let members: [(String, JSONValue)] =
            [
                ("approach", .string(approach)),
                ("labels", .array(classifier.labels.map { .string($0) })),
                ("options", .object(JSONObject(options))),
                ("splits", splits.json),
                ("seconds", .object(JSONObject(seconds + [("total", .number(stopwatch.total))]))),
                ("model_bytes", .integer(try directorySize(model))),
                ("peak_rss_bytes", .integer(peakResidentBytes())),
            ] + (search.map { [("search", $0.json)] } ?? []) + details
        let metrics = JSONObject(members)
        let json = JSONValue.object(metrics).encoded(.pretty)
        try AtomicFile.write(json + [UInt8(ascii: "\n")], to: directory + "/metrics.json")
        run.log(results: metrics)
    }
}

/// A share as it was written, without the digits that single precision adds.
public func rounded(_ share: Float) -> Double { Double("\(share)") ?? Double(share) }
