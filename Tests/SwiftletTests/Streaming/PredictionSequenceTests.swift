import Swiftlet
import Testing

/// A loop that waits for what never comes fails by its time limit.
@Suite(.timeLimit(.minutes(1))) struct PredictionSequenceTests {
    let ledger = Ledger()
    var classifier: NumberClassifier { NumberClassifier(ledger: ledger) }

    /// A classifier that predicts only once the source can be read no further: until there are
    /// `capacity` texts beyond those taken, or no more.
    func patientClassifier(capacity: Int, count: Int) -> NumberClassifier {
        var classifier = classifier
        classifier.willPredict = { [ledger] first, texts in
            while ledger.entries.read < min(first + texts + capacity, count) {}
        }
        return classifier
    }

    @Test(arguments: [1, 7, 100])
    func predictionsKeepTheOrderOfTheTexts(batchSize: Int) async throws {
        let texts = Numbers(count: 1_000, ledger: ledger)
        var number = 0
        for try await prediction in classifier.predictions(of: texts, batchSize: batchSize) {
            #expect(prediction == classifier.prediction(of: number))
            number += 1
        }
        #expect(number == 1_000)
        #expect(ledger.entries.batches.reduce(0, +) == 1_000)
    }

    @Test func fastTextsAreGatheredIntoBatchesThatGrow() async throws {
        let texts = Numbers(count: 40, ledger: ledger)
        let classifier = patientClassifier(capacity: 8, count: 40)
        for try await _ in classifier.predictions(of: texts, batchSize: 8) {}
        let batches = ledger.entries.batches
        #expect(batches.prefix(3) == [1, 2, 4])
        // The last text that was read may still be on its way.
        #expect(batches.dropFirst(3).dropLast().allSatisfy { 7...8 ~= $0 }, "\(batches)")
    }

    @Test func slowTextsAreAnsweredOneByOne() async throws {
        let (texts, source) = AsyncStream.makeStream(of: String.self)
        var predictions = classifier.predictions(of: texts).makeAsyncIterator()
        for number in 0..<5 {
            // The next text comes only when this one has been answered.
            source.yield(String(number))
            let prediction = try await predictions.next()
            #expect(prediction == classifier.prediction(of: number))
        }
        source.finish()
        let end = try await predictions.next()
        #expect(end == nil)
        #expect(ledger.entries.batches == [1, 1, 1, 1, 1])
    }

    @Test(arguments: [1, 8]) func aSlowLoopHoldsUpTheSource(batchSize: Int) async throws {
        let endless = Numbers(ledger: ledger)
        for try await _ in classifier.predictions(of: endless, batchSize: batchSize) {
            ledger.change { $0.received += 1 }
            let received = ledger.entries.received
            if received == 60 { break }
            // Time in which a reader without a bound would run far ahead.
            if received % 10 == 0 { try await Task.sleep(for: .milliseconds(10)) }
        }
        #expect(ledger.entries.greatestLead > batchSize)
        #expect(ledger.entries.greatestLead <= 2 * batchSize)
    }

    @Test func nothingIsReadBeforeItIsAskedFor() async throws {
        let predictions = classifier.predictions(of: Numbers(count: 1, ledger: ledger))
        var iterator = predictions.makeAsyncIterator()
        #expect(ledger.entries.read == 0)
        _ = try await iterator.next()
        #expect(ledger.entries.read == 1)
    }

    @Test func noTextsGiveNoPredictions() async throws {
        for try await _ in classifier.predictions(of: Numbers(count: 0, ledger: ledger)) {
            Issue.record("There is a prediction.")
        }
        #expect(ledger.entries.batches.isEmpty)
    }

    @Test func anErrorOfTheTextsComesBehindThePredictionsBeforeIt() async throws {
        let failure = Failure(reason: "the line went dead")
        let texts = Numbers(count: 5, failure: failure, ledger: ledger)
        var predictions = classifier.predictions(of: texts).makeAsyncIterator()
        for number in 0..<5 {
            let prediction = try await predictions.next()
            #expect(prediction == classifier.prediction(of: number))
        }
        await #expect(throws: failure) { try await predictions.next() }
        let end = try await predictions.next()
        #expect(end == nil)
    }

    @Test func anErrorOfTheClassifierEndsThePredictions() async throws {
        let (texts, source) = AsyncStream.makeStream(of: String.self)
        source.yield("0")
        source.yield("nothing")
        source.yield("2")
        source.finish()
        var predictions = classifier.predictions(of: texts).makeAsyncIterator()
        let first = try await predictions.next()
        #expect(first == classifier.prediction(of: 0))
        await #expect(throws: Failure(reason: "nothing is no number")) {
            try await predictions.next()
        }
        let end = try await predictions.next()
        #expect(end == nil)
    }

    @Test func aCancelledLoopEndsWithAnErrorAndStopsTheReading() async throws {
        let (texts, source) = AsyncStream.makeStream(of: String.self)
        let (ends, end) = AsyncStream.makeStream(of: Void.self)
        source.onTermination = { _ in end.finish() }
        let (starts, start) = AsyncStream.makeStream(of: Void.self)
        source.yield("0")
        let loop = Task { [classifier] in
            for try await _ in classifier.predictions(of: texts) { start.finish() }
        }
        for await _ in starts {}
        loop.cancel()
        await #expect(throws: CancellationError.self) { try await loop.value }
        for await _ in ends {}
    }

    @Test func aLoopThatIsLeftStopsTheReading() async throws {
        let (texts, source) = AsyncStream.makeStream(of: String.self)
        let (ends, end) = AsyncStream.makeStream(of: Void.self)
        source.onTermination = { _ in end.finish() }
        source.yield("0")
        for try await _ in classifier.predictions(of: texts) { break }
        for await _ in ends {}
    }

    @Test func twoLoopsReadTheTextsTwice() async throws {
        let predictions = classifier.predictions(of: Numbers(count: 100, ledger: ledger))
        async let first = predictions.reduce(0) { count, _ in count + 1 }
        async let second = predictions.reduce(0) { count, _ in count + 1 }
        #expect(try await first == 100)
        #expect(try await second == 100)
        #expect(ledger.entries.read == 200)
    }

    @Test func predictionsAreComputedOutsideOfTasks() async throws {
        for try await _ in classifier.predictions(of: Numbers(count: 9, ledger: ledger)) {}
        let predictions = try await classifier.predictions(of: ["1", "2"])
        #expect(!ledger.entries.predictedInTask)
        #expect(try predictions == classifier.predict(["1", "2"]))
        #expect(ledger.entries.predictedInTask)
    }

    @Test func aClassifierOfWhicheverKindWillDo() async throws {
        let texts = ["great crew", "lost my bag", "what a delay"]
        let examples = [
            LabelledText(text: "great crew and great seats", label: 1),
            LabelledText(text: "great crew", label: 1),
            LabelledText(text: "what a delay, lost my bag", label: 0),
            LabelledText(text: "lost again, a delay", label: 0),
        ]
        let classifier: any TextClassifier = try LinearClassifier.train(on: examples).classifier
        let stream = AsyncStream { source in
            for text in texts { source.yield(text) }
            source.finish()
        }
        var predictions: [Prediction] = []
        for try await prediction in classifier.predictions(of: stream) {
            predictions.append(prediction)
        }
        #expect(try predictions == classifier.predict(texts))
    }
}
