import ExampleSupport
import Swiftlet

/// The results of `explore`, for tables, a report and JSON.
struct ExploreResults {
    /// A class, with the texts that tell what is its own.
    struct Class {
        let name: String
        /// The texts of all classes, as two: this one and the rest.
        let summary: CorpusSummary
        /// Which of the two it is there: 1, or 0 where it is the rest of the other of two classes.
        let label: Int

        /// What its texts are like.
        var own: ClassSummary { summary.classes[label] }
    }

    /// Texts that repeat each other, byte by byte.
    struct Duplicates {
        var distinctTexts = 0
        var repeatedRows = 0
        /// How many texts are in more than one class, and how many rows have one of them.
        var contradictingTexts = 0
        var contradictingRows = 0
    }

    /// The name of the file.
    let data: String
    /// The classes in the order in which they are shown: of two the second first, so that it has the
    /// colour that charts of weights give it.
    let classes: [Class]
    let duplicates: Duplicates
    let reading: ReadingReport

    /// How many terms tables and charts show of each class.
    static let termCount = 20

    /// The findings on two classes.
    init(data: String, labels: [String], summary: CorpusSummary, reading: ReadingReport) {
        self.init(
            data: data,
            classes: [1, 0].map { Class(name: labels[$0], summary: summary, label: $0) },
            duplicates: Duplicates(
                distinctTexts: summary.duplicates.distinctTexts,
                repeatedRows: summary.duplicates.repeatedRows,
                contradictingTexts: summary.duplicates.contradictingTexts,
                contradictingRows: summary.duplicates.contradictingRows
            ),
            reading: reading
        )
    }

    init(data: String, classes: [Class], duplicates: Duplicates, reading: ReadingReport) {
        self.data = data
        self.classes = classes
        self.duplicates = duplicates
        self.reading = reading
    }

    /// How many rows all classes have.
    var rows: Int { classes[0].summary.rows }

    /// The words and the 2-grams of all classes.
    static var terms: [(title: String, terms: KeyPath<CorpusSummary, TermSummary>)] {
        [("words", \.words), ("2-grams", \.pairs)]
    }

    /// Something of each class, in the order in which the classes are shown.
    func byClass<Value>(_ value: (ClassSummary) -> Value) -> [Value] {
        classes.map { value($0.own) }
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
