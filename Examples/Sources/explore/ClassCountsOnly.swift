import ExampleSupport
import Swiftlet

/// What `explore` shows of one class or of very many: how many texts each has.
struct ClassCountsOnly {
    /// The name of the file.
    let data: String
    let labels: [String]
    let counts: [Int]
    let reading: ReadingReport

    init(data: String, labels: [String], reader: LabelledTextReader) {
        self.data = data
        self.labels = labels
        counts = reader.classCounts
        reading = reader.report
    }

    /// Prints the counts, and writes `explore.json` into `directory` where one is given.
    func show(_ directory: String?) throws {
        var table = TextTable(
            title: "Tweets",
            columns: [.text("class"), .number("tweets"), .number("share")]
        )
        for (label, count) in zip(labels, counts) {
            let share = Double(count) / Double(max(1, reading.rows))
            table.append([label, NumberFormat.count(count), NumberFormat.percent(share)])
        }
        print(
            """
            \(table)

            Lengths, marks and words are shown for 2 to \(ClassesExplorer.maximumCount) classes: choose \
            some with --labels and leave the other rows out with --skip-bad-rows.
            """
        )
        guard let directory else { return }
        try AtomicDirectory.createDirectories(directory)
        let classes = zip(labels, counts).map { label, count in
            (label, JSONValue.object(JSONObject([("count", .integer(count))])))
        }
        let rows: [(String, JSONValue)] = [
            ("count", .integer(reading.rows)),
            ("classes", .object(JSONObject(classes))),
            ("bad", .integer(reading.badRows)),
            ("neutral", .integer(reading.neutralRows)),
            ("unlabelled", .integer(reading.unlabelledRows)),
            ("loosely_quoted", .integer(reading.looselyQuotedRows)),
            ("latin1", .integer(reading.latin1Rows)),
        ]
        let json = JSONValue.object(
            JSONObject([("data", .string(data)), ("rows", .object(JSONObject(rows)))])
        )
        try AtomicFile.write(
            json.encoded(.pretty) + [UInt8(ascii: "\n")],
            to: directory + "/explore.json"
        )
        print("\nSaved \(directory)/explore.json")
    }
}
