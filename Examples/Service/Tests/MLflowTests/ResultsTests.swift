import SwiftletBase
import Testing

@testable import MLflow

@Suite struct ResultsTests {
    @Test(arguments: [("logistic-regression", "cv"), ("bilstm", "val")])
    func scoresHaveTheNamesOfTheStudy(_ approach: String, _ validation: String) throws {
        let results = try Self.results(approach).object()
        let events = RunEvent.events(ofResults: results, time: 5, isJournaled: true)
        let metrics = Self.metrics(events)
        for (split, number) in [(validation, 0.5), ("test", 0.75), ("unseen.csv", 0.25)] {
            for score in ["accuracy", "precision", "recall", "f1"] {
                #expect(metrics["\(split)_\(score)"] == number)
            }
        }
        #expect(metrics["test_auc"] == 0.8 && metrics["unseen.csv_auc"] == nil)
        #expect(metrics["seconds_cross-validate"] == 1.5 && metrics["model_bytes"] == 1_000)
        #expect(metrics["int8_test_f1"] == 0.7 && metrics["int8_agreement_test"] == 0.99)
        #expect(metrics["int8_latency_seconds"] == 0.001)
        #expect(metrics["train_loss"] == nil)
        #expect(!metrics.keys.contains { $0.contains("per_class") || $0.contains("splits") })
        let names = events.flatMap { event -> [RunEvent.Pair] in
            if case .params(let pairs) = event.content { pairs } else { [] }
        }
        #expect(
            names == [
                .init(name: "scaler", value: "standard"), .init(name: "units", value: "null"),
            ]
        )
        #expect(
            Self.tags(events) == [
                "approach": approach, "labels": "[\"bad\",\"good\"]", "scaler": "standard",
            ]
        )
    }

    @Test func epochsOfAnOldRunAreTraces() throws {
        let results = try Self.results("bilstm").object()
        let events = RunEvent.events(ofResults: results, time: 5, isJournaled: false)
        let traces = events.flatMap { event -> [RunEvent.Metric] in
            if case .metrics(let metrics) = event.content { metrics } else { [] }
        }.filter { $0.step > 0 }
        #expect(
            traces == [
                .init(name: "train_loss", value: .number(0.6), step: 1),
                .init(name: "val_loss", value: .number(0.5), step: 1),
                .init(name: "val_accuracy_trace", value: .number(0.8), step: 1),
                .init(name: "val_precision_trace", value: .number(0.625), step: 1),
                .init(name: "val_recall_trace", value: .number(0.75), step: 1),
                .init(name: "val_f1_trace", value: .number(0.7), step: 1),
                .init(name: "train_loss", value: .number(0.4), step: 2),
            ]
        )
    }

    @Test func approachesOfAComparisonAreParts() throws {
        var one = try Self.results("logistic-regression").object()
        one["name"] = "logistic"
        var other = try Self.results("bilstm").object()
        other["name"] = "BiLSTM"
        let results = JSONObject([
            ("approaches", .array([.object(one), .object(other), 5, [:]])),
            ("choice", ["chosen": "BiLSTM"] as JSONValue),
        ])
        let events = RunEvent.events(ofResults: results, time: 5, isJournaled: true)
        #expect(Set(events.map(\.part)) == ["", "logistic", "BiLSTM"])
        for part in ["logistic", "BiLSTM"] {
            let metrics = Self.metrics(events.filter { $0.part == part })
            #expect(
                metrics["val_f1"] == 0.5 && metrics["cv_f1"] == nil && metrics["test_f1"] == 0.75
            )
        }
        #expect(Self.tags(events.filter { $0.part.isEmpty }) == ["best_model": "BiLSTM"])
    }

    @Test func whatIsMissingIsLeftOut() throws {
        for text in [
            "{}", #"{"splits":5,"options":[],"approaches":{},"seconds":null,"epochs":[1,{}]}"#,
        ] {
            let results = try JSONValue(parsing: text).object()
            for isJournaled in [true, false] {
                let events = RunEvent.events(ofResults: results, time: 0, isJournaled: isJournaled)
                #expect(Self.metrics(events).isEmpty)
            }
        }
    }

    private static func metrics(_ events: [RunEvent]) -> [String: Double] {
        var metrics: [String: Double] = [:]
        for event in events {
            guard case .metrics(let values) = event.content else { continue }
            for metric in values { metrics[metric.name] = try? metric.value.double() }
        }
        return metrics
    }

    private static func tags(_ events: [RunEvent]) -> [String: String] {
        var tags: [String: String] = [:]
        for event in events {
            guard case .tags(let pairs) = event.content else { continue }
            for pair in pairs { tags[pair.name] = pair.value }
        }
        return tags
    }

    private static func scores(_ number: Double, auc: JSONValue) -> JSONValue {
        [
            "count": 10, "accuracy": .number(number), "precision": .number(number),
            "recall": .number(number), "f1": .number(number), "auc": auc,
            "per_class": ["bad": ["f1": 0.1]],
        ]
    }

    /// A `metrics.json` as the programs write it.
    private static func results(_ approach: String) -> JSONValue {
        [
            "approach": .string(approach), "labels": ["bad", "good"],
            "options": ["scaler": "standard", "units": nil],
            "splits": [
                "validation": scores(0.5, auc: 0.6), "test": scores(0.75, auc: 0.8),
                "unseen.csv": scores(0.25, auc: nil),
            ],
            "seconds": ["cross-validate": 1.5, "total": 2],
            "model_bytes": 1_000,
            "best_epoch": 1,
            "epochs": [
                [
                    "training_loss": 0.6, "validation_loss": 0.5, "validation_accuracy": 0.8,
                    "validation_precision": 0.625, "validation_recall": 0.75, "validation_f1": 0.7,
                ],
                ["training_loss": 0.4, "validation_loss": nil, "validation_f1": nil],
            ],
            "int8": [
                "splits": ["test": scores(0.7, auc: 0.7)], "agreement": ["test": 0.99],
                "latency_seconds": 0.001,
            ],
        ]
    }
}
