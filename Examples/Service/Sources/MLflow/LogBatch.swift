import SwiftletBase

/// Parameters, numbers and tags that go to a run together, as many as `runs/log-batch` takes.
struct LogBatch: Sendable {
    /// One of them.
    enum Item: Sendable, Equatable {
        case param(name: String, value: String)
        case metric(name: String, value: JSONValue, step: Int, time: Int)
        case tag(name: String, value: String)
    }

    private static let mostMetrics = 800
    private static let mostOthers = 100
    /// Of the million bytes, with room for what stands around.
    private static let mostBytes = 800_000
    static let longestName = 250
    static let longestParam = 6_000
    static let longestTag = 5_000

    /// Cuts items into batches.
    static func batches(of items: [Item]) -> [[Item]] {
        var batches: [[Item]] = []
        var batch: [Item] = []
        var (params, metrics, tags, bytes) = (0, 0, 0, 0)
        for item in items {
            let isFull =
                switch item {
                case .param: params == mostOthers
                case .metric: metrics == mostMetrics
                case .tag: tags == mostOthers
                }
            if isFull || bytes + item.bytes > mostBytes {
                batches.append(batch)
                batch = []
                (params, metrics, tags, bytes) = (0, 0, 0, 0)
            }
            switch item {
            case .param: params += 1
            case .metric: metrics += 1
            case .tag: tags += 1
            }
            bytes += item.bytes
            batch.append(item)
        }
        if !batch.isEmpty { batches.append(batch) }
        return batches
    }

    /// A request's body.
    static func body(_ items: [Item], run: String, model: String?) -> JSONValue {
        var (params, metrics, tags): ([JSONValue], [JSONValue], [JSONValue]) = ([], [], [])
        for item in items {
            switch item {
            case .param(let name, let value):
                params.append(["key": .string(name), "value": .string(value)])
            case .tag(let name, let value):
                tags.append(["key": .string(name), "value": .string(value)])
            case .metric(let name, let value, let step, let time):
                var metric = JSONObject([
                    ("key", .string(name)), ("value", value), ("timestamp", .integer(time)),
                    ("step", .integer(step)),
                ])
                metric["model_id"] = model.map { .string($0) }
                metrics.append(.object(metric))
            }
        }
        return [
            "run_id": .string(run), "params": .array(params), "metrics": .array(metrics),
            "tags": .array(tags),
        ]
    }

    /// A name as MLflow takes one: letters, digits, `_`, `-`, `.` and space.
    static func name(_ text: String) -> String {
        let kept = text.map { character in
            let isKept = character.isASCII && (character.isLetter || character.isNumber)
            return isKept || "_-. ".contains(character) ? character : "_"
        }
        let name = String(kept.prefix(longestName))
        return name.allSatisfy { ". ".contains($0) } ? "_" + name.dropFirst() : name
    }

    /// The beginning of a text that is too long.
    static func cut(_ text: String, to longest: Int) -> String {
        guard text.utf16.count > longest else { return text }
        var kept = ""
        var count = 1
        for character in text {
            count += character.utf16.count
            if count > longest { break }
            kept.append(character)
        }
        return kept + "…"
    }
}

extension LogBatch.Item {
    /// The items of an event, under names and in lengths that MLflow takes.
    static func items(of event: RunEvent) -> [Self] {
        switch event.content {
        case .params(let pairs):
            pairs.map {
                .param(
                    name: LogBatch.name($0.name),
                    value: LogBatch.cut($0.value, to: LogBatch.longestParam)
                )
            }
        case .tags(let pairs):
            pairs.map {
                .tag(
                    name: LogBatch.name($0.name),
                    value: LogBatch.cut($0.value, to: LogBatch.longestTag)
                )
            }
        case .metrics(let metrics):
            metrics.map {
                .metric(
                    name: LogBatch.name($0.name),
                    value: $0.value,
                    step: $0.step,
                    time: event.time
                )
            }
        case .started, .dataset, .results, .file, .model, .ended: []
        }
    }

    var name: String {
        switch self {
        case .param(let name, _), .metric(let name, _, _, _), .tag(let name, _): name
        }
    }

    /// About as many bytes as it takes in a request.
    fileprivate var bytes: Int {
        switch self {
        case .param(_, let value), .tag(_, let value): name.utf8.count + 2 * value.utf8.count + 32
        case .metric: name.utf8.count + 160
        }
    }
}
