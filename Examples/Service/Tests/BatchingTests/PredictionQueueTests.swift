import Foundation
import Swiftlet
import Testing

@testable import Batching

/// A linear classifier, trained on the embedded tweets and saved in a directory of its own.
private func savedModel(seed: Int = 1) throws -> String {
    let fixtures = URL(filePath: #filePath).appending(path: "../../../../../Fixtures").standardized
    let tweets = try [LabelledText](from: fixtures.appending(path: "tweets.csv").path)
    let classifier = try LinearClassifier.train(on: Array(tweets.dropFirst(seed))).classifier
    let directory = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
    try classifier.save(to: directory)
    return directory
}

@Suite struct PredictionQueueTests {
    /// Much work for a queue in which at most ten texts may wait.
    private static let long = [String](
        repeating: String(repeating: "late again ", count: 500),
        count: 2_000
    )

    private func narrowQueue() async throws -> PredictionQueue {
        let directory = try savedModel()
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let models = ModelHolder(directory: directory)
        try await models.load()
        var limits = PredictionQueue.Limits()
        limits.queuedTexts = 10
        limits.queuedSeconds = 0
        limits.immediateBytes = 0
        return PredictionQueue(models: models, limits: limits)
    }

    @Test func answersEachTextWithItsOwnPrediction() async throws {
        let directory = try savedModel()
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let models = ModelHolder(directory: directory)
        try await models.load()
        let queue = PredictionQueue(models: models)
        let texts = (0..<400).map { "flight \($0) was \($0 % 3 == 0 ? "great" : "awful")" }
        let expected = try TextClassifiers.load(from: directory).predict(texts)
        try await withThrowingTaskGroup(of: (Int, Prediction, Int).self) { group in
            for (index, text) in texts.enumerated() {
                group.addTask {
                    let answers = try await queue.predict([text], as: .admittedBulk)
                    return (index, answers.predictions[0], answers.inspections[0].tokenCount)
                }
            }
            for try await (index, prediction, tokens) in group {
                #expect(prediction == expected[index])
                #expect(tokens > 0)
            }
        }
        let many = try await queue.predict(texts)
        #expect(many.predictions == expected)
        let explanation = try await queue.explain(texts[0])
        #expect(explanation.label == expected[0].label)
        #expect(explanation.terms.contains { $0.term == "great" })
        #expect(queue.waitingTexts == 0)
    }

    @Test func refusesWhereTooMuchWaits() async throws {
        let (queue, long) = (try await narrowQueue(), Self.long)
        let outcomes = await withTaskGroup(of: String.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    do {
                        let answers = try await queue.predict(long)
                        return answers.predictions.count == long.count ? "answered" : "cut"
                    } catch PredictionQueue.Refusal.full(let seconds) {
                        return seconds >= 1 ? "full" : "no time"
                    } catch {
                        return "\(error)"
                    }
                }
            }
            return await group.reduce(into: [String: Int]()) { $0[$1, default: 0] += 1 }
        }
        // One is computed and one waits; the other six find more than ten texts before them.
        #expect(outcomes.keys.allSatisfy { $0 == "answered" || $0 == "full" }, "\(outcomes)")
        #expect(outcomes["answered", default: 0] >= 1)
        #expect(outcomes["full", default: 0] >= 1)
        _ = try await queue.predict(["room again"])
    }

    @Test func bulkRequestsLeaveRoomForSingleOnes() async throws {
        let (queue, long) = (try await narrowQueue(), Self.long)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<2 {
                group.addTask { _ = try await queue.predict(long, as: .admittedBulk) }
            }
            while queue.busyTexts == 0 { await Task.yield() }
            // Those are enough to refuse another bulk request, and no single one.
            await #expect(throws: PredictionQueue.Refusal.self) {
                try await queue.predict(long, as: .bulk)
            }
            for _ in 0..<5 {
                group.addTask { _ = try await queue.predict(["a single one"]) }
            }
            try await group.waitForAll()
        }
        #expect(queue.busyTexts == 0)
    }

    @Test func saysThatNoModelIsLoadedYet() async throws {
        let queue = PredictionQueue(models: ModelHolder(directory: "nowhere"))
        await #expect(throws: PredictionQueue.Refusal.noModel) { try await queue.predict(["a"]) }
        await #expect(throws: PredictionQueue.Refusal.noModel) { try await queue.explain("a") }
    }
}

@Suite struct ModelHolderTests {
    @Test func keepsTheOldModelWhereTheNewOneIsDamaged() async throws {
        let directory = try savedModel()
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let models = ModelHolder(directory: directory)
        try await models.load()
        let first = try #require(models.current)
        let digest = try #require(await first.digest())
        let weights = directory + "/model.safetensors"
        let whole = try Data(contentsOf: URL(filePath: weights))
        try whole.prefix(100).write(to: URL(filePath: weights))
        await #expect(throws: (any Error).self) { _ = try await models.reload() }
        #expect(models.current === first)
        #expect(models.status.failedReloads == 1)
        #expect(models.status.lastError?.contains("model.safetensors") == true)

        try whole.write(to: URL(filePath: weights))
        let second = try await models.reload()
        #expect(models.current === second && second !== first)
        #expect(models.status.reloads == 1 && models.status.lastError == nil)
        #expect(await second.digest() == digest)

        let other = try savedModel(seed: 200)
        defer { try? FileManager.default.removeItem(atPath: other) }
        try FileManager.default.removeItem(atPath: directory)
        try FileManager.default.copyItem(atPath: other, toPath: directory)
        #expect(try await models.reload().digest() != digest)
    }

    @Test func namesTheFileOfAModelThatIsNotThere() async {
        let models = ModelHolder(directory: "nowhere")
        let error = await #expect(throws: (any Error).self) { try await models.load() }
        #expect("\(error!)".contains("open nowhere:"))
        #expect(models.current == nil)
    }
}

@Suite struct PrivateCopyTests {
    private let files = FileManager.default

    /// A directory of files, a directory, pipes and a link to itself.
    private func directory() throws -> String {
        let path = files.temporaryDirectory.appending(path: UUID().uuidString).path
        try files.createDirectory(atPath: path + "/inner", withIntermediateDirectories: true)
        try Data("one".utf8).write(to: URL(filePath: path + "/a"))
        try Data().write(to: URL(filePath: path + "/empty"))
        try Data(repeating: 7, count: 100_000).write(to: URL(filePath: path + "/inner/b"))
        for place in ["/pipe", "/inner/pipe"] { #expect(mkfifo(path + place, 0o600) == 0) }
        try files.createSymbolicLink(atPath: path + "/loop", withDestinationPath: ".")
        return path
    }

    @Test func holdsTheFilesAndNoPipe() throws {
        let directory = try directory()
        defer { try? files.removeItem(atPath: directory) }
        let copy = try PrivateCopy(of: directory)
        let names = try Set(files.contentsOfDirectory(atPath: copy.path))
        #expect(names == ["a", "empty", "inner", "loop"])
        #expect(try files.contentsOfDirectory(atPath: copy.path + "/inner") == ["b"])
        #expect(try files.destinationOfSymbolicLink(atPath: copy.path + "/loop") == ".")
        #expect(DirectoryDigest(of: copy.path) != nil)
        for name in ["a", "empty", "inner/b"] {
            let (old, new) = (directory + "/" + name, copy.path + "/" + name)
            #expect(files.contentsEqual(atPath: old, andPath: new))
        }
        copy.remove()
        #expect(!files.fileExists(atPath: copy.path))
    }

    @Test func removesWhatDeadProcessesLeft() throws {
        let temporary = files.temporaryDirectory.path
        // Numbers of processes end before this one.
        let names = ["4194304-old": 60.0, "4194304-young": 0, "\(getpid())-alive": 60]
        for (name, age) in names {
            let path = temporary + "/swiftlet-model-" + name
            try? files.removeItem(atPath: path)
            try files.createDirectory(atPath: path, withIntermediateDirectories: false)
            let date = Date(timeIntervalSinceNow: -age)
            try files.setAttributes([.modificationDate: date], ofItemAtPath: path)
        }
        let directory = try directory()
        defer { try? files.removeItem(atPath: directory) }
        try PrivateCopy(of: directory).remove()
        let left = names.keys.filter {
            files.fileExists(atPath: temporary + "/swiftlet-model-" + $0)
        }
        #expect(Set(left) == ["4194304-young", "\(getpid())-alive"])
        for name in left { try files.removeItem(atPath: temporary + "/swiftlet-model-" + name) }
    }
}
