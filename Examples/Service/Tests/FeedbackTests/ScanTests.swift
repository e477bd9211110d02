import Foundation
import Testing

@testable import Feedback

@Suite struct ScanTests {
    private func line(_ text: String, _ more: String = "") -> String {
        """
        {"id":"\(text)","time":"2026-11-30T05:17:39.123Z","text":"\(text)",\
        "predicted_label":"positive","score":0.9,"expected_label":"negative"\(more)}

        """
    }

    private func texts(_ scan: inout JournalScan) throws -> [String] {
        var texts: [String] = []
        try scan.forEachReport { texts.append($0.text) }
        return texts
    }

    @Test func readsTheFilesOfSeveralReplicasInTheOrderOfTime() async throws {
        let folders = [try Folder(), try Folder()]
        for (place, name) in [(0, "1"), (1, "2"), (0, "3")] {
            let file = "feedback-20261130T05173912\(name)Z-\(place).jsonl"
            try folders[place].write(line(name).utf8, to: file)
        }
        let own = try folders[1].journal()
        try await own.append(.test("4", expected: "negative"))
        // Beside the journal, and a file that is named twice.
        try folders[0].write("{}\n".utf8, to: "offsets-otlp.json")
        let again = "\(folders[0].path)/feedback-20261130T051739121Z-0.jsonl"
        var scan = try JournalScan(of: [again] + folders.map(\.path))
        #expect(try texts(&scan) == ["1", "2", "3", "4"])
        #expect(scan.counts.files == 4)
        #expect(scan.counts.reports == 4)
        #expect(try folders[0].names().count == 2)
    }

    enum Kind: Sendable { case foreign, long, nothing }

    /// What each bad line counts as.
    static let bad: [(line: String, kind: Kind)] = [
        ("not JSON", .foreign),
        ("{}", .foreign),
        ("[]", .foreign),
        ("null", .foreign),
        ("17", .foreign),
        ("\"a text\"", .foreign),
        ("{\"text\":\"no more\"}", .foreign),
        ("{\"id\":1,\"time\":\"2026-11-30T05:17:39.123Z\",\"text\":\"t\"}", .foreign),
        (
            "{\"id\":\"a\",\"time\":\"yesterday\",\"text\":\"t\",\"predicted_label\":\"p\",\"score\":1}",
            .foreign
        ),
        (
            "{\"id\":\"a\",\"time\":\"2026-11-30T05:17:39Z\",\"text\":\"t\",\"predicted_label\":\"p\",\"score\":\"1\"}",
            .foreign
        ),
        (
            "{\"id\":\"a\",\"time\":\"2026-11-30T05:17:39Z\",\"text\":7,\"predicted_label\":\"p\",\"score\":1}",
            .foreign
        ),
        (
            "{\"id\":\"a\",\"time\":\"2026-11-30T05:17:39Z\",\"text\":\"t\",\"predicted_label\":\"p\",\"score\":1",
            .foreign
        ),
        (
            "{\"id\":\"a\",\"time\":\"2026-11-30T05:17:39Z\",\"text\":\"\\ud800\",\"predicted_label\":\"p\",\"score\":1}",
            .foreign
        ),
        (String(repeating: "[", count: 20_000), .foreign),
        ("label,text", .foreign),
        ("\u{0}\u{0}\u{0}!", .foreign),
        (String(repeating: "x", count: 70_000), .long),
        (String(repeating: "y", count: 900_000), .long),
        ("", .nothing),
        ("   \t \r", .nothing),
    ]

    @Test(arguments: bad.indices)
    func aBadLineIsCountedAndThoseAroundItAreRead(_ place: Int) throws {
        let (bad, kind) = Self.bad[place]
        let folder = try Folder()
        let file = "feedback-20261130T051739123Z-a.jsonl"
        try folder.write((line("before") + bad + "\n" + line("after")).utf8, to: file)
        var scan = try JournalScan(of: [folder.path], maximumLineBytes: 1 << 16)
        #expect(try texts(&scan) == ["before", "after"])
        var counts = JournalScan.Counts()
        (counts.files, counts.reports) = (1, 2)
        counts.foreignLines = kind == .foreign ? 1 : 0
        counts.longLines = kind == .long ? 1 : 0
        #expect(scan.counts == counts)
    }

    @Test func aTornLastLineIsNotTaken() throws {
        for torn in ["{\"id\":\"a", String(repeating: "x", count: 700_000), "\u{0}"] {
            let folder = try Folder()
            let file = "feedback-20261130T051739123Z-a.jsonl"
            try folder.write((line("whole") + torn).utf8, to: file)
            var scan = try JournalScan(of: [folder.path], maximumLineBytes: 1 << 16)
            #expect(try texts(&scan) == ["whole"])
            #expect(scan.counts.tornLines == 1)
            #expect(try Data(contentsOf: folder.url(file)).count > line("whole").utf8.count)
        }
    }

    @Test func bytesThatAreNoUTF8AreForeign() throws {
        let folder = try Folder()
        var bytes = Array(line("a").utf8)
        bytes[7] = 0xff
        try folder.write(bytes + Array(line("b").utf8), to: "feedback-1.jsonl")
        var scan = try JournalScan(of: [folder.path])
        #expect(try texts(&scan) == ["b"])
        #expect(scan.counts.foreignLines == 1)
    }

    @Test func membersOfALaterVersionAreIgnored() throws {
        let folder = try Folder()
        let more = ",\"version\":7,\"votes\":[{\"a\":null}],\"comment\":null"
        try folder.write((line("new", more) + "\n\n" + line("old")).utf8, to: "feedback-1.jsonl")
        var scan = try JournalScan(of: [folder.path])
        #expect(try texts(&scan) == ["new", "old"])
        #expect(scan.counts.foreignLines == 0)
    }

    @Test func whatIsNoJournalIsRefusedByName() throws {
        let folder = try Folder()
        func error(_ path: String) -> JournalError? {
            #expect(throws: JournalError.self) { try JournalScan(of: [path]) }
        }
        #expect(error(folder.path + "/none") == .noJournal(path: folder.path + "/none"))
        try folder.write("".utf8, to: "other")
        #expect(error(folder.path) == .noJournal(path: folder.path))
        // What would be waited for, or is no file.
        #expect(mkfifo(folder.path + "/feedback-1.jsonl", 0o600) == 0)
        try FileManager.default.createDirectory(
            at: folder.url("feedback-2.jsonl"),
            withIntermediateDirectories: false
        )
        #expect(error(folder.path) == .noJournal(path: folder.path))
        #expect(error("/dev/null") == .noJournal(path: "/dev/null"))

        try folder.write("label,text\n0,a\n1,b\n".utf8, to: "tweets.csv")
        let table = folder.path + "/tweets.csv"
        var scan = try JournalScan(of: [table])
        let refusal = #expect(throws: JournalError.self) { try scan.forEachReport { _ in } }
        #expect(refusal == .noReports(files: [table], lines: 3))
        #expect("\(refusal!)".contains("tweets.csv: none of the 3 lines holds a report"))
        // A journal without a report is one.
        try folder.write("".utf8, to: "feedback-3.jsonl")
        var empty = try JournalScan(of: [folder.path])
        #expect(try texts(&empty) == [])
    }

    @Test func aJournalThatNobodyReportedToIsEmpty() throws {
        let folder = try Folder()
        for name in ["offsets-otlp.json", "lost+found"] {
            var scan = try JournalScan(of: [folder.path])
            #expect(try texts(&scan) == [])
            #expect(scan.counts == JournalScan.Counts())
            try folder.write("{}".utf8, to: name)
        }
        #expect(try JournalScan(of: [folder.path]).files == [])
    }

    @Test func arbitraryBytesNeverEndIt() throws {
        var state: UInt64 = 1
        func random(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        let whole = Array((line("a") + line("b") + line("c")).utf8)
        let folder = try Folder()
        for _ in 0..<2_000 {
            var bytes = whole
            for _ in 0...random(4) {
                switch random(3) {
                case 0: bytes[random(bytes.count)] = UInt8(random(256))
                case 1: bytes.removeSubrange(random(bytes.count)..<bytes.count)
                default: bytes.insert(UInt8(random(256)), at: random(bytes.count))
                }
                if bytes.isEmpty { bytes = [10] }
            }
            try folder.write(bytes, to: "feedback-1.jsonl")
            var scan = try JournalScan(of: [folder.path])
            do {
                try scan.forEachReport { #expect($0.predictedLabel.utf8.count < 1_000) }
            } catch is JournalError {
                #expect(scan.counts.reports == 0)
            }
            let lines = bytes.split(separator: 10, omittingEmptySubsequences: false)
            let filled = lines.dropLast().count { $0.contains { $0 > 32 } }
            #expect(scan.counts.reports + scan.counts.foreignLines == filled)
        }
    }
}
