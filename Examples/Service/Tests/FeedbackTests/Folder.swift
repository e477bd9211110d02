import Feedback
import Foundation
import Logging
import Synchronization

extension Logger {
    /// Says nothing.
    static let silent = Logger(label: "silent") { _ in SwiftLogNoOpLogHandler() }
}

/// A directory that lives as long as the test.
final class Folder: Sendable {
    let path: String

    init() throws {
        path = NSTemporaryDirectory() + "feedback-tests-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func url(_ name: String) -> URL { URL(filePath: "\(path)/\(name)") }

    func write(_ bytes: some Sequence<UInt8>, to name: String) throws {
        try Data(bytes).write(to: url(name))
    }

    /// The names of the journal's files, in order.
    func names() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: path).filter {
            $0.hasPrefix("feedback-") && $0.hasSuffix(".jsonl")
        }.sorted()
    }

    /// All bytes of the journal's files, in order.
    func contents() throws -> Data {
        try names().reduce(into: Data()) { data, name in data += try Data(contentsOf: url(name)) }
    }

    /// The lines of the journal as Foundation's other parser reads them; one that is torn fails.
    func lines() throws -> [[String: Any]] {
        try contents().split(separator: UInt8(ascii: "\n")).map { line in
            try JSONSerialization.jsonObject(with: line) as? [String: Any] ?? [:]
        }
    }

    /// A journal and a reader that log nothing.
    func journal(
        maximumFileBytes: Int = 64 << 20,
        settling: Duration = .seconds(10)
    ) throws -> Journal {
        try Journal(
            directory: path,
            maximumFileBytes: maximumFileBytes,
            settling: settling,
            logger: .silent
        )
    }

    func reader(_ name: String = "r", isShared: Bool = true) throws -> JournalReader {
        try JournalReader(directory: path, name: name, isShared: isShared, logger: .silent)
    }

    func texts() throws -> [String] { try lines().compactMap { $0["text"] as? String } }

    /// The mode of a file or, without a name, of the directory.
    func mode(_ name: String = "") throws -> Int {
        let path = name.isEmpty ? path : "\(path)/\(name)"
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        return (attributes[.posixPermissions] as? NSNumber)?.intValue ?? 0
    }
}

extension FeedbackReport {
    static func test(_ text: String, expected: String? = nil, time: Date = Date()) -> FeedbackReport
    {
        FeedbackReport(
            time: time,
            text: text,
            predictedLabel: "positive",
            score: 0.88,
            expectedLabel: expected
        )
    }
}

extension JournalReader {
    /// The texts of what is left, in order, each batch committed.
    func drain(maximumCount: Int = 256, maximumBytes: Int = 1 << 20) async throws -> [String] {
        var texts: [String] = []
        while let batch = try await next(upTo: maximumCount, bytes: maximumBytes) {
            texts += batch.reports.map(\.text)
            try await commit(batch)
        }
        return texts
    }
}

/// Whether it becomes true within ten seconds.
func eventually(_ condition: () throws -> Bool) async rethrows -> Bool {
    for _ in 0..<1_000 {
        if try condition() { return true }
        try? await Task.sleep(for: .milliseconds(10))
    }
    return try condition()
}

extension NSDictionary {
    /// What lies at the keys, which dots part.
    func at(_ path: String) -> Any? {
        path.split(separator: ".").reduce(self as Any?) { ($0 as? NSDictionary)?["\($1)"] }
    }
}

/// A value that tasks share.
final class Shared<Value: Sendable>: Sendable {
    private let mutex: Mutex<Value>
    init(_ value: Value) { mutex = Mutex(value) }
    var value: Value { mutex.withLock { $0 } }
    func update(_ change: (inout Value) -> Void) { mutex.withLock { change(&$0) } }
}
