import ExampleSupport
import Swiftlet

/// What is kept of a training beside its classifiers: what it was a training of, how far it came and
/// how long it took.
struct TrainingRecord {
    /// What decides how the training turns out; with the same members it is not done again.
    let identity: JSONObject
    /// The seconds up to the end of the last epoch, those before an interruption included.
    var seconds = 0.0
    var isFinished = false
    /// The members that the training adds to `metrics.json`.
    var details = JSONObject()

    init(identity: JSONObject) { self.identity = identity }

    /// The record in a file; nil where there is none, or none that can be read.
    init?(path: String) {
        guard fileExists(path), let bytes = try? FileReader.bytes(of: path),
            let object = try? JSONValue(parsing: bytes).object(),
            let identity = try? object.object("identity"),
            let seconds = try? object.double("seconds"),
            let isFinished = try? object.bool("finished"),
            let details = try? object.object("details")
        else { return nil }
        self.identity = identity
        self.seconds = seconds
        self.isFinished = isFinished
        self.details = details
    }

    func write(to path: String) throws {
        let record: JSONValue = [
            "identity": .object(identity),
            "seconds": .number(seconds),
            "finished": .bool(isFinished),
            "details": .object(details),
        ]
        try AtomicFile.write(record.encoded(.pretty) + [UInt8(ascii: "\n")], to: path)
    }

    /// The names of the members in which the identities differ.
    func differences(from other: TrainingRecord) -> [String] {
        let names = identity.names + other.identity.names.filter { identity[$0] == nil }
        return names.filter { identity[$0] != other.identity[$0] }
    }
}
