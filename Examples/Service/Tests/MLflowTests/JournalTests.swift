import Foundation
import SwiftletBase
import Testing

@testable import MLflow

@Suite struct JournalTests {
    @Test func linesAreEvents() throws {
        let folder = try Folder()
        let reader = try folder.reader(Self.lines.joined(separator: "\n") + "\n")
        let lines = try reader.next()
        #expect(reader.foreign == nil)
        #expect(lines.map(\.event.time) == Array(1...9))
        #expect(lines.last?.end == Self.lines.joined(separator: "\n").utf8.count + 1)
        guard case .started(let start) = lines[0].event.content else { throw Unexpected() }
        #expect(start.run == Self.run && start.program == "bilstm" && start.alias == "champion")
        #expect(
            lines[2].event.content
                == .params([
                    .init(name: "units", value: "128"), .init(name: "name", value: "a \"b\""),
                    .init(name: "checkpoint", value: "null"),
                    .init(name: "tests", value: "[\"x\"]"),
                ])
        )
        #expect(lines[3].event.part == "trial 1")
        #expect(
            lines[3].event.content
                == .metrics([
                    .init(name: "val_loss", value: .number(0.5), step: 3),
                    .init(name: "train_loss", value: "NaN", step: 3),
                ])
        )
        #expect(lines[8].event.content == .ended(status: "FAILED", reason: "é"))
    }

    @Test func tornTailWaitsForItsEnd() throws {
        let folder = try Folder()
        let text = Self.lines.prefix(3).joined(separator: "\n") + "\n"
        let bytes = Array(text.utf8)
        let reader = try folder.reader("")
        var times: [Int] = []
        for count in 1...bytes.count {
            try folder.write(bytes.prefix(count))
            times += try reader.next().map(\.event.time)
            #expect(times.count == bytes.prefix(count).count { $0 == UInt8(ascii: "\n") })
        }
        #expect(times == [1, 2, 3])
        #expect(reader.foreign == nil)
    }

    @Test func foreignLinesAreLeftOutAndTheFirstIsNamed() throws {
        let foreign = [
            "{}", "[1]", "null", "\u{FFFD}", "{\"event\":\"started\",\"time\":1}",
            "{\"event\":\"paused\",\"time\":1}",
            "{\"event\":\"ended\",\"time\":1,\"status\":\"WON\"}",
            "{\"event\":\"metrics\",\"time\":1,\"step\":0.5,\"values\":{}}",
            "{\"event\":\"file\",\"time\":1,\"path\":\"../secret\"}",
            "{\"event\":\"file\",\"time\":1,\"path\":\"/etc/passwd\"}",
            "{\"event\":\"file\",\"time\":1,\"path\":\"a//b\"}",
            "{\"event\":\"model\",\"time\":1,\"path\":\"\",\"uuid\":\"1\",\"register\":true}",
            "{\"event\":\"started\",\"time\":1,\"run\":\"x' OR ''='\",\"program\":\"p\"}",
            String(repeating: "[", count: 100_000),
        ]
        let folder = try Folder()
        let first = Self.lines[0] + "\n"
        let reader = try folder.reader(
            first + foreign.joined(separator: "\n") + "\n\n" + Self.lines[2] + "\n"
        )
        #expect(try reader.next().map(\.event.time) == [1, 3])
        #expect(reader.foreign?.count == foreign.count)
        #expect(reader.foreign?.first.hasPrefix("byte \(first.utf8.count): ") == true)
    }

    @Test func anOldRunTookAnyTime() throws {
        let folder = try Folder()
        for (seconds, taken) in [("2.5", 2_500), ("-1", 0), ("1e300", 1_000_000_000_000)] {
            let json = #"{"approach":"bilstm","seconds":{"total":\#(seconds)}}"#
            try Data(json.utf8).write(to: URL(filePath: folder.path + "/metrics.json"))
            let lines = try OldRun(folder.path).lines
            let (first, last) = (try #require(lines.first), try #require(lines.last))
            #expect(last.event.time - first.event.time == taken)
        }
    }

    @Test func mutatedJournalsAreReadOrLeftOut() throws {
        let folder = try Folder()
        let original = Array((Self.lines.joined(separator: "\n") + "\n").utf8)
        var generator = SystemRandomNumberGenerator()
        var kept = 0
        for _ in 0..<3_000 {
            var bytes = original
            for _ in 0...Int.random(in: 0..<4, using: &generator) {
                let place = Int.random(in: 0..<bytes.count, using: &generator)
                switch Int.random(in: 0..<4, using: &generator) {
                case 0: bytes[place] = UInt8.random(in: 0...255, using: &generator)
                case 1: bytes[place] = Array("{}[]\",:\\\n0-e".utf8).randomElement()!
                case 2: bytes.remove(at: place)
                default:
                    let end = Int.random(in: place...bytes.count, using: &generator)
                    bytes.insert(contentsOf: bytes[place..<min(end, place + 40)], at: place)
                }
            }
            let reader = try folder.reader(bytes)
            var lines: [JournalReader.Line] = []
            while case let more = try reader.next(), !more.isEmpty { lines += more }
            let whole = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
                .dropLast().count { !$0.isEmpty }
            #expect(lines.count + (reader.foreign?.count ?? 0) == whole)
            for line in lines {
                let items = LogBatch.Item.items(of: line.event)
                if case .results(let results) = line.event.content {
                    _ = RunEvent.events(ofResults: results, time: 0, isJournaled: false)
                }
                #expect(LogBatch.batches(of: items).joined().count == items.count)
            }
            kept += lines.count
        }
        #expect(kept > 3_000 * 4)
    }

    @Test func killedRunEndsBehindATornLine() throws {
        for tail in ["", "{\"event\":\"metr", "{\"event\":\"metrics\""] {
            let folder = try Folder()
            let reader = try folder.reader(Self.lines[0] + "\n" + tail)
            #expect(try reader.next().count == 1)
            reader.endKilled(at: 77)
            let lines = try reader.next()
            #expect(lines.map(\.event) == [.init(time: 77, .ended(status: "KILLED", reason: nil))])
            #expect((reader.foreign?.count ?? 0) == (tail.isEmpty ? 0 : 1))
        }
    }

    @Test func lockTellsThatAJournalIsBeingWritten() throws {
        let folder = try Folder()
        let reader = try folder.reader(Self.lines[0] + "\n")
        #expect(!reader.isBeingWritten)
        let writer = try #require(FileHandle(forWritingAtPath: folder.journal))
        #expect(flock(writer.fileDescriptor, LOCK_EX | LOCK_NB) == 0)
        #expect(reader.isBeingWritten)
        try writer.close()
        #expect(!reader.isBeingWritten)
    }

    @Test func placeIsKeptForOneProgramAtATime() throws {
        let folder = try Folder()
        #expect(SendingPlaceFile.path(beside: "a/run.jsonl") == "a/run.sent.json")
        var file = try SendingPlaceFile(beside: folder.journal)
        #expect(try #require(file).read() == nil)
        var place = SendingPlace(server: "http://é", journal: Self.run)
        place.offset = 123_456
        place.parameters = ["": ["a", "b"], "trial 1": ["c"]]
        place.models = [
            "": .init(source: "models:/m-1", run: "r", identifier: "m-1")
        ]
        file?.write(place)
        place.offset = 1
        place.parameters = [:]
        file?.write(place)
        #expect(try #require(file).read() == place)
        #expect(try SendingPlaceFile(beside: folder.journal) == nil)
        file = nil
        let other = try #require(try SendingPlaceFile(beside: folder.journal))
        #expect(other.read() == place)
        for damaged in ["", "{", "[]", "{\"server\":1}"] {
            try Data(damaged.utf8).write(to: URL(filePath: folder.path + "/run.sent.json"))
            #expect(other.read() == nil)
        }
    }

    static let run = "0123456789abcdef0123456789ABCDEF"

    static let lines = [
        #"{"event":"started","time":1,"run":"\#(run)","program":"bilstm","user":"u","server":"http://h","experiment":"e","register":"r","alias":"champion","new":1}"#,
        #"{"event":"dataset","time":2,"name":"t.csv","digest":"ab","source":"/t.csv","rows":3,"context":"training"}"#,
        #"{"event":"params","time":3,"values":{"units":128,"name":"a \"b\"","checkpoint":null,"tests":["x"]}}"#,
        #"{"event":"metrics","time":4,"part":"trial 1","step":3,"values":{"val_loss":0.5,"train_loss":"NaN","other":"x"}}"#,
        #"{"event":"tags","time":5,"values":{"scaler":"standard"}}"#,
        #"{"event":"results","time":6,"metrics":{"approach":"bilstm","splits":{"test":{"f1":0.7,"count":2}},"epochs":[{"training_loss":0.5}]}}"#,
        #"{"event":"file","time":7,"path":"figures/a b.svg","digest":"0"}"#,
        #"{"event":"model","time":8,"path":"model","uuid":"cd","register":true}"#,
        #"{"event":"ended","time":9,"status":"FAILED","reason":"é"}"#,
    ]

    private struct Unexpected: Error {}
}

/// A directory with a journal that lives as long as the test.
private final class Folder {
    let path = NSTemporaryDirectory() + "mlflow-tests-\(UUID().uuidString)"
    var journal: String { path + "/run.jsonl" }

    init() throws {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// Puts bytes into the journal, which stays the same file.
    func write(_ bytes: some Sequence<UInt8>) throws {
        try Data(bytes).write(to: URL(filePath: journal))
    }

    func reader(_ bytes: some Sequence<UInt8>) throws -> JournalReader {
        try write(bytes)
        return try JournalReader(journal)
    }

    func reader(_ text: String) throws -> JournalReader { try reader(Array(text.utf8)) }
}
