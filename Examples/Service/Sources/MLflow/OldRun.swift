import SwiftletBase

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// A run that left results and no journal.
struct OldRun {
    /// 32 hexadecimal digits, the same for the same results.
    let identifier: String
    private(set) var lines: [JournalReader.Line] = []
    /// The directories of classifiers that are no models of MLflow.
    private(set) var foreignModels: [String] = []

    /// - Throws: `FileError` and `FormatError` naming the file.
    init(_ directory: String) throws {
        let path = "\(directory)/metrics.json"
        let bytes = try FileReader.bytes(of: path)
        let results: JSONObject
        do {
            results = try JSONValue(parsing: bytes).object()
        } catch {
            throw FormatError(
                file: path,
                problem: "\(error)",
                remedy: "Give the --output directory of a training"
            )
        }
        identifier = Self.digits(bytes) + Self.digits(bytes.reversed())
        let end = Self.lastChange(path)
        let seconds = (try? results.object("seconds").double("total")) ?? 0
        // Of a file that is damaged it may be any number.
        let begin = end - Int(min(max(seconds, 0), 1e9) * 1_000)

        let program = (try? results.string("approach")) ?? "compare"
        add(.init(time: begin, .started(RunStart(run: identifier, program: program))))
        let events = RunEvent.events(ofResults: results, time: end, isJournaled: false)
        for event in events { add(event) }
        addModels(results, directory, time: end)
        let files = ["report.html"] + Self.figures(in: directory)
        for file in files where fileExists("\(directory)/\(file)") {
            add(.init(time: end, .file(path: file, digest: nil)))
        }
        add(.init(time: end, .ended(status: "FINISHED", reason: nil)))
    }

    private mutating func add(_ event: RunEvent) {
        lines.append(.init(event: event, end: lines.count + 1))
    }

    private mutating func addModels(_ results: JSONObject, _ directory: String, time: Int) {
        func add(_ path: String, part: String, isRegistered: Bool) {
            let folder = "\(directory)/\(path)"
            guard directoryExists(folder) else { return }
            guard let identifier = SavedModel.identifier(in: folder) else {
                foreignModels.append(folder)
                return
            }
            let model = RunModel(path: path, identifier: identifier, isRegistered: isRegistered)
            self.add(.init(time: time, part: part, .model(model)))
        }
        guard let approaches = try? results.array("approaches") else {
            add("model", part: "", isRegistered: true)
            add("model-int8", part: "", isRegistered: false)
            return
        }
        let chosen = try? results.object("choice").string("chosen")
        for approach in approaches {
            guard let approach = try? approach.object(), let name = try? approach.string("name"),
                let folder = try? approach.string("approach"), !folder.contains("/")
            else { continue }
            let model = name.hasSuffix("int8") ? "model-int8" : "model"
            add("\(folder)/\(model)", part: name, isRegistered: name == chosen)
        }
    }

    private static func figures(in directory: String) -> [String] {
        let names = try? FileManager.default.contentsOfDirectory(atPath: "\(directory)/figures")
        return (names ?? []).filter { $0.hasSuffix(".svg") }.sorted().map { "figures/\($0)" }
    }

    private static func digits(_ bytes: some Sequence<UInt8>) -> String {
        let hash = bytes.reduce(0xcbf2_9ce4_8422_2325 as UInt64) {
            ($0 ^ UInt64($1)) &* 0x100_0000_01b3
        }
        let digits = String(hash, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }

    /// In milliseconds since 1970.
    private static func lastChange(_ path: String) -> Int {
        var status = stat()
        guard stat(path, &status) == 0 else { return 0 }
        #if canImport(Darwin)
            return Int(status.st_mtimespec.tv_sec) * 1_000
        #else
            return Int(status.st_mtim.tv_sec) * 1_000
        #endif
    }
}
