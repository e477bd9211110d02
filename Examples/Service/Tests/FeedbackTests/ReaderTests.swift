import Foundation
import Testing

@testable import Feedback

@Suite struct ReaderTests {
    @Test func whatIsNotCommittedComesAgain() async throws {
        let folder = try Folder()
        let journal = try folder.journal()
        for number in 0..<10 { try await journal.append(.test("\(number)")) }
        let reader = try folder.reader()
        #expect(try await reader.pendingCount() == 10)
        for _ in 0..<2 {
            let batch = try #require(try await reader.next(upTo: 4))
            #expect(batch.reports.map(\.text) == ["0", "1", "2", "3"])
        }
        try await reader.commit(try #require(try await reader.next(upTo: 4)))
        #expect(try await reader.pendingCount() == 6)
        _ = try await reader.next()
        // As if it was killed between sending and committing.
        let second = try folder.reader()
        #expect(try await second.pendingCount() == 6)
        #expect(try await second.drain() == (4..<10).map { "\($0)" })
        #expect(try await second.pendingCount() == 0)
        let third = try folder.reader()
        #expect(try await third.next() == nil)
        // Another's offsets are its own.
        let other = try folder.reader("other")
        #expect(try await other.drain().count == 10)
        #expect(try folder.mode("offsets-r.json") == 0o600)
    }

    @Test func followsFilesOfSeveralServicesWhileTheyAreWritten() async throws {
        let folder = try Folder()
        let journals = try (0..<2).map { _ in
            try folder.journal(maximumFileBytes: 700)
        }
        let reader = try folder.reader()
        let writing = Task {
            for number in 0..<200 { try await journals[number % 2].append(.test("\(number)")) }
        }
        var texts: [String] = []
        while texts.count < 200 {
            texts += try await reader.drain(maximumCount: 7, maximumBytes: 500)
            await Task.yield()
        }
        try await writing.value
        #expect(try await reader.next() == nil)
        #expect(texts.count == 200 && Set(texts).count == 200)
        for rest in 0..<2 {
            let own = texts.compactMap { Int($0) }.filter { $0 % 2 == rest }
            #expect(own == own.sorted())
        }
    }

    @Test func laterFilesWaitForTheRestOfEarlierOnes() async throws {
        let folder = try Folder()
        let lines = try (0..<6).map { try JournalLine.bytes(of: .test("\($0)")) }
        try folder.write(lines[..<4].joined(), to: "feedback-1.jsonl")
        // A torn line that nobody will end holds nothing up.
        try folder.write(lines[4] + lines[0].prefix(9), to: "feedback-2.jsonl")
        try folder.write(lines[5], to: "feedback-3.jsonl")
        let length = lines[0].count
        for bytes in [1, length, length + 20, 2 * length + 20, 4 * length + 20, 9 * length] {
            let reader = try folder.reader("r\(bytes)")
            let texts = try await reader.drain(maximumBytes: bytes)
            #expect(texts == ["0", "1", "2", "3", "4", "5"], "\(bytes)")
        }
    }

    @Test func tornLineWaitsForItsEnd() async throws {
        let folder = try Folder()
        let lines = try ["a", "b"].map { try JournalLine.bytes(of: .test($0)) }
        let bytes = lines[0] + lines[1]
        let reader = try folder.reader()
        var texts: [String] = []
        for count in 0...bytes.count {
            try folder.write(bytes.prefix(count), to: "feedback-1.jsonl")
            texts += try await reader.drain()
            #expect(texts.count == (count < lines[0].count ? 0 : count < bytes.count ? 1 : 2))
            #expect(try await reader.pendingCount() == 0)
        }
        #expect(texts == ["a", "b"])
    }

    @Test func linesOfOthersAreSkippedAndCounted() async throws {
        let folder = try Folder()
        let line = try JournalLine.bytes(of: .test("a"))
        let others: [[UInt8]] = [
            Array("{}\n\n[1,2]\nnull\n{\"id\":1}\n".utf8), [0xff, 0xfe, 10], [0, 0, 0, 10],
            Array(repeating: UInt8(ascii: "["), count: 100_000) + [10],
            Array(String(decoding: line, as: UTF8.self).replacing("Z\"", with: "\"").utf8),
        ]
        try folder.write(line + others.joined() + line, to: "feedback-1.jsonl")
        try folder.write(others.joined(), to: "feedback-2.jsonl")
        try folder.write(line, to: "other.jsonl")
        let reader = try folder.reader()
        var skipped = 0
        var reports = 0
        while let batch = try await reader.next(upTo: 3) {
            skipped += batch.skippedLines
            reports += batch.reports.count
            try await reader.commit(batch)
        }
        #expect(reports == 2)
        #expect(skipped == 2 * 9)
    }

    @Test func lineLongerThanABatchComesAlone() async throws {
        let folder = try Folder()
        let journal = try folder.journal()
        let texts = ["a", String(repeating: "é", count: 5_000), "b", "c"]
        for text in texts { try await journal.append(.test(text)) }
        let reader = try folder.reader()
        #expect(try await reader.next(bytes: 1)?.reports.map(\.text) == ["a"])
        #expect(try await reader.drain(maximumBytes: 100) == texts)
    }

    @Test func damagedOffsetsBeginAtTheFirstReport() async throws {
        let folder = try Folder()
        let journal = try folder.journal()
        try await journal.append(.test("a"))
        for content in ["", "{", "[]", "{\"offsets\":{\"feedback-1.jsonl\":\"x\"}}"] {
            try folder.write(content.utf8, to: "offsets-r.json")
            let reader = try folder.reader()
            #expect(try await reader.drain() == ["a"])
        }
    }

    @Test func filesThatAreMovedAwayAreForgotten() async throws {
        let folder = try Folder()
        let journal = try folder.journal(maximumFileBytes: 1)
        for text in ["a", "b", "c"] { try await journal.append(.test(text)) }
        let reader = try folder.reader()
        let batch = try #require(try await reader.next(upTo: 1))
        for name in try folder.names().prefix(2) {
            try FileManager.default.removeItem(at: folder.url(name))
        }
        try await reader.commit(batch)
        #expect(try await reader.drain() == ["c"])
        let offsets = try String(contentsOf: folder.url("offsets-r.json"), encoding: .utf8)
        #expect(offsets.split(separator: "feedback-").count == 2)
    }

    @Test func readersOfOneNameShareTheWorkUnlessTheyDoNot() async throws {
        let folder = try Folder()
        let journal = try folder.journal()
        let readers = try [true, true, false].map {
            try folder.reader($0 ? "r" : "alone", isShared: $0)
        }
        let alone = try folder.reader("alone", isShared: false)
        for number in 0..<6 {
            try await journal.append(.test("\(number)"))
            let texts = try await readers[number % 2].drain()
            #expect(texts == ["\(number)"])
            #expect(try await readers[1 - number % 2].next() == nil)
        }
        #expect(try await readers[2].drain().count == 6)
        #expect(try await alone.drain().count == 6)
    }

    @Test func noteIsKeptWithTheOffsets() async throws {
        let folder = try Folder()
        let journal = try folder.journal()
        try await journal.append(.test("a"))
        let reader = try folder.reader()
        #expect(reader.note == nil)
        try await reader.commit(try #require(try await reader.next()), note: "é\n")
        #expect(try folder.reader().note == "é\n")
    }
}
