import ArgumentParser

/// Where a training example keeps what it made.
public struct OutputOptions: ParsableArguments {
    @Option(
        name: .customLong("output"),
        help: """
            The directory for the saved classifier in model/, metrics.json, report.html with its \
            figures/, and run.jsonl, the record of the run.
            """
    )
    public var directory: String?

    public init() {}

    /// The path of a file in the directory; nil where there is no directory.
    public func path(_ name: String) -> String? { directory.map { $0 + "/" + name } }

    /// Checks up front that what all training examples write can be written.
    ///
    /// - Parameters:
    ///   - approach: The approach of the classifier in `model`.
    ///   - further: What the example writes besides.
    public func check(_ approach: String, further: [PlannedOutput] = []) throws {
        guard let directory else { return }
        try checkOutput(
            directory,
            gets: [
                .classifier("model", approach: approach), .file("metrics.json"),
                .file("report.html"), .figures, .file("run.jsonl"),
            ] + further
        )
    }
}
