import ExampleSupport
import Swiftlet

extension Comparison {
    /// Writes `metrics.json`, `report.html` and its figures into a directory.
    ///
    /// - Parameter run: Records what was written.
    func write(
        to directory: String,
        of run: TrackedRun,
        common: CommonOptions,
        options: CompareOptions
    ) throws {
        for (index, contender) in contenders.enumerated() {
            run.log(
                model: contender.approach.name + "/" + contender.contender.model,
                isRegistered: index == choice.chosen,
                part: contender.contender.name
            )
        }
        try report.save(in: directory, of: run)
        let metrics = metrics(common, options)
        let json = JSONValue.object(metrics).encoded(.pretty)
        try AtomicFile.write(json + [UInt8(ascii: "\n")], to: directory + "/metrics.json")
        run.log(results: metrics)
        for contender in contenders { run.end(part: contender.contender.name, .finished) }
    }

    private func metrics(_ common: CommonOptions, _ options: CompareOptions) -> JSONObject {
        let front = candidates.paretoFront.map { JSONValue.string(candidates[$0].name) }
        let choice: [(String, JSONValue)] = [
            ("chosen", choice.chosen.map { .string(candidates[$0].name) } ?? .null),
            ("max_memory_bytes", budget.memoryBytes.map { .integer($0) } ?? .null),
            ("max_latency_seconds", budget.latencySeconds.map { .number($0) } ?? .null),
            ("tolerance", .number(tolerance)),
            ("pareto_front", .array(front)),
        ]
        let approaches = contenders.map { JSONValue.object(metrics($0, common, options)) }
        return JSONObject([
            ("approaches", .array(approaches)), ("choice", .object(JSONObject(choice))),
        ])
    }

    /// The members that every program's `metrics.json` has, and what a comparison adds.
    private func metrics(
        _ contender: MeasuredContender,
        _ common: CommonOptions,
        _ options: CompareOptions
    ) -> JSONObject {
        let options =
            common.described(drawn: contender.trainingTweets) + options.described
            + [("trained_with", JSONValue.object(contender.training.identity))]
        let categories = (contender.hard?.categories ?? []).map {
            ($0.name, JSONValue.number($0.accuracy))
        }
        let labels = contender.split("test").labels
        let (train, load) = (contender.training.seconds, contender.measurements.loadSeconds)
        let seconds: JSONValue = [
            "train": .number(train), "load": .number(load), "total": .number(train + load),
        ]
        let members: [(String, JSONValue)] = [
            ("name", .string(contender.contender.name)),
            ("approach", .string(contender.approach.name)),
            ("labels", .array(labels.map { .string($0) })),
            ("options", .object(JSONObject(options))),
            ("splits", contender.splits.json),
            ("categories", .object(JSONObject(categories))),
            ("seconds", seconds),
            ("published", contender.contender.published.json),
        ]
        let training = contender.training.details
        let details = zip(training.names, training.values).map { ($0, $1) }
        return JSONObject(members + contender.measurements.costs + details)
    }
}

extension PublishedFigures {
    /// The figures for `metrics.json`.
    fileprivate var json: JSONValue {
        func number(_ value: Double?) -> JSONValue { value.map { .number($0) } ?? .null }
        return [
            "validation_f1": number(validationF1),
            "test_f1": number(testF1),
            "hard_accuracy": number(hardAccuracy),
            "peak_rss_mebibytes": [
                .number(mebibytes.lowerBound), .number(mebibytes.upperBound),
            ],
        ]
    }
}
