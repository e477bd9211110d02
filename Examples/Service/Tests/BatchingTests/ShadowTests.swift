import Foundation
import Swiftlet
import Synchronization
import Testing

@testable import Batching

@Suite struct ShadowTests {
    private func withModel(_ body: (String, any TextClassifier) throws -> Void) throws {
        let texts = ["good", "bad", "good day", "bad day", "so good", "so bad"]
        let examples = texts.map { LabelledText(text: $0, label: $0.contains("good") ? 1 : 0) }
        var configuration = LinearClassifier.Configuration()
        configuration.vectorizer.counting.maximumDocumentFrequency = 1.0
        let classifier = try LinearClassifier.train(on: examples, configuration: configuration)
            .classifier
        let directory = FileManager.default.temporaryDirectory
            .appending(path: UUID().uuidString).path
        try classifier.save(to: directory)
        defer { try? FileManager.default.removeItem(atPath: directory) }
        try body(directory, classifier)
    }

    private func eventually(_ condition: () -> Bool) -> Bool {
        for _ in 0..<3_000 where !condition() { usleep(10_000) }
        return condition()
    }

    private func answer(_ label: String) -> Prediction {
        Prediction(
            labels: ["negative", "positive"],
            probabilities: label == "positive" ? [0.1, 0.9] : [0.9, 0.1]
        )
    }

    @Test func countsWhatBothAnswer() throws {
        try withModel { directory, classifier in
            let told = Mutex<[String]>([])
            let shadow = Shadow(
                directory: directory,
                onDisagreement: { text, answered, shadow in
                    told.withLock { $0.append("\(text) \(answered) \(shadow)") }
                }
            )
            let texts = ["so good", "so bad", "bad day", "good day"]
            let right = try classifier.predict(texts)
            #expect(right.map(\.label) == ["positive", "negative", "negative", "positive"])
            var offered = 0
            // What finds the lock taken is left out: a few turns make sure that some is not.
            while shadow.summary.compared < 40, offered < 400_000 {
                shadow.offer(texts, [right[0], answer("positive"), right[2], right[3]])
                offered += 4
                usleep(1_000)
            }
            #expect(eventually { shadow.summary.compared + shadow.summary.dropped == offered })
            let summary = shadow.summary
            let differ = summary.disagreements
            #expect(summary.compared >= 40)
            #expect(Set(differ.keys) == [.init(answered: "positive", shadow: "negative")])
            #expect(differ.values.reduce(0, +) == summary.compared - summary.agreed)
            #expect(Set(told.withLock { $0 }) == ["so bad positive negative"])
            #expect(summary.error == nil)
        }
    }

    @Test func whatHasNoRoomIsLeftOut() throws {
        try withModel { directory, classifier in
            let shadow = Shadow(directory: directory, maximumBytes: 10)
            let long = String(repeating: "good ", count: 100)
            shadow.offer([long, long], [answer("positive"), answer("positive")])
            #expect(eventually { shadow.summary.dropped == 2 })
            #expect(shadow.summary.compared == 0)
        }
    }

    @Test func aChallengerThatCannotBeLoadedIsTold() throws {
        let told = Mutex<String?>(nil)
        let shadow = Shadow(
            directory: "/no/such/model",
            onFailure: { error in told.withLock { $0 = "\(error)" } }
        )
        #expect(eventually { shadow.summary.error != nil })
        #expect(eventually { told.withLock { $0 } != nil })
        #expect(shadow.summary.error!.contains("/no/such/model"))
        shadow.offer(["good"], [answer("positive")])
        #expect(eventually { shadow.summary.dropped == 1 })
    }
}
