import SwiftletBase

extension RunEvent {
    /// What a program's `metrics.json` says: parameters, numbers and tags, of a comparison those of
    /// each approach as a part.
    ///
    /// - Parameter isJournaled: Whether the epochs were told while they went.
    static func events(
        ofResults results: JSONObject,
        time: Int,
        isJournaled: Bool
    ) -> [RunEvent] {
        guard let approaches = try? results.array("approaches") else {
            let name = (try? results.string("approach")) ?? ""
            let validation = name == "logistic-regression" ? "cv" : "val"
            return events(
                of: results,
                time: time,
                validation: validation,
                withEpochs: !isJournaled
            )
        }
        var events: [RunEvent] = []
        for approach in approaches {
            guard let approach = try? approach.object(), let name = try? approach.string("name")
            else { continue }
            events += self.events(
                of: approach,
                time: time,
                part: name,
                validation: "val",
                withEpochs: !isJournaled
            )
        }
        if let choice = try? results.object("choice"), let chosen = try? choice.string("chosen") {
            events.append(.init(time: time, .tags([Pair(name: "best_model", value: chosen)])))
        }
        return events
    }

    private static func events(
        of results: JSONObject,
        time: Int,
        part: String = "",
        validation: String,
        withEpochs: Bool
    ) -> [RunEvent] {
        var tags: [Pair] = []
        if let approach = try? results.string("approach") {
            tags.append(Pair(name: "approach", value: approach))
        }
        if let labels = results["labels"] { tags.append(Pair(name: "labels", value: "\(labels)")) }
        let options = (try? results.object("options")) ?? JSONObject()
        if let scaler = try? options.string("scaler") {
            tags.append(Pair(name: "scaler", value: scaler))
        }
        var metrics = numbers(of: results, validation: validation)
        if withEpochs { metrics += epochs(of: results) }
        return [
            .init(time: time, part: part, .params(pairs(options))),
            .init(time: time, part: part, .tags(tags)),
            .init(time: time, part: part, .metrics(metrics)),
        ]
    }

    /// The numbers beside the options, under one name each: `splits.test.f1` is `test_f1`.
    private static func numbers(of results: JSONObject, validation: String) -> [Metric] {
        var metrics: [Metric] = []
        func add(_ value: JSONValue, _ name: String) {
            switch value {
            case .integer, .number: metrics.append(Metric(name: name, value: value, step: 0))
            case .object(let object):
                for (member, value) in zip(object.names, object.values) where member != "per_class"
                {
                    add(value, member == "splits" ? name : "\(name)_\(member)")
                }
            case .null, .bool, .string, .array: break
            }
        }
        func addSplits(_ splits: JSONObject, before: String = "") {
            for (name, scores) in zip(splits.names, splits.values) {
                add(scores, before + (name == "validation" ? validation : name))
            }
        }
        let others = ["options", "splits", "labels", "epochs", "published"]
        for (name, value) in zip(results.names, results.values) where !others.contains(name) {
            if let form = try? value.object(), let splits = try? form.object("splits") {
                addSplits(splits, before: name + "_")
                var rest = form
                rest["splits"] = nil
                add(.object(rest), name)
            } else {
                add(value, name)
            }
        }
        if let splits = try? results.object("splits") { addSplits(splits) }
        return metrics
    }

    /// What is known of each epoch.
    private static func epochs(of results: JSONObject) -> [Metric] {
        let names = [
            ("training_loss", "train_loss"), ("validation_loss", "val_loss"),
            ("validation_accuracy", "val_accuracy_trace"),
            ("validation_precision", "val_precision_trace"),
            ("validation_recall", "val_recall_trace"), ("validation_f1", "val_f1_trace"),
        ]
        guard let epochs = try? results.array("epochs") else { return [] }
        return epochs.enumerated().flatMap { index, epoch in
            names.compactMap { member, name in
                guard let value = try? epoch.object()[member], (try? value.double()) != nil else {
                    return nil
                }
                return Metric(name: name, value: value, step: index + 1)
            }
        }
    }
}
