import Foundation
import Testing

@testable import Feedback

#if canImport(Glibc)
    import Glibc
#endif

@Suite struct JournalTests {
    @Test func writesLinesThatOnlyTheOwnerReads() async throws {
        let folder = try Folder()
        let directory = folder.path + "/a/b"
        let journal = try Journal(directory: directory)
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory).isEmpty)
        for text in ["a", "b\n\u{0}ü😀"] { try await journal.append(.test(text)) }
        let names = try FileManager.default.contentsOfDirectory(atPath: directory)
        #expect(names.count == 1)
        #expect(try folder.mode("a/b/\(names[0])") == 0o600)
        #expect(try folder.mode("a/b") == 0o700)
        // Readable while it is open.
        let data = try Data(contentsOf: folder.url("a/b/\(names[0])"))
        #expect(data.split(separator: 10).count == 2 && data.last == 10)
        await journal.close()
        await #expect(throws: JournalError.closed) { try await journal.append(.test("c")) }
    }

    @Test func manyAppendersEachGetALine() async throws {
        let folder = try Folder()
        let journal = try folder.journal(maximumFileBytes: 20_000)
        try await withThrowingTaskGroup { group in
            for task in 0..<100 {
                group.addTask {
                    for number in 0..<20 { try await journal.append(.test("\(task) \(number)")) }
                }
            }
            try await group.waitForAll()
        }
        await journal.close()
        let texts = try folder.texts()
        #expect(texts.count == 2_000 && Set(texts).count == 2_000)
        for task in 0..<100 {
            // Each waited for the one before.
            let own = texts.filter { $0.hasPrefix("\(task) ") }
            #expect(own == (0..<20).map { "\(task) \($0)" })
        }
    }

    @Test func fileThatWouldBeTooLargeIsFollowedByTheNext() async throws {
        let folder = try Folder()
        let size = try JournalLine.bytes(of: .test("0")).count
        let journal = try folder.journal(maximumFileBytes: 3 * size)
        let texts = (0..<10).map { "\($0)" }
        for text in texts { try await journal.append(.test(text)) }
        try await journal.append(.test(String(repeating: "x", count: 10 * size)))
        try await journal.append(.test("last"))
        let sizes = try folder.names().map { try Data(contentsOf: folder.url($0)).count }
        #expect(sizes.prefix(4) == [3 * size, 3 * size, 3 * size, size])
        #expect(sizes.count == 6)
        #expect(try folder.texts().filter { $0.count < 10 } == texts + ["last"])
    }

    @Test func servicesOfOneDirectoryWriteFilesOfTheirOwn() async throws {
        let folder = try Folder()
        let journals = try (0..<3).map { _ in try folder.journal() }
        try await withThrowingTaskGroup { group in
            for number in 0..<300 {
                group.addTask { try await journals[number % 3].append(.test("\(number)")) }
            }
            try await group.waitForAll()
        }
        #expect(try folder.names().count == 3)
        for name in try folder.names() {
            let lines = try Data(contentsOf: folder.url(name)).split(separator: 10)
            let rests = try lines.map { try #require(JournalLine.report(ArraySlice($0))) }
                .map { Int($0.text)! % 3 }
            #expect(lines.count == 100 && Set(rests).count == 1)
        }
    }

    @Test func tornLineIsCutOffWhereverItIsTorn() async throws {
        let whole = try ["a", "b\n😀"].map { try JournalLine.bytes(of: .test($0)) }
        let bytes = whole[0] + whole[1]
        let ends = [0, whole[0].count, bytes.count]
        // All at once, as each has to wait.
        let cases = try (0...bytes.count).map { count in
            let folder = try Folder()
            try folder.write(bytes.prefix(count), to: "feedback-1.jsonl")
            return (folder, try folder.journal(settling: .milliseconds(20)), count)
        }
        for (folder, journal, count) in cases {
            let end = ends.last { $0 <= count }!
            let reader = try folder.reader()
            let before = try await reader.drain()
            #expect(before == Array(["a", "b\n😀"].prefix(ends.firstIndex(of: end)!)))
            try await journal.append(.test("c"))
            let path = folder.url("feedback-1.jsonl").path
            #expect(await eventually { FileSystem.size(of: path) == end })
            #expect(try await reader.drain() == ["c"])
            #expect(try folder.texts() == before + ["c"])
        }
    }

    @Test func lineThatBecomesWholeIsNotCutOff() throws {
        let folder = try Folder()
        let line = try JournalLine.bytes(of: .test("a"))
        for name in ["feedback-1.jsonl", "feedback-2.jsonl", "feedback-3.jsonl"] {
            try folder.write(line.prefix(20), to: name)
        }
        let torn = TornLines(in: folder.path, logger: .silent)
        let found = torn.find()
        #expect(found.count == 3)
        try folder.write(line, to: "feedback-1.jsonl")
        try folder.write(line.prefix(21), to: "feedback-2.jsonl")
        torn.cut(found)
        let sizes = try folder.names().map { try Data(contentsOf: folder.url($0)).count }
        #expect(sizes == [line.count, 21, 0])
    }

    @Test func writeThatIsSlowIsDoneAgainInANewFile() async throws {
        let folder = try Folder()
        let journal = try folder.journal(settling: .zero)
        try await journal.append(.test("a"))
        try await journal.append(.test("b"))
        #expect(try Set(folder.texts()) == ["a", "b"])
        #expect(try folder.names().count >= 2)
    }

    @Test func reportIsWrittenAnewWhereItsFileIsGoneOrChanged() async throws {
        let folder = try Folder()
        let journal = try folder.journal()
        try await journal.append(.test("a"))
        try FileManager.default.removeItem(at: folder.url(try folder.names()[0]))
        try await journal.append(.test("b"))
        #expect(try folder.texts() == ["b"])
        let file = try FileHandle(forWritingTo: folder.url(try folder.names()[0]))
        try file.truncate(atOffset: 5)
        try await journal.append(.test("c"))
        let last = try #require(try folder.names().last)
        #expect(try folder.names().count == 2)
        #expect(try String(contentsOf: folder.url(last), encoding: .utf8).contains("\"c\""))
    }

    @Test func directoryThatCannotBeUsedIsRefused() throws {
        let folder = try Folder()
        try folder.write([1], to: "file")
        #expect {
            try Journal(directory: folder.path + "/file")
        } throws: {
            "\($0)".contains("/file: could not")
        }
        #expect(throws: JournalError.self) { try Journal(directory: folder.path + "/file/below") }
    }

    /// A limit on the size of files is met in a process of its own, for it holds for all files.
    @Test func largestSizeOfFilesBeginsANewOne() async throws {
        await #expect(processExitsWith: .success) {
            // Whoever started this may have had it ignored already.
            signal(SIGXFSZ, SIG_DFL)
            var limit = rlimit(rlim_cur: 4_000, rlim_max: 4_000)
            #if canImport(Glibc)
                precondition(setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit) == 0)
            #else
                precondition(setrlimit(RLIMIT_FSIZE, &limit) == 0)
            #endif
            let folder = try Folder()
            let journal = try folder.journal()
            for number in 0..<100 { try await journal.append(.test("\(number)")) }
            try #require(try folder.texts() == (0..<100).map { "\($0)" })
            let count = try folder.names().count
            try #require(count > 3)
            // One that fits into no file leaves nothing behind, and the next is taken.
            let long = FeedbackReport.test(String(repeating: "x", count: 5_000))
            do {
                try await journal.append(long)
                throw JournalError.closed
            } catch {
                guard case JournalError.diskFull = error else { throw error }
            }
            try #require(try folder.texts().count == 100)
            try await journal.append(.test("after"))
            try #require(try folder.texts().last == "after")
            await journal.close()
        }
    }

    @Test(
        .enabled("Needs the right to mount a file system.") { SmallDisk.isPossible }
    ) func fullDiskIsSaidAndLeavesNoTornLine() async throws {
        let disk = try SmallDisk(kilobytes: 512)
        let journal = try disk.folder.journal()
        var kept: [String] = []
        var refused = 0
        for number in 0..<40 where refused < 3 {
            // Some at once, so that the disk is full in the middle of what is written together.
            let texts = (0..<5).map { "\(number) \($0) " + String(repeating: "x", count: 7_000) }
            await withTaskGroup(of: String?.self) { group in
                for text in texts {
                    group.addTask {
                        do throws(JournalError) {
                            try await journal.append(.test(text))
                            return text
                        } catch {
                            guard case .diskFull = error else {
                                Issue.record(error)
                                return nil
                            }
                            return nil
                        }
                    }
                }
                for await text in group {
                    if let text { kept.append(text) } else { refused += 1 }
                }
            }
            for name in try disk.folder.names() {
                #expect(try Data(contentsOf: disk.folder.url(name)).last == 10)
            }
        }
        #expect(refused >= 3 && kept.count > 20)
        #expect(try Set(disk.folder.texts()) == Set(kept))
        let names = try disk.folder.names()
        // Room is made: the oldest file is moved away.
        try FileManager.default.removeItem(at: disk.folder.url(names[0]))
        try await journal.append(.test("after"))
        #expect(try disk.folder.texts().last == "after")
        await journal.close()
    }
}

/// A file system in memory that is soon full.
final class SmallDisk {
    let folder: Folder

    init(kilobytes: Int) throws {
        folder = try Folder()
        let options = ["-t", "tmpfs", "-o", "size=\(kilobytes)k", "tmpfs", folder.path]
        guard try Self.run("/bin/mount", options) else {
            throw JournalError.failed(action: "mount", file: folder.path, reason: "no right to")
        }
    }

    deinit { _ = try? Self.run("/bin/umount", ["-l", folder.path]) }

    static var isPossible: Bool { (try? SmallDisk(kilobytes: 64)) != nil }

    private static func run(_ program: String, _ arguments: [String]) throws -> Bool {
        let process = Process()
        process.executableURL = URL(filePath: program)
        process.arguments = arguments
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        return process.terminationStatus == 0
    }
}
