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

/// How much of a journal a server has, and as what.
struct SendingPlace: Codable, Sendable, Equatable {
    /// A logged model, or on a server that knows none the directory among the run's artifacts.
    struct Model: Codable, Sendable, Equatable {
        /// What a registered version has as its source.
        let source: String
        let run: String
        let identifier: String?
    }

    /// The address of the server.
    var server: String
    /// The journal's run.
    var journal: String
    var experiment = ""
    /// The run of each part; that of the run itself by an empty name.
    var runs: [String: String] = [:]
    /// Where the artifacts of each run go.
    var artifacts: [String: String] = [:]
    /// Where the first line begins that was not sent.
    var offset = 0
    /// The parameters of each part that were sent, which cannot be changed.
    var parameters: [String: Set<String>] = [:]
    /// The first model of each part.
    var models: [String: Model] = [:]
    /// The model to register.
    var registrable: Model?
    /// The versions by the names under which it was registered, with their aliases.
    var versions: [String: String] = [:]
    /// The parts that have ended.
    var ended: Set<String> = []
    /// Whether all is sent.
    var complete = false

    init(server: String, journal: String) {
        self.server = server
        self.journal = journal
    }
}

/// The file beside a journal that keeps the place, locked as long as this is there: a journal is sent
/// by one program at a time.
final class SendingPlaceFile {
    private let descriptor: Int32
    private let path: String

    /// The file beside a journal.
    static func path(beside journal: String) -> String {
        let name = journal.hasSuffix(".jsonl") ? String(journal.dropLast(6)) : journal
        return name + ".sent.json"
    }

    /// - Returns: nil where another program sends the journal.
    /// - Throws: `FileError` where the file cannot be made.
    init?(beside journal: String) throws(FileError) {
        path = Self.path(beside: journal)
        descriptor = open(path, O_CREAT | O_RDWR | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else {
            throw FileError(operation: "create", path: path, reason: .system(code: errno))
        }
        if flock(descriptor, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK { return nil }
    }

    deinit { close(descriptor) }

    /// What is kept; nil where nothing is, or nothing that can be read. Then all is sent anew, which
    /// changes nothing on a server that has it.
    func read() -> SendingPlace? {
        guard let bytes = try? FileReader.bytes(of: path) else { return nil }
        return try? JSONDecoder().decode(SendingPlace.self, from: Data(bytes))
    }

    /// Keeps a place. Where that fails, some of it is sent twice at the worst.
    func write(_ place: SendingPlace) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        guard let data = try? encoder.encode(place) else { return }
        let bytes = [UInt8](data) + [UInt8(ascii: "\n")]
        if pwrite(descriptor, bytes, bytes.count, 0) == bytes.count {
            ftruncate(descriptor, off_t(bytes.count))
        }
    }

    /// Forgets the place.
    func clear() { ftruncate(descriptor, 0) }
}
