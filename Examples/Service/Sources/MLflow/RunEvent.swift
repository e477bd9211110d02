import SwiftletBase

/// A line of the journal that a training program writes of its run, `run.jsonl`:
///
///     {"event":"started","time":1764532800000,"run":"5f0c…","program":"bilstm"}
///     {"event":"metrics","time":1764532805000,"step":1,"values":{"train_loss":0.61,"val_loss":0.55}}
///     {"event":"ended","time":1764532860000,"status":"FINISHED"}
///
/// `time` is in milliseconds since 1970. An event with `part` is of a run within the run.
struct RunEvent: Sendable, Equatable {
    enum Content: Sendable, Equatable {
        case started(RunStart)
        case dataset(RunDataset)
        case params([Pair])
        case metrics([Metric])
        case tags([Pair])
        case results(JSONObject)
        case file(path: String, digest: String?)
        case model(RunModel)
        case ended(status: String, reason: String?)
    }

    struct Pair: Sendable, Equatable {
        let name: String
        let value: String
    }

    struct Metric: Sendable, Equatable {
        let name: String
        let value: JSONValue
        let step: Int
    }

    let time: Int
    /// The run within the run that it is of; empty for the run itself.
    let part: String
    let content: Content

    init(time: Int, part: String = "", _ content: Content) {
        self.time = time
        self.part = part
        self.content = content
    }

    /// The event in a line.
    ///
    /// - Throws: `FormatError` where it is none that is known.
    init(line: [UInt8]) throws(FormatError) {
        let object = try JSONValue(parsing: line).object()
        time = try object.integer("time")
        part = object["part"] == nil ? "" : try object.string("part")
        switch try object.string("event") {
        case "started": content = .started(try RunStart(object))
        case "dataset": content = .dataset(try RunDataset(object))
        case "params": content = .params(Self.pairs(try object.object("values")))
        case "tags": content = .tags(Self.pairs(try object.object("values")))
        case "metrics":
            let step = try object.integer("step")
            content = .metrics(Self.metrics(try object.object("values"), step: step))
        case "results": content = .results(try object.object("metrics"))
        case "file":
            let digest = object["digest"] == nil ? nil : try object.string("digest")
            content = .file(path: try Self.path(object), digest: digest)
        case "model": content = .model(try RunModel(object))
        case "ended":
            let status = try object.string("status")
            guard ["FINISHED", "FAILED", "KILLED"].contains(status) else {
                throw FormatError(problem: "a run does not end as \(status)")
            }
            let reason = object["reason"] == nil ? nil : try object.string("reason")
            content = .ended(status: status, reason: reason)
        case let name: throw FormatError(problem: "there is no event \(name)")
        }
    }

    /// A path within the journal's directory.
    fileprivate static func path(_ object: JSONObject) throws(FormatError) -> String {
        let path = try object.string("path")
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        guard !path.isEmpty, !path.utf8.contains(0), !parts.contains(""), !parts.contains("..")
        else {
            throw FormatError(problem: "\(path) is no path within the journal's directory")
        }
        return path
    }

    /// Texts as they are, other values as JSON.
    static func pairs(_ object: JSONObject) -> [Pair] {
        zip(object.names, object.values).map { name, value in
            if case .string(let text) = value { return Pair(name: name, value: text) }
            return Pair(name: name, value: "\(value)")
        }
    }

    /// The numbers of an object; `"NaN"` and `"Infinity"` are some.
    static func metrics(_ object: JSONObject, step: Int) -> [Metric] {
        zip(object.names, object.values).compactMap { name, value in
            switch value {
            case .integer, .number, "NaN", "Infinity", "-Infinity":
                Metric(name: name, value: value, step: step)
            default: nil
            }
        }
    }
}

/// How a run begins.
struct RunStart: Sendable, Equatable {
    /// 32 hexadecimal digits.
    let run: String
    let program: String
    var user: String?
    /// What was asked for on the command line.
    var server: String?
    var experiment: String?
    var register: String?
    var alias: String?

    init(run: String, program: String) {
        self.run = run
        self.program = program
    }

    init(_ object: JSONObject) throws(FormatError) {
        run = try object.string("run")
        guard run.utf8.count == 32, run.allSatisfy({ $0.isASCII && $0.isHexDigit }) else {
            throw FormatError(problem: "the run \(run) has not 32 hexadecimal digits")
        }
        program = try object.string("program")
        func text(_ name: String) throws(FormatError) -> String? {
            object[name] == nil ? nil : try object.string(name)
        }
        user = try text("user")
        server = try text("server")
        experiment = try text("experiment")
        register = try text("register")
        alias = try text("alias")
    }
}

/// Data that a run works on.
struct RunDataset: Sendable, Equatable {
    let name: String
    let digest: String
    let source: String
    let rows: Int
    let context: String

    init(_ object: JSONObject) throws(FormatError) {
        name = try object.string("name")
        digest = try object.string("digest")
        source = try object.string("source")
        rows = try object.integer("rows")
        context = try object.string("context")
    }
}

/// A saved classifier.
struct RunModel: Sendable, Equatable {
    /// Its directory within that of the journal.
    let path: String
    /// The `model_uuid` of its `MLmodel` when it was saved.
    let identifier: String
    /// Whether it is the one to register.
    let isRegistered: Bool

    init(path: String, identifier: String, isRegistered: Bool) {
        self.path = path
        self.identifier = identifier
        self.isRegistered = isRegistered
    }

    init(_ object: JSONObject) throws(FormatError) {
        path = try RunEvent.path(object)
        identifier = try object.string("uuid")
        isRegistered = try object.bool("register")
    }
}
