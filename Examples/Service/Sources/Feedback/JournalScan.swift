/// Reads all reports of journals once, from begin to end, and changes nothing.
///
///     var scan = try JournalScan(of: ["replica-1/feedback", "replica-2/feedback"])
///     try scan.forEachReport { report in … }
///     print(scan.counts.foreignLines)
///
/// Files are read in the order of their names, which is about that of time, whichever directory they
/// lie in; a file that is named twice is read once. Memory does not grow with the files: lines longer
/// than 4 MiB are skipped, as are those that hold no report. Members of a report that are not known,
/// because a later version wrote them, are ignored. A last line without its end is not taken: the
/// report on it was never acknowledged.
public struct JournalScan {
    /// What was read.
    public struct Counts: Sendable, Equatable {
        public var files = 0
        public var reports = 0
        /// Lines that hold something else than a report.
        public var foreignLines = 0
        /// Lines that are too long to be one.
        public var longLines = 0
        /// Last lines without their end.
        public var tornLines = 0

        public init() {}
    }

    public private(set) var counts = Counts()
    /// The files, in the order in which they are read.
    public let files: [String]
    private let maximumLineBytes: Int

    /// - Parameter paths: Directories of journals, or files of them. A directory with nothing in it is a
    ///   journal that nobody has reported to yet.
    /// - Throws: `JournalError` where there is no journal at a path.
    public init(of paths: [String]) throws(JournalError) {
        try self.init(of: paths, maximumLineBytes: 4 << 20)
    }

    init(of paths: [String], maximumLineBytes: Int) throws(JournalError) {
        self.maximumLineBytes = maximumLineBytes
        var found: [(name: String, path: String)] = []
        var seen: Set<String> = []
        for path in paths {
            guard let isDirectory = FileSystem.isDirectory(path) else {
                throw .noJournal(path: path)
            }
            let names = isDirectory ? try JournalFiles.names(in: path) : []
            let inside = names.map { (name: $0, path: "\(path)/\($0)") }.filter {
                FileSystem.isDirectory($0.path) == false
            }
            if isDirectory, inside.isEmpty, try !JournalFiles.isUnused(path) {
                throw .noJournal(path: path)
            }
            let file = (name: String(path.split(separator: "/").last ?? ""), path: path)
            found += (isDirectory ? inside : [file]).filter {
                seen.insert(FileSystem.resolved($0.path)).inserted
            }
        }
        files = found.sorted { ($0.name, $0.path) < ($1.name, $1.path) }.map(\.path)
    }

    /// Calls `body` with each report.
    ///
    /// - Throws: `JournalError` where a file cannot be read, or where there are lines and none holds a
    ///   report; what `body` throws.
    public mutating func forEachReport(_ body: (FeedbackReport) throws -> Void) throws {
        for path in files { try read(path, body) }
        let foreign = counts.foreignLines + counts.longLines
        if counts.reports == 0, foreign > 0 {
            throw JournalError.noReports(files: files, lines: foreign)
        }
    }

    private mutating func read(_ path: String, _ body: (FeedbackReport) throws -> Void) throws {
        guard let file = try FileSystem.openToRead(path) else {
            throw JournalError.noJournal(path: path)
        }
        defer { FileSystem.close(file) }
        counts.files += 1
        var offset = 0
        // What came of a line whose end did not come yet.
        var begun: [UInt8] = []
        var isTooLong = false
        while true {
            let block = try FileSystem.read(1 << 18, at: offset, from: file, path)
            if block.isEmpty { break }
            offset += block.count
            var start = 0
            while let end = block[start...].firstIndex(of: JournalLine.newline) {
                defer { start = end + 1 }
                if isTooLong || begun.count + end - start > maximumLineBytes {
                    counts.longLines += 1
                } else if begun.isEmpty {
                    try take(block[start..<end], body)
                } else {
                    begun += block[start..<end]
                    try take(begun[...], body)
                }
                begun.removeAll(keepingCapacity: true)
                isTooLong = false
            }
            begun += isTooLong ? [] : block[start...]
            if begun.count > maximumLineBytes {
                isTooLong = true
                begun = []
            }
        }
        if isTooLong || !begun.isEmpty { counts.tornLines += 1 }
    }

    private mutating func take(
        _ line: ArraySlice<UInt8>,
        _ body: (FeedbackReport) throws -> Void
    ) throws {
        guard line.contains(where: { $0 > UInt8(ascii: " ") }) else { return }
        guard let report = JournalLine.report(line) else {
            counts.foreignLines += 1
            return
        }
        counts.reports += 1
        try body(report)
    }
}
