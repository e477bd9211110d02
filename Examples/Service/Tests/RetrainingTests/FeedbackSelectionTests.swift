import Feedback
import Foundation
import Swiftlet
import Testing

@testable import Retraining

@Suite struct FeedbackSelectionTests {
    private static let labels = ["negative", "positive"]

    private func report(
        _ text: String,
        _ expected: String? = "negative",
        from source: String? = "10.0.0.1",
        at time: Double = 0
    ) -> FeedbackReport {
        FeedbackReport(
            time: Date(timeIntervalSince1970: 1_790_000_000 + time),
            text: text,
            predictedLabel: "positive",
            score: 0.9,
            expectedLabel: expected,
            source: source
        )
    }

    @Test(arguments: [
        ("10.0.0.1", "10.0.0.1"), ("unix", "unix"), ("::ffff:10.0.0.1", "10.0.0.1"),
        ("2001:DB8::1", "2001:db8:0:0::/64"), ("2001:db8:0::2:1", "2001:db8:0:0::/64"),
        ("2001:db8:0:7:1::", "2001:db8:0:7::/64"), ("::1", "0:0:0:0::/64"), ("1:2:3", "1:2:3"),
    ])
    func anAddressIsOneOfItsNetwork(_ address: String, _ network: String) {
        #expect(SourceNetwork.name(of: address) == network)
    }

    @Test func whatIsNotShownMakesNoOtherText() {
        let texts = ["So  late", "so\u{200B} la\u{AD}te", "SO LATE\u{FE0F}\u{2060}"]
        #expect(Set(texts.map { TextKey.key(of: $0) }) == ["so late"])
        #expect(TextKey.key(of: "so late 2") != "so late")
    }

    private func selected(
        _ reports: [FeedbackReport],
        settings: FeedbackSelection.Settings = .init(),
        test: [LabelledText] = [],
        data: [LabelledText] = []
    ) -> SelectedFeedback {
        var selection = FeedbackSelection(labels: Self.labels, settings: settings)
        for report in reports { selection.add(report) }
        let result = selection.selected(test: test, data: data)
        let counts = result.counts
        // Every report is accounted for.
        let dropped = [
            counts.withoutLabel, counts.unknownLabel, counts.withoutText, counts.repeated,
            counts.old, counts.flooded, counts.contradictions, counts.inTest, counts.known,
            counts.againstData, counts.nearDuplicates, counts.training, counts.judged,
        ]
        #expect(dropped.reduce(0, +) == reports.count)
        #expect(counts.reports == reports.count)
        return result
    }

    /// Texts that have little in common.
    private func texts(_ count: Int) -> [String] {
        (0..<count).map { number in
            let hash = TextKey.mixed(UInt64(number))
            return "flight \(String(hash, radix: 36)) to \(String(TextKey.mixed(hash), radix: 36))"
        }
    }

    private func all(_ feedback: SelectedFeedback) -> [String: Int] {
        Dictionary(
            uniqueKeysWithValues: (feedback.training + feedback.judged).map { ($0.text, $0.label) }
        )
    }

    @Test func onlyKnownLabelsOfTextsCount() {
        let result = selected([
            report("a good text"), report("no label", nil), report("other label", "neutral"),
            report("  \n "), report("another good text", "positive"),
        ])
        #expect(all(result) == ["a good text": 0, "another good text": 1])
        #expect(result.counts.withoutLabel == 1)
        #expect(result.counts.unknownLabel == 1)
        #expect(result.counts.withoutText == 1)
    }

    @Test func theLastWordOfAnAddressCountsWhateverTheOrder() {
        let reports = [
            report("Not again", "positive", at: 1), report("not  AGAIN", "negative", at: 3),
            report("not again ", "positive", at: 2),
        ]
        for order in [[0, 1, 2], [2, 1, 0], [1, 0, 2], [1, 2, 0]] {
            let result = selected(order.map { reports[$0] })
            #expect(all(result) == ["not  AGAIN": 0])
            #expect(result.counts.repeated == 2)
        }
    }

    @Test func addressesThatContradictEachOtherAreDropped() {
        let result = selected([
            report("late again", "negative", from: "a", at: 1),
            report("late again", "positive", from: "b", at: 2),
            // The first takes back what it said.
            report("lost my bag", "positive", from: "a", at: 1),
            report("lost my bag", "negative", from: "b", at: 2),
            report("lost my bag", "negative", from: "a", at: 3),
        ])
        #expect(all(result) == ["lost my bag": 0])
        #expect(result.counts.contradictions == 1)
        // More addresses than are remembered are no way around it.
        let many = (0..<100).map { report("x y z", "positive", from: "\($0)", at: Double($0)) }
        let one = report("x y z", "negative", from: "first", at: -1)
        #expect(selected([one] + many).counts.contradictions == 1)
        #expect(selected(many + [one]).counts.training + selected(many).counts.training <= 2)
    }

    @Test func anAddressMayGiveSoManyTexts() {
        var settings = FeedbackSelection.Settings()
        settings.maximumPerSource = 10
        let flood = texts(1_000).enumerated().map { number, text in
            report(text, from: "flood", at: Double(number))
        }
        let honest = [
            report("a word of another", from: "b"), report("and without address", from: nil),
        ]
        let result = selected(honest + flood, settings: settings)
        #expect(result.counts.flooded == 990)
        // The last ones.
        #expect(Set(all(result).keys) == Set(texts(1_000)[990...] + honest.map(\.text)))
        let shuffled = selected((flood + honest).sorted { $0.id < $1.id }, settings: settings)
        #expect(all(shuffled) == all(result))
        settings.maximumPerSource = nil
        #expect(selected(honest + flood, settings: settings).counts.flooded == 0)
    }

    @Test func theLastTextsAreKeptWithinBounds() {
        var settings = FeedbackSelection.Settings()
        settings.maximumTexts = 50
        settings.maximumPerSource = nil
        let reports = texts(1_000).enumerated().map { report($1, at: Double($0)) }
        let result = selected(reports.reversed(), settings: settings)
        #expect(Set(all(result).keys) == Set(texts(1_000)[950...]))
        #expect(result.counts.old == 950)
        settings.maximumTexts = 1_000
        settings.maximumBytes = 1_000
        let small = selected(reports, settings: settings)
        let bytes = all(small).keys.reduce(0) { $0 + $1.utf8.count }
        #expect(bytes <= 1_000 && bytes > 900)
        #expect(all(small).keys.contains(texts(1_000)[999]))
    }

    @Test func whatTestAndDataHoldIsNotLearntFrom() {
        let result = selected(
            [
                report("in the test"), report("in the DATA", "positive"), report("against it"),
                report("new"),
            ],
            test: [LabelledText(text: "In the  test", label: 0)],
            data: [
                LabelledText(text: "in the data", label: 1),
                LabelledText(text: "against it", label: 1),
            ]
        )
        #expect(all(result) == ["new": 0])
        #expect(result.counts.inTest == 1)
        #expect(result.counts.known == 1)
        #expect(result.counts.againstData == 1)
    }

    @Test func nearlyTheSameTextsCountOnce() {
        let long =
            "we waited for four hours at the gate and nobody of the crew told us a single thing"
        let result = selected([
            report(long, at: 1), report(long + "!!", at: 2),
            report(long.uppercased() + " .", at: 3),
            // Said of another label it is not the same.
            report(long + "?", "positive", at: 4),
            report("we waited at the gate, and the crew told us all there was to know", at: 5),
        ])
        #expect(result.counts.nearDuplicates == 2)
        #expect(
            Set(all(result).keys) == [
                long.uppercased() + " .", long + "?",
                "we waited at the gate, and the crew told us all there was to know",
            ]
        )
        // One report, five thousand times.
        let copies = selected((0..<5_000).map { report("the same", at: Double($0)) })
        #expect(copies.counts.training + copies.counts.judged == 1)
        #expect(copies.counts.repeated == 4_999)
    }

    @Test func aFifthIsKeptToJudgeByAlwaysTheSame() {
        var settings = FeedbackSelection.Settings()
        settings.maximumPerSource = nil
        let reports = texts(5_000).map { report($0) }
        let result = selected(reports, settings: settings)
        #expect(abs(result.counts.judged - 1_000) < 120)
        let part = selected(Array(reports[..<1_000]), settings: settings)
        let judged = Set(result.judged.map(\.text))
        #expect(part.judged.allSatisfy { judged.contains($0.text) })
        #expect(part.training.allSatisfy { !judged.contains($0.text) })
    }
}

@Suite struct NearDuplicatesTests {
    /// The share of runs of five bytes that two texts have in common, as sets.
    private func jaccard(_ one: String, _ other: String) -> Double {
        func runs(_ text: String) -> Set<[UInt8]> {
            let bytes = Array(text.utf8)
            return Set((0...bytes.count - 5).map { Array(bytes[$0..<$0 + 5]) })
        }
        let (a, b) = (runs(one), runs(other))
        return Double(a.intersection(b).count) / Double(a.union(b).count)
    }

    @Test func findsPairsByTheShareOfTheirRuns() {
        var generator = PCG64(seed: 3)
        let letters = Array("abcdefghijklmnop     ")
        var found = (alike: 0, of: 0)
        for _ in 0..<500 {
            let text = String((0..<120).map { _ in letters[generator.below(letters.count)] })
            var changed = Array(text)
            for _ in 0..<generator.below(5) { changed[generator.below(120)] = "z" }
            let share = jaccard(text, String(changed))
            var duplicates = NearDuplicates(similarity: 0.9)
            #expect(duplicates.keep(text) == nil)
            let isFound = duplicates.keep(String(changed)) == 0
            // What is less alike is never taken for the same.
            if isFound { #expect(share >= 0.9) }
            if share >= 0.9 { found = (found.alike + (isFound ? 1 : 0), found.of + 1) }
        }
        #expect(found.of > 100)
        #expect(Double(found.alike) >= 0.99 * Double(found.of))
    }

    @Test func shortTextsAreComparedWhole() {
        var duplicates = NearDuplicates(similarity: 0.9)
        #expect(duplicates.keep("bad") == nil)
        #expect(duplicates.keep("sad") == nil)
        #expect(duplicates.keep("bad") == 0)
        #expect(duplicates.keep("") == nil)
        #expect(duplicates.keep("") == 2)
    }
}
