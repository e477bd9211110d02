import Foundation
import SwiftletBase
import TestSupport
import Testing

@Suite struct FileTests {
    func entries(_ path: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: path).sorted()
    }

    func text(_ path: String) throws -> String {
        String(decoding: try FileReader.bytes(of: path), as: UTF8.self)
    }

    func error(_ body: () throws -> Void) -> FileError? {
        do {
            try body()
            return nil
        } catch {
            return error as? FileError
        }
    }

    struct Stop: Error {}

    // MARK: Reading

    @Test func mappedBytesEqualThoseRead() throws {
        let path = Fixtures.path("safetensors/halves.safetensors")
        let expected = try Fixtures.bytes("safetensors/halves.safetensors")
        let file = try MemoryMappedFile(from: path)
        #expect(file.count == expected.count)
        #expect(file.withUnsafeBytes { Array($0) } == expected)
        #expect(try FileReader.bytes(of: path) == expected)
    }

    @Test func mapOutlivesTheFile() throws {
        try withTemporaryDirectory { directory in
            let path = directory + "/a"
            try AtomicFile.write(Array("before".utf8), to: path)
            let file = try MemoryMappedFile(from: path)
            try AtomicFile.write(Array("after!".utf8), to: path)
            #expect(file.withUnsafeBytes { Array($0) } == Array("before".utf8))
            try FileManager.default.removeItem(atPath: path)
            #expect(file.withUnsafeBytes { Array($0) } == Array("before".utf8))
        }
    }

    @Test func whatCannotBeReadIsNamed() throws {
        try withTemporaryDirectory { directory in
            let empty = directory + "/empty"
            try AtomicFile.write([], to: empty)
            #expect(try FileReader.bytes(of: empty) == [])
            #expect(error { _ = try MemoryMappedFile(from: empty) }?.reason == .isEmpty)
            let readers: [(String) throws -> Void] = [
                { _ = try MemoryMappedFile(from: $0) }, { _ = try FileReader.bytes(of: $0) },
            ]
            for read in readers {
                let missing = error { try read(directory + "/x") }
                #expect(missing?.reason == .missing && missing?.path == directory + "/x")
                #expect(error { try read("") }?.reason == .missing)
                #expect(error { try read(directory) }?.reason == .isDirectory)
                #expect(error { try read(empty + "/x") }?.reason == .isNotDirectory)
                #expect(error { try read("/dev/null") }?.reason == .isNotRegularFile)
                #expect(error { try read(empty + "\0") }?.reason == .invalidPath)
                let pipe = directory + "/pipe"
                mkfifo(pipe, 0o600)
                #expect(error { try read(pipe) }?.reason == .isNotRegularFile)
            }
            #expect(
                error { _ = try MemoryMappedFile(from: "/x/y") }?.description
                    == "Cannot open /x/y: no such file or directory."
            )
        }
    }

    @Test(.enabled(if: getuid() != 0, "The superuser may read everything."))
    func whatMayNotBeReadIsNamed() throws {
        try withTemporaryDirectory { directory in
            let path = directory + "/secret"
            try AtomicFile.write([1], to: path)
            chmod(path, 0)
            #expect(error { _ = try MemoryMappedFile(from: path) }?.reason == .permissionDenied)
            chmod(directory, 0o500)
            #expect(error { try AtomicFile.write([2], to: path) }?.reason == .permissionDenied)
            chmod(directory, 0o700)
        }
    }

    // MARK: Files

    @Test func fileIsWrittenInPieces() throws {
        try withTemporaryDirectory { directory in
            let path = directory + "/a"
            var expected: [UInt8] = []
            try AtomicFile.replace(at: path) { file in
                for count in [0, 1, 10, 70_000, 65_536, 65_535, 3, 200_000] {
                    let piece = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ count) }
                    expected += piece
                    try file.write(piece)
                }
                try file.write("é\n")
                expected += Array("é\n".utf8)
                #expect(
                    try entries(directory).count == 1 && !(try entries(directory)).contains("a")
                )
            }
            #expect(try FileReader.bytes(of: path) == expected)
            #expect(try entries(directory) == ["a"])
        }
    }

    @Test func failedWriteLeavesTheEarlierFile() throws {
        try withTemporaryDirectory { directory in
            let path = directory + "/a"
            try AtomicFile.write(Array("before".utf8), to: path)
            #expect(throws: Stop.self) {
                try AtomicFile.replace(at: path) { file in
                    try file.write(Array(repeating: 0, count: 100_000))
                    throw Stop()
                }
            }
            #expect(try text(path) == "before")
            #expect(try entries(directory) == ["a"])
            #expect(throws: Stop.self) {
                try AtomicFile.replace(at: directory + "/b") { _ in throw Stop() }
            }
            #expect(try entries(directory) == ["a"])
        }
    }

    @Test func rightsAndLinksAreKept() throws {
        try withTemporaryDirectory { directory in
            let path = directory + "/a"
            try AtomicFile.write([1], to: path)
            chmod(path, 0o640)
            symlink("a", directory + "/link")
            try AtomicFile.write([2], to: directory + "/link")
            #expect(try FileReader.bytes(of: path) == [2])
            let attributes = try FileManager.default.attributesOfItem(atPath: path)
            #expect(attributes[.posixPermissions] as? Int == 0o640)
            #expect(try entries(directory) == ["a", "link"])
        }
    }

    @Test func whatCannotBeReplacedIsNamed() throws {
        try withTemporaryDirectory { directory in
            #expect(error { try AtomicFile.write([1], to: directory) }?.reason == .isDirectory)
            #expect(
                error { try AtomicFile.write([1], to: "/dev/null") }?.reason == .isNotRegularFile
            )
            let missing = directory + "/x/y"
            #expect(
                error { try AtomicFile.write([1], to: missing) }
                    == FileError(operation: "write", path: missing, reason: .missing)
            )
            #expect(error { try AtomicFile.write([1], to: "") }?.reason == .missing)
            let zero = error { try AtomicFile.write([1], to: directory + "/a\0") }
            #expect(zero?.reason == .invalidPath)
            let left = try entries(directory)
            #expect(left == [])
        }
    }

    @Test func longestNamesAreWritten() throws {
        try withTemporaryDirectory { directory in
            let name = String(repeating: "n", count: 255)
            try AtomicFile.write([1], to: directory + "/" + name)
            try save(directory + "/d", ["config.json": "1", name: "2"])
            #expect(try entries(directory) == ["d", name])
        }
    }

    // MARK: Directories

    func save(_ path: String, _ files: [String: String]) throws {
        try AtomicDirectory.replace(at: path, recognizedBy: ["config.json"]) { temporary in
            for (name, text) in files {
                try AtomicFile.write(Array(text.utf8), to: temporary + "/" + name)
            }
        }
    }

    @Test func directoryIsMadeAndReplaced() throws {
        try withTemporaryDirectory { directory in
            let path = directory + "/new/deep/model"
            try save(path, ["config.json": "1", "old": "x"])
            #expect(try entries(path) == ["config.json", "old"])
            // Whatever lies in there goes: folders, links (not what they lead to), odd names.
            try AtomicFile.write([1], to: directory + "/outside")
            symlink(directory, path + "/link")
            try FileManager.default.createDirectory(
                atPath: path + "/folder/inner",
                withIntermediateDirectories: true
            )
            try AtomicFile.write([1], to: path + "/folder/inner/file")
            let odd: [CChar] = (path + "/").utf8CString.dropLast() + [-1, -2, 0]
            close(open(odd, O_CREAT | O_WRONLY, 0o600))

            try save(path + "/", ["config.json": "2", "new": "y"])
            #expect(try entries(path) == ["config.json", "new"])
            #expect(try text(path + "/config.json") == "2")
            #expect(try entries(directory + "/new/deep") == ["model"])
            #expect(try entries(directory) == ["new", "outside"])

            symlink("new/deep/model", directory + "/link")
            try save(directory + "/link", ["config.json": "3"])
            #expect(try text(path + "/config.json") == "3")
            #expect(try entries(directory) == ["link", "new", "outside"])
        }
    }

    @Test func failedSaveLeavesTheEarlierDirectory() throws {
        try withTemporaryDirectory { directory in
            let path = directory + "/model"
            for names in [[], ["config.json", "weights"]] {
                #expect(throws: Stop.self) {
                    try AtomicDirectory.replace(at: path, recognizedBy: ["config.json"]) {
                        try AtomicFile.write([9], to: $0 + "/config.json")
                        throw Stop()
                    }
                }
                #expect(try entries(directory) == (names.isEmpty ? [] : ["model"]))
                if names.isEmpty {
                    try save(path, ["config.json": "1", "weights": "2"])
                } else {
                    #expect(try entries(path) == names)
                    #expect(try text(path + "/config.json") == "1")
                }
            }
        }
    }

    @Test func whatKilledProcessesLeftGoesWithTheNextSave() throws {
        // No system counts its processes up to there.
        let (nobody, own) = (".saving-\(Int32.max)-", ".saving-\(getpid())-")
        try withTemporaryDirectory { directory in
            func leave(_ name: String) throws {
                try Data([1]).write(to: URL(fileURLWithPath: directory + "/" + name))
            }
            for name in [nobody + "a", nobody + "held", own + "a", ".saving-x-a", nobody, "mine"] {
                try leave(name)
            }
            try AtomicDirectory.createDirectories(directory + "/" + nobody + "b/inner")
            try leave(nobody + "b/inner/file")
            let held = open(directory + "/" + nobody + "held", O_RDONLY)
            defer { close(held) }
            #expect(flock(held, LOCK_EX) == 0)
            try AtomicFile.write([], to: directory + "/new")
            let kept = [own + "a", nobody + "held", ".saving-x-a", nobody, "mine", "new"]
            #expect(try entries(directory) == kept.sorted())
        }
    }

    @Test func otherPeoplesFilesAreNotReplaced() throws {
        try withTemporaryDirectory { directory in
            let path = directory + "/documents"
            try AtomicDirectory.createDirectories(path)
            try save(path, ["config.json": "1"])
            try FileManager.default.removeItem(atPath: path + "/config.json")
            try AtomicFile.write([1], to: path + "/letter.txt")
            #expect(
                error { try save(path, ["config.json": "2"]) }
                    == FileError(
                        operation: "write",
                        path: path,
                        reason: .holdsOtherFiles(expected: ["config.json"])
                    )
            )
            #expect(try entries(path) == ["letter.txt"])
            let file = path + "/letter.txt"
            #expect(error { try save(file, [:]) }?.reason == .isNotDirectory)
            #expect(error { try save(file + "/model", [:]) }?.reason == .isNotDirectory)
            #expect(error { try save(path + "/a\0b", [:]) }?.reason == .invalidPath)
            #expect(error { try save("", [:]) }?.reason == .missing)
            #expect(try entries(path) == ["letter.txt"])
        }
    }

    // MARK: Second names

    @Test func aFileStandsInASecondPlace() throws {
        try withTemporaryDirectory { directory in
            let (first, second, third) = (directory + "/a", directory + "/b", directory + "/c")
            try AtomicFile.write(Array("one".utf8), to: first)
            try FileLink.place(first, at: second)
            #expect(try text(second) == "one")
            // What is put in place of one leaves the other as it was.
            try AtomicFile.write(Array("two".utf8), to: first)
            #expect(try text(first) == "two" && text(second) == "one")
            // Of a symbolic link, what it leads to: it may go then.
            let link = directory + "/link"
            try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: first)
            try FileLink.place(link, at: third)
            try FileManager.default.removeItem(atPath: first)
            #expect(try text(third) == "two")
        }
    }

    @Test func whatCannotStandInASecondPlaceIsRefusedByName() throws {
        try withTemporaryDirectory { directory in
            let missing = directory + "/missing"
            let failure = error { try FileLink.place(missing, at: directory + "/b") }
            #expect(failure?.path == missing && failure?.reason == .missing)
            let folder = error { try FileLink.place(directory, at: directory + "/b") }
            #expect(folder?.path == directory && folder?.reason == .isDirectory)
            #expect(error { try FileLink.place("a\0b", at: missing) }?.reason == .invalidPath)
            let left = try entries(directory)
            #expect(left == [])
        }
    }

    @Test func aURLStandsForItsPath() throws {
        try withTemporaryDirectory { directory in
            let url = URL(fileURLWithPath: directory + "/a b.safetensors")
            var writer = SafetensorsWriter()
            writer.add("one", [1.5], shape: [1])
            try writer.save(to: url)
            #expect(try SafetensorsFile(from: url).doubles("one") == [1.5])
            #expect(try SafetensorsFile(from: url.path).name == url.path)
        }
        let web = try #require(URL(string: "https://example.com/model"))
        let loading = error { _ = try JSONValue(from: web) }
        #expect(loading?.path == "https://example.com/model" && loading?.reason == .isNotFileURL)
        let saving = error { try SafetensorsWriter().save(to: web) }
        #expect(saving?.operation == "write" && saving?.reason == .isNotFileURL)
    }
}
