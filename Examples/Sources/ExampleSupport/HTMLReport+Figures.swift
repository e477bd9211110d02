import Swiftlet

extension HTMLReport {
    /// The directory of the figures beside a report.
    static let figuresName = "figures"
    /// Figures of which the report of every program has one, by which the directory is known.
    static let knownFigures = [
        "confusion_matrix.svg", "f1_against_latency.svg", "macro_f1_against_latency.svg",
    ]

    /// Saves the report as `report.html`, and its figures as files in `figures/`.
    ///
    /// - Parameters:
    ///   - run: Records what was written.
    ///   - pages: What goes beside the figures.
    public func save(
        in directory: String,
        of run: TrackedRun,
        pages: [(name: String, page: HTMLReport)] = []
    ) throws {
        try save(to: directory + "/report.html")
        run.log(file: "report.html")
        let files = figureFiles
        try AtomicDirectory.replace(
            at: directory + "/" + Self.figuresName,
            recognizedBy: Self.knownFigures
        ) { temporary in
            for (name, drawing) in files {
                try AtomicFile.write(Array(drawing.document.utf8), to: temporary + "/" + name)
            }
            for (name, page) in pages { try page.save(to: temporary + "/" + name) }
        }
        for name in files.map(\.name) + pages.map(\.name) {
            run.log(file: Self.figuresName + "/" + name)
        }
    }

    /// The figures with the names of their files: their titles, with a number where one comes again.
    private var figureFiles: [(name: String, drawing: SVGDrawing)] {
        var counts: [String: Int] = [:]
        return figures.map { title, drawing in
            let words = title.lowercased().split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
            let name = words.joined(separator: "_")
            counts[name, default: 0] += 1
            let number = counts[name]! > 1 ? "_\(counts[name]!)" : ""
            return ("\(name)\(number).svg", drawing)
        }
    }
}
