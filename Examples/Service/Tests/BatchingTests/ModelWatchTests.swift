import Foundation
import Testing

@testable import Batching

@Suite struct ModelWatchTests {
    private func withFolder(_ body: (String) throws -> Void) throws {
        let path = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
        for version in 1...2 {
            let model = "\(path)/versions/\(version)/model"
            try FileManager.default.createDirectory(
                atPath: model,
                withIntermediateDirectories: true
            )
            for name in ["classifier.json", "model.safetensors"] {
                try Data("\(version)".utf8).write(to: URL(filePath: "\(model)/\(name)"))
            }
        }
        defer { try? FileManager.default.removeItem(atPath: path) }
        try body(path)
    }

    private func link(_ path: String, to version: Int) throws {
        try? FileManager.default.removeItem(atPath: path + "/champion")
        try FileManager.default.createSymbolicLink(
            atPath: path + "/champion",
            withDestinationPath: "versions/\(version)"
        )
    }

    @Test func aLinkThatLeadsElsewhereIsAnotherModel() throws {
        try withFolder { path in
            let champion = path + "/champion"
            #expect(ModelStamp(of: champion) == nil)
            try link(path, to: 1)
            let first = try #require(ModelStamp(of: champion))
            #expect(ModelStamp(of: champion) == first)
            #expect(ModelStamp(of: path + "/versions/1/model") == first)
            try link(path, to: 2)
            #expect(ModelStamp(of: champion) != first)
            try link(path, to: 1)
            #expect(ModelStamp(of: champion) == first)
            // A file that is written in place is one, too.
            try "another one".write(
                toFile: path + "/versions/1/model/model.safetensors",
                atomically: false,
                encoding: .utf8
            )
            #expect(ModelStamp(of: champion) != first)
        }
    }

    @Test func aModelIsDueOnceItStandsStill() throws {
        try withFolder { path in
            try link(path, to: 1)
            let first = ModelStamp(of: path + "/champion")
            try link(path, to: 2)
            let second = ModelStamp(of: path + "/champion")
            var watch = ModelWatch(loaded: first)
            let stamps = [
                first, second, second,
                // Once only, also where it could not be loaded.
                second, nil, nil, second, second,
                first, first,
            ]
            #expect(
                stamps.map { watch.isDue($0) } == [
                    false, false, true, false, false, false, false, false, false, true,
                ]
            )
            #expect(!watch.isMissing)
            _ = watch.isDue(nil)
            #expect(watch.isMissing)
        }
    }

    @Test func theRecordTellsVersionAndScores() throws {
        try withFolder { path in
            try link(path, to: 2)
            let metrics = """
                {"splits": {"test": {"f1": 0.8125, "accuracy": 1, "auc": 0.9}, "hard": {"f1": null}},
                 "version": 2}
                """
            try metrics.write(
                toFile: path + "/versions/2/metrics.json",
                atomically: false,
                encoding: .utf8
            )
            let record = ModelRecord(of: path + "/champion/model")
            #expect(record.version == 2)
            #expect(record.scores == ["test": ["f1": 0.8125, "accuracy": 1]])
            #expect(ModelRecord(of: path + "/versions/2").version == 2)
            #expect(ModelRecord(of: path + "/versions/1/model").scores.isEmpty)
            #expect(ModelRecord(of: path).version == nil)
            #expect(ModelRecord(of: path + "/none").scores.isEmpty)
            try "[1".write(
                toFile: path + "/versions/1/metrics.json",
                atomically: false,
                encoding: .utf8
            )
            #expect(ModelRecord(of: path + "/versions/1/model").scores.isEmpty)
        }
    }
}
