import SwiftletBase
import Testing

@testable import MLflow

@Suite struct LogBatchTests {
    @Test func batchesKeepToTheLimits() {
        let metrics = (0..<2_345).map {
            LogBatch.Item.metric(name: "loss", value: .integer($0), step: $0, time: 0)
        }
        let params = (0..<234).map { LogBatch.Item.param(name: "p\($0)", value: "v") }
        let tags = (0..<123).map { LogBatch.Item.tag(name: "t\($0)", value: "v") }
        let all = metrics + params + tags
        let batches = LogBatch.batches(of: all)
        #expect(Array(batches.joined()) == all)
        for batch in batches {
            #expect(batch.count { if case .metric = $0 { true } else { false } } <= 1_000)
            #expect(batch.count { if case .param = $0 { true } else { false } } <= 100)
            #expect(batch.count { if case .tag = $0 { true } else { false } } <= 100)
            #expect(batch.count <= 1_000)
        }
        #expect(LogBatch.batches(of: []).isEmpty)
    }

    @Test func batchesAreShorterThanAMegabyte() {
        let long = String(repeating: "\"é", count: 2_000)
        let items = (0..<300).map { LogBatch.Item.param(name: "p\($0)", value: long) }
        let batches = LogBatch.batches(of: items)
        #expect(batches.count > 3)
        for batch in batches {
            let run = String(repeating: "a", count: 32)
            #expect(LogBatch.body(batch, run: run, model: nil).encoded().count < 1_000_000)
        }
    }

    @Test func namesAndValuesAreWhatMLflowTakes() {
        #expect(LogBatch.name("test_f1") == "test_f1")
        #expect(LogBatch.name("./data/unseen (1).csv_f1") == "._data_unseen _1_.csv_f1")
        #expect(LogBatch.name("Ärger:/\n") == "_rger___")
        #expect(LogBatch.name("..") == "_.")
        #expect(LogBatch.name(String(repeating: "a", count: 400)).count == 250)
        #expect(LogBatch.cut("abc", to: 3) == "abc")
        #expect(LogBatch.cut("abcd", to: 3) == "ab…")
        // As MLflow counts, an emoji may be two.
        #expect(LogBatch.cut("👍👍👍", to: 4) == "👍…")
        #expect(LogBatch.cut(String(repeating: "é", count: 7_000), to: 6_000).utf16.count == 6_000)
    }

    @Test func metricsOfALoggedModelNameIt() throws {
        let items = [
            LogBatch.Item.metric(name: "test_f1", value: .number(0.5), step: 0, time: 7),
            .metric(name: "loss", value: "NaN", step: 1, time: 8), .param(name: "p", value: "v"),
            .tag(name: "t", value: "w"),
        ]
        #expect(
            LogBatch.body(items, run: "r", model: "m-1")
                == [
                    "run_id": "r", "params": [["key": "p", "value": "v"]],
                    "metrics": [
                        [
                            "key": "test_f1", "value": 0.5, "timestamp": 7, "step": 0,
                            "model_id": "m-1",
                        ],
                        [
                            "key": "loss", "value": "NaN", "timestamp": 8, "step": 1,
                            "model_id": "m-1",
                        ],
                    ],
                    "tags": [["key": "t", "value": "w"]],
                ]
        )
    }
}
