import Foundation
import Swiftlet
import TestSupport
import Testing

@Suite struct PredictionProfileTests {
    let labels = ["bad", "neither", "good"]

    private func prediction(_ label: Int, _ probability: Double) -> Prediction {
        var probabilities = [Double](repeating: (1 - probability) / 2, count: 3)
        probabilities[label] = probability
        return Prediction(labels: labels, probabilities: probabilities)
    }

    private func example() -> PredictionProfile {
        var profile = PredictionProfile(labels: labels)
        for number in 0..<100 {
            profile.add(
                prediction(number % 3, 0.4 + Double(number) / 200),
                TextInspection(tokenCount: number, unknownTokenCount: number / 10),
                text: String(repeating: "x", count: 3 * number)
            )
        }
        return profile
    }

    // MARK: - Counting

    @Test func whatIsAddedIsCountedInItsBins() {
        var profile = PredictionProfile(labels: labels)
        profile.add(
            prediction(2, 0.9),
            TextInspection(tokenCount: 8, unknownTokenCount: 2),
            text: "great flight 😀"
        )
        #expect(profile.count == 1)
        #expect(profile.labelCounts == [0, 0, 1])
        #expect(profile.scoreCounts.firstIndex(of: 1) == 9)
        #expect(profile.unknownShareCounts.firstIndex(of: 1) == 2)
        #expect(profile.tokenCountCounts.firstIndex(of: 1) == 4)
        // Fourteen scalars.
        #expect(profile.characterCountCounts.firstIndex(of: 1) == 2)
    }

    @Test(
        arguments: zip(
            [0.0, 0.1, 0.55, 0.6, 1, 1.5, -1, .nan, .infinity],
            [0, 1, 5, 6, 9, 9, 0, 0, 9]
        )
    )
    func scoresHaveTenBins(score: Double, bin: Int) {
        var profile = PredictionProfile(labels: ["a", "b"])
        profile.add(
            Prediction(labels: ["a"], probabilities: [score]),
            TextInspection(tokenCount: 0, unknownTokenCount: 0),
            text: ""
        )
        #expect(profile.scoreCounts.firstIndex(of: 1) == bin)
    }

    @Test func eachEdgeBeginsABin() {
        for edges in [PredictionProfile.tokenCountEdges, PredictionProfile.characterCountEdges] {
            #expect(edges.first == 0 && edges == edges.sorted())
        }
        for (bin, edge) in PredictionProfile.tokenCountEdges.enumerated() {
            var profile = PredictionProfile(labels: labels)
            for count in [edge - 1, edge] {
                profile.add(
                    prediction(0, 1),
                    TextInspection(tokenCount: count, unknownTokenCount: 0),
                    text: ""
                )
            }
            #expect(profile.tokenCountCounts[bin] == (bin == 0 ? 2 : 1))
        }
        var profile = PredictionProfile(labels: labels)
        let endless = TextInspection(tokenCount: .max, unknownTokenCount: .max)
        profile.add(prediction(0, 1), endless, text: "")
        #expect(profile.tokenCountCounts.last == 1 && profile.unknownShareCounts.last == 1)
    }

    @Test func aPredictionOfAnotherClassifierIsLeftOut() {
        var profile = PredictionProfile(labels: ["negative", "positive"])
        profile.add(
            prediction(0, 1),
            TextInspection(tokenCount: 1, unknownTokenCount: 0),
            text: "x"
        )
        #expect(profile == PredictionProfile(labels: ["negative", "positive"]))
    }

    // MARK: - Stability

    @Test func stabilityIsTheIndexOfEachOfTheCounts() {
        let reference = example()
        var moved = PredictionProfile(labels: labels)
        for number in 0..<50 {
            moved.add(
                prediction(2, 0.5 + Double(number) / 100),
                TextInspection(tokenCount: 3, unknownTokenCount: 3),
                text: "xyz"
            )
        }
        let stability = moved.stability(against: reference)
        func index(_ counts: (PredictionProfile) -> [Int]) -> Double {
            populationStabilityIndex(expected: counts(reference), actual: counts(moved))
        }
        #expect(stability.labels == index(\.labelCounts))
        #expect(stability.scores == index(\.scoreCounts))
        #expect(stability.unknown == index(\.unknownShareCounts))
        #expect(stability.tokens == index(\.tokenCountCounts))
        #expect(stability.characters == index(\.characterCountCounts))
        #expect(stability.labels > 1 && stability.unknown > 1 && stability.scores > 0.1)
        let same = reference.stability(against: reference)
        #expect(
            [same.labels, same.scores, same.unknown, same.tokens, same.characters] == [
                0, 0, 0, 0, 0,
            ]
        )
        let nothing = PredictionProfile(labels: labels).stability(against: reference)
        #expect(nothing.labels == 0 && nothing.scores == 0)
    }

    @Test func labelsAreComparedByName() {
        func profile(_ labels: [String], _ counts: [Int]) -> PredictionProfile {
            var profile = PredictionProfile(labels: labels)
            for (label, count) in zip(labels, counts) {
                for _ in 0..<count {
                    profile.add(
                        Prediction(labels: [label], probabilities: [1]),
                        TextInspection(tokenCount: 1, unknownTokenCount: 0),
                        text: "x"
                    )
                }
            }
            return profile
        }
        let one = profile(["a", "b"], [30, 10])
        #expect(profile(["b", "a"], [10, 30]).stability(against: one).labels == 0)
        let other = profile(["b", "c"], [10, 30]).stability(against: one)
        let expected = populationStabilityIndex(expected: [30, 10, 0], actual: [0, 10, 30])
        #expect(abs(other.labels - expected) < 1e-12)
    }

    // MARK: - Files

    @Test func aSavedProfileIsTheSame() throws {
        let profile = example()
        try withTemporaryDirectory { directory in
            #expect(try PredictionProfile(from: directory) == nil)
            try profile.save(to: directory)
            #expect(try PredictionProfile(from: directory) == profile)
            #expect(
                try FileManager.default.contentsOfDirectory(atPath: directory) == ["profile.json"]
            )
            let bytes = try FileReader.bytes(of: directory + "/profile.json")
            try PredictionProfile(labels: labels).save(to: directory)
            try profile.save(to: directory)
            #expect(try FileReader.bytes(of: directory + "/profile.json") == bytes)
            #expect(throws: FileError.self) { try profile.save(to: directory + "/nowhere") }
        }
    }

    @Test func aClassifierLoadsWithAProfileAndWithoutAndSavesItself() throws {
        let classifier = try LinearClassifierTests.trained.get()
        try withSaved(classifier) { model in
            #expect(try PredictionProfile(from: model) == nil)
            try example().save(to: model)
            let loaded = try TextClassifiers.load(from: model)
            #expect(try loaded.predict(variousTexts) == classifier.predict(variousTexts))
            // What another classifier answered is no profile of the new one.
            try loaded.save(to: model)
            #expect(try PredictionProfile(from: model) == nil)
        }
    }

    @Test func membersThatAreNotKnownAreLeftAlone() throws {
        try withTemporaryDirectory { directory in
            try example().save(to: directory)
            let path = directory + "/profile.json"
            try replace(
                "\"count\" : 100",
                by: "\"count\" : 100, \"made_by\" : {\"a\": [1]}",
                in: path
            )
            #expect(try PredictionProfile(from: directory) == example())
        }
    }

    @Test(arguments: [
        ("\"count\" : 100", "\"count\" : 101", "label_counts"),
        ("\"count\" : 100", "\"count\" : -100", "\"count\""),
        ("\"count\" : 100", "\"count\" : 9007199254740993", "\"count\""),
        ("\"count\" : 100", "\"count\" : 1e300", "a number is too large"),
        ("\"count\" : 100", "\"count\" : 100.5", "a fraction"),
        ("\"count\" : 100", "\"count\" : 100 100", "not JSON: "),
        ("\"count\" : 100", "\"count\" : \"100\"", "count"),
        ("\"count\"", "\"counts\"", "count"),
        ("\"neither\"", "\"good\"", "labels"),
        ("34", "9223372036854775807", "label_counts"),
        ("34", "-34", "label_counts"),
        ("34,", "34, 0,", "label_counts"),
        ("1024", "1000", "token_count_edges"),
        ("2048", "2000", "character_count_edges"),
        ("\"score_counts\" : [", "\"score_counts\" : [ 0,", "score_counts"),
        ("{", "", "not JSON: "),
    ])
    func damagedProfilesAreRefusedByName(original: String, altered: String, named: String) throws {
        try withTemporaryDirectory { directory in
            try example().save(to: directory)
            let path = directory + "/profile.json"
            try replace(original, by: altered, in: path)
            let error = #expect(throws: FormatError.self) {
                try PredictionProfile(from: directory)
            }
            #expect(error?.file == path)
            #expect(error?.problem.contains(named) == true, "\(error!)")
            // Bytes that are no JSON are named by their place.
            let isByte = if case .byte? = error?.place { true } else { false }
            #expect(isByte == (named == "not JSON: "), "\(error!)")
        }
    }

    @Test func mutatedProfilesAreReadOrRefused() throws {
        try withTemporaryDirectory { directory in
            try example().save(to: directory)
            let path = directory + "/profile.json"
            let original = try FileReader.bytes(of: path)
            var (read, refused) = (0, 0)
            try Mutator.fuzz([original], seed: 11) { mutated in
                try Data(mutated).write(to: URL(fileURLWithPath: path))
                do {
                    var profile = try #require(try PredictionProfile(from: directory))
                    read += 1
                    #expect(profile.labelCounts.reduce(0, +) == profile.count)
                    #expect(profile.labels.count == profile.labelCounts.count)
                    _ = profile.stability(against: example())
                    _ = example().stability(against: profile)
                    profile.add(
                        Prediction(labels: [profile.labels[0]], probabilities: [1]),
                        TextInspection(tokenCount: 1, unknownTokenCount: 0),
                        text: "x"
                    )
                } catch is FormatError {
                    refused += 1
                }
            }
            #expect(refused > read / 100 && read > 0, "\(read) read, \(refused) refused")
        }
    }
}
