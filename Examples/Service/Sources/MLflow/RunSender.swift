import SwiftletBase

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Brings the events of a run to a server of MLflow, each of them once.
///
/// After each request the place is kept. What was under way when a program ended is found again on
/// the server: the run by a tag, its models by the run, its numbers by themselves.
struct RunSender {
    let client: MLflowClient
    let file: SendingPlaceFile
    private let wishes: RunWishes
    /// The directory of the journal.
    let directory: String
    let say: (String) -> Void
    var place: SendingPlace
    private var start: RunStart?

    /// What was said; nothing is said twice.
    private var said: Set<String> = []

    /// - Parameters:
    ///   - directory: Where the run's files lie.
    ///   - say: Gets sentences for people.
    init(
        to server: TrackingServer,
        keepingPlaceIn file: SendingPlaceFile,
        of run: String,
        directory: String,
        wishes: RunWishes,
        say: @escaping (String) -> Void
    ) {
        client = MLflowClient(server: server)
        self.file = file
        self.directory = directory
        self.wishes = wishes
        self.say = say
        let kept = file.read()
        let isOfThis = kept?.server == server.address && kept?.journal == run
        place = isOfThis ? kept! : SendingPlace(server: server.address, journal: run)
    }

    /// Sends the events behind the place.
    ///
    /// - Throws: `MLflowError`; what was sent before stays sent.
    mutating func send(_ lines: [JournalReader.Line]) async throws(MLflowError) {
        var waiting: [(part: String, items: [LogBatch.Item])] = []
        var end = place.offset
        for line in lines {
            if case .started(let start) = line.event.content { self.start = self.start ?? start }
            if line.end <= place.offset { continue }
            let items = LogBatch.Item.items(of: line.event)
            if items.isEmpty {
                try await flush(&waiting, end)
                try await send(line.event)
                keep(line.end)
            } else if let index = waiting.firstIndex(where: { $0.part == line.event.part }) {
                waiting[index].items += items
            } else {
                waiting.append((line.event.part, items))
            }
            end = line.end
        }
        try await flush(&waiting, end)
    }

    /// Registers the model that is to be, once all is sent.
    ///
    /// - Throws: `MLflowError`.
    mutating func finish() async throws(MLflowError) {
        let name = wishes.register ?? start?.register
        let alias = wishes.alias ?? (wishes.register == nil ? start?.alias : nil)
        if let name { try await register(as: name, alias: alias) }
        place.complete = true
        file.write(place)
    }

    /// The address of the run's page.
    var page: String? {
        place.runs[""].map { "\(place.server)/#/experiments/\(place.experiment)/runs/\($0)" }
    }

    private mutating func keep(_ offset: Int) {
        place.offset = offset
        file.write(place)
    }

    mutating func sayOnce(_ key: String, _ text: String) {
        if said.insert(key).inserted { say(text) }
    }

    // MARK: Batches

    private mutating func flush(
        _ waiting: inout [(part: String, items: [LogBatch.Item])],
        _ end: Int
    ) async throws(MLflowError) {
        for (part, items) in waiting { try await log(items, part: part) }
        if !waiting.isEmpty { keep(end) }
        waiting = []
    }

    /// - Parameter time: When the part began, where this is the first that is known of it.
    private mutating func log(
        _ items: [LogBatch.Item],
        part: String,
        model: String? = nil
    ) async throws(MLflowError) {
        let known = place.parameters[part] ?? []
        var names = known
        let new = items.filter { item in
            guard case .param(let name, _) = item else { return true }
            return names.insert(name).inserted
        }
        let run = try await run(of: part, time: new.firstTime)
        for batch in LogBatch.batches(of: new) { try await log(batch, run, model) }
        if names != known {
            place.parameters[part] = names
            file.write(place)
        }
    }

    /// Sends a batch; where the server does not take it, its halves, to lose as little as can be.
    private mutating func log(
        _ items: [LogBatch.Item],
        _ run: String,
        _ model: String?
    ) async throws(MLflowError) {
        do {
            _ = try await client.call(
                "runs/log-batch",
                LogBatch.body(items, run: run, model: model)
            )
        } catch {
            guard case .rejected(_, let code, let message) = error else { throw error }
            if code == "RESOURCE_DOES_NOT_EXIST" { throw .deleted(message) }
            if items.count == 1 {
                return sayOnce(
                    "item",
                    "MLflow does not take \(items[0].name): \(message) It is left out."
                )
            }
            let half = items.count / 2
            try await log(Array(items[..<half]), run, model)
            try await log(Array(items[half...]), run, model)
        }
    }

    // MARK: Runs

    private mutating func send(_ event: RunEvent) async throws(MLflowError) {
        switch event.content {
        case .started(let start):
            let isNew = place.runs[""] == nil
            try await begin(start, time: event.time)
            if isNew, let page { say("Tracked in MLflow: \(page)") }
        case .dataset(let dataset): try await send(dataset, part: event.part)
        case .results(let results):
            let events = RunEvent.events(ofResults: results, time: event.time, isJournaled: true)
            for event in events {
                let items = LogBatch.Item.items(of: event)
                let model = place.models[event.part]?.identifier
                if !items.isEmpty { try await log(items, part: event.part, model: model) }
            }
        case .file(let path, let digest): try await send(file: path, digest, part: event.part)
        case .model(let model): try await send(model, event)
        case .ended(let status, let reason):
            try await end(event.part, status: status, reason: reason, time: event.time)
        case .params, .metrics, .tags: break
        }
    }

    private mutating func begin(_ start: RunStart, time: Int) async throws(MLflowError) {
        self.start = start
        if place.runs[""] != nil { return }
        place.experiment = try await experiment(
            wishes.experiment ?? start.experiment ?? wishes.usualExperiment
        )
        _ = try await run(of: "", time: time)
    }

    /// The number of the experiment of a name, which is made where there is none.
    private func experiment(_ name: String) async throws(MLflowError) -> String {
        for _ in 0..<2 {
            do throws(MLflowError) {
                let found = try await client.get(
                    "experiments/get-by-name",
                    [("experiment_name", name)]
                )
                guard let experiment = try? found.object("experiment"),
                    let identifier = try? experiment.string("experiment_id")
                else { throw .foreign("the answer tells no experiment") }
                if (try? experiment.string("lifecycle_stage")) == "deleted" {
                    throw .deleted(
                        "The experiment \(name) is deleted there: restore it, or take another with "
                            + "--experiment."
                    )
                }
                return identifier
            } catch {
                if error.isUnknownCall { throw .foreign("\(error)") }
                guard error.isMissing else { throw error }
            }
            do {
                let made = try await client.call("experiments/create", ["name": .string(name)])
                if let identifier = try? made.string("experiment_id") { return identifier }
            } catch {
                // Another run made it meanwhile.
                guard case .rejected(_, "RESOURCE_ALREADY_EXISTS", _) = error else { throw error }
            }
        }
        throw .foreign("the experiment \(name) is neither there nor can it be made")
    }

    /// The run of a part, which is made where there is none.
    mutating func run(of part: String, time: Int?) async throws(MLflowError) -> String {
        if let run = place.runs[part] { return run }
        let mark = part.isEmpty ? place.journal : "\(place.journal)/\(part)"
        let found = try await client.call(
            "runs/search",
            [
                "experiment_ids": [.string(place.experiment)], "max_results": 1,
                "filter": .string("tags.\(Self.tag) = '\(mark.replacing("'", with: "_"))'"),
            ]
        )
        var run = try? found.array("runs").first?.object()
        if run == nil {
            let answer = try await made(part, mark, time: time)
            run = try? answer.object("run")
        }
        guard let info = try? run?.object("info"), let identifier = try? info.string("run_id")
        else {
            throw .foreign("the answer tells no run")
        }
        place.runs[part] = identifier
        place.artifacts[part] = (try? info.string("artifact_uri")) ?? ""
        file.write(place)
        return identifier
    }

    /// The tag by which a run of a journal is found.
    private static let tag = "swiftlet_run"

    private func made(
        _ part: String,
        _ mark: String,
        time: Int?
    ) async throws(MLflowError) -> JSONObject {
        let program = start?.program ?? "swiftlet"
        var tags = [
            (Self.tag, mark.replacing("'", with: "_")), ("mlflow.source.name", program),
            ("mlflow.source.type", "LOCAL"),
        ]
        if let user = start?.user { tags.append(("mlflow.user", user)) }
        if !part.isEmpty, let parent = place.runs[""] {
            tags.append(("mlflow.parentRunId", parent))
        }
        let name = part.isEmpty ? "\(program)-\(place.journal.prefix(8))" : part
        return try await client.call(
            "runs/create",
            [
                "experiment_id": .string(place.experiment),
                "run_name": .string(LogBatch.cut(name, to: LogBatch.longestName)),
                "user_id": .string(start?.user ?? ""),
                "start_time": .integer(time ?? Self.now),
                "tags": .array(
                    tags.map {
                        [
                            "key": .string($0),
                            "value": .string(LogBatch.cut($1, to: LogBatch.longestTag)),
                        ]
                    }
                ),
            ]
        )
    }

    private static var now: Int { Int(Date().timeIntervalSince1970 * 1_000) }

    /// Ends a part; the run itself ends those that have not.
    private mutating func end(
        _ part: String,
        status: String,
        reason: String?,
        time: Int
    ) async throws(MLflowError) {
        if part.isEmpty {
            for open in place.runs.keys.sorted() where !open.isEmpty && !place.ended.contains(open)
            {
                try await end(open, status: status, reason: nil, time: time)
            }
        }
        let run = try await run(of: part, time: time)
        if let reason {
            try await log(
                [.tag(name: "reason", value: LogBatch.cut(reason, to: LogBatch.longestTag))],
                part: part
            )
        }
        _ = try await client.call(
            "runs/update",
            ["run_id": .string(run), "status": .string(status), "end_time": .integer(time)]
        )
        place.ended.insert(part)
        file.write(place)
    }

    private mutating func send(_ dataset: RunDataset, part: String) async throws(MLflowError) {
        let source: JSONValue = ["uri": .string(dataset.source)]
        let schema: JSONValue = [
            "mlflow_colspec": [
                ["type": "string", "name": "text", "required": true],
                ["type": "string", "name": "label", "required": true],
            ]
        ]
        let profile: JSONValue = ["num_rows": .integer(dataset.rows)]
        let input: JSONValue = [
            "tags": [["key": "mlflow.data.context", "value": .string(dataset.context)]],
            "dataset": [
                "name": .string(LogBatch.cut(dataset.name, to: 500)),
                "digest": .string(LogBatch.cut(dataset.digest, to: 36)),
                "source_type": "local", "source": .string("\(source)"),
                "schema": .string("\(schema)"), "profile": .string("\(profile)"),
            ],
        ]
        let run = try await run(of: part, time: nil)
        do {
            _ = try await client.call(
                "runs/log-inputs",
                ["run_id": .string(run), "datasets": [input]]
            )
        } catch {
            if error.isUnknownCall {
                return sayOnce(
                    "dataset",
                    "MLflow at \(place.server) is older than 2.4 and takes no data sets."
                )
            }
            guard case .rejected = error else { throw error }
            sayOnce("dataset", "MLflow does not take the data set \(dataset.name): \(error)")
        }
    }
}

extension [LogBatch.Item] {
    /// When the first number is from.
    fileprivate var firstTime: Int? {
        for case .metric(_, _, _, let time) in self { return time }
        return nil
    }
}
