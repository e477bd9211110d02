import ExampleSupport
import Swiftlet

/// What `explore` found, to be shown as tables, as a report and as JSON.
struct ExploreResults {
    /// The name of the file.
    let data: String
    /// The names of the two classes.
    let labels: [String]
    let summary: CorpusSummary
    let reading: ReadingReport

    /// The classes in the order in which they are shown: positive first, so that it has the colour
    /// that charts of weights give it.
    var classes: [(name: String, label: Int)] { [(labels[1], 1), (labels[0], 0)] }

    /// How many terms tables and charts show of each class.
    static let termCount = 20

    /// Something of either class, in the order in which the classes are shown.
    func byClass<Value>(_ value: (ClassSummary) -> Value) -> [Value] {
        classes.map { value(summary.classes[$0.label]) }
    }

    /// Writes `report.html` and `explore.json` into a directory, which is made where it is missing,
    /// and says so.
    func write(to directory: String, stopwatch: Stopwatch) throws {
        try AtomicDirectory.createDirectories(directory)
        try report.save(to: directory + "/report.html")
        let json = json(stopwatch).encoded(.pretty) + [UInt8(ascii: "\n")]
        try AtomicFile.write(json, to: directory + "/explore.json")
        print("\nSaved \(directory)/report.html and \(directory)/explore.json")
    }
}
