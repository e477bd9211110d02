import Foundation
import Swiftlet
import Testing
import Versions

@testable import Retraining

/// What `Fixtures/service/make_paired_bootstrap.py` wrote.
private struct BootstrapCase: Decodable {
    let wrong: Int
    let same: Int
    let right: Int
    let difference: Double
    let lower: Double
    let upper: Double
}

@Suite struct PromotionTests {
    @Test func boundsAreThoseOfSciPy() throws {
        let url = URL(filePath: #filePath)
            .appending(path: "../../../../../Fixtures/service/paired-bootstrap.json").standardized
        let cases = try JSONDecoder().decode([BootstrapCase].self, from: Data(contentsOf: url))
        #expect(cases.count >= 6)
        for expected in cases {
            let first =
                Array(repeating: true, count: expected.wrong)
                + Array(repeating: false, count: expected.same + expected.right)
            let second =
                Array(repeating: false, count: expected.wrong + expected.same)
                + Array(repeating: true, count: expected.right)
            let bootstrap = PairedBootstrap(first, second)
            let step = 1 / Double(first.count)
            #expect(abs(bootstrap.difference - expected.difference) < 1e-12)
            // Both are drawn: a bound may be one text off.
            #expect(abs(bootstrap.lower - expected.lower) <= 1.01 * step)
            #expect(abs(bootstrap.upper - expected.upper) <= 1.01 * step)
        }
    }

    private func scores(right: Int, of count: Int) -> ClassificationScores {
        ClassificationScores(
            truth: (0..<count).map { $0 % 2 },
            probabilities: (0..<count).map { index in
                let label = index < right ? index % 2 : 1 - index % 2
                return label == 1 ? [0, 1] : [1, 0]
            },
            labels: ["negative", "positive"]
        )
    }

    @Test func theFixedTestMayFallByFiveThousandths() {
        func passes(_ right: Int) -> Bool {
            PromotionDecision.Gate.test(
                champion: scores(right: 1_600, of: 2_000),
                challenger: scores(right: right, of: 2_000),
                tolerance: 0.005
            ).isPassed
        }
        // Of as many texts of both labels F1 is the accuracy here.
        #expect(scores(right: 1_600, of: 2_000).f1 == 0.8)
        #expect(passes(1_600))
        #expect(passes(1_590))
        #expect(!passes(1_588))
        #expect(passes(1_900))
    }

    @Test func reportsMustBeBetterBeyondChance() {
        func gate(_ before: Int, _ now: Int, of count: Int) -> PromotionDecision.Gate {
            .feedback(
                champion: (0..<count).map { $0 < before },
                challenger: (0..<count).map { $0 < now }
            )
        }
        #expect(gate(0, 36, of: 40).isPassed)
        #expect(!gate(0, 0, of: 40).isPassed)
        #expect(!gate(20, 21, of: 40).isPassed)
        #expect(!gate(36, 0, of: 40).isPassed)
        #expect(gate(20, 21, of: 40).challenger.contains("21 of 40 right"))
    }

    @Test func oneMoreHardTextMayBeWrong() {
        func passes(_ now: Int) -> Bool {
            PromotionDecision.Gate.hard(
                champion: (0..<40).map { $0 < 30 },
                challenger: (0..<40).map { $0 < now },
                tolerance: 1
            ).isPassed
        }
        #expect(passes(30) && passes(29) && passes(40) && !passes(28))
    }

    @Test func theBudgetIsOfTheChallenger() {
        let fast = LatencySummary(p50: 0.001, p95: 0.002, p99: 0.003)
        let slow = LatencySummary(p50: 0.004, p95: 0.009, p99: 0.1)
        func latency(_ limit: Double) -> Bool {
            PromotionDecision.Gate.latency(champion: fast, challenger: slow, milliseconds: limit)
                .isPassed
        }
        #expect(latency(9.5) && !latency(8.5))
        func memory(_ limit: Double) -> Bool {
            PromotionDecision.Gate.memory(champion: 1, challenger: 50 << 20, mebibytes: limit)
                .isPassed
        }
        #expect(memory(50) && !memory(49.9))
    }

    @Test func everyGateMustBePassedAndTheOthersAreTheReasons() {
        let good = PromotionDecision.Gate(
            name: "a",
            champion: "1",
            challenger: "2",
            limit: "x",
            isPassed: true
        )
        let bad = PromotionDecision.Gate(
            name: "b",
            champion: "3",
            challenger: "4",
            limit: "y",
            isPassed: false
        )
        #expect(PromotionDecision([good]).isPromoted)
        #expect(PromotionDecision([good]).reasons.isEmpty)
        let kept = PromotionDecision([good, bad])
        #expect(!kept.isPromoted)
        #expect(kept.reasons == ["b: 3 before, 4 now; asked is y"])
        let none = PromotionDecision(obstacle: "too few")
        #expect(!none.isPromoted)
        #expect(none.sentence == "Kept the champion. too few.")
    }
}

@Suite struct ModelVersionsTests {
    private func withVersions(_ body: (ModelVersions, String) throws -> Void) throws {
        let path = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
        defer { try? FileManager.default.removeItem(atPath: path) }
        try body(ModelVersions(path), path)
    }

    private func text(_ path: String) throws -> String {
        try String(contentsOfFile: path, encoding: .utf8)
    }

    private func add(_ versions: ModelVersions, _ name: String) throws -> Int {
        try versions.add { directory, number in
            try "\(name) \(number)".write(
                toFile: directory + "/file",
                atomically: false,
                encoding: .utf8
            )
        }
    }

    @Test func linksLeadToTheChampionAndItsForerunner() throws {
        try withVersions { versions, path in
            #expect(try versions.championNumber() == nil)
            #expect(throws: FormatError.self) { try versions.rollBack() }
            #expect(try add(versions, "a") == 1)
            try versions.promote(1)
            #expect(try text(path + "/champion/file") == "a 1")
            #expect(try versions.previousNumber() == nil)
            #expect(try add(versions, "b") == 2)
            // Not before it is promoted.
            #expect(try text(path + "/champion/file") == "a 1")
            try versions.promote(2)
            #expect(try text(path + "/champion/file") == "b 2")
            #expect(try text(path + "/previous/file") == "a 1")
            try versions.promote(2)
            #expect(try versions.previousNumber() == 1)
            #expect(try versions.rollBack() == 1)
            #expect(try text(path + "/champion/file") == "a 1")
            #expect(try versions.previousNumber() == 2)
            #expect(versions.numbers == [1, 2])
        }
    }

    @Test func aVersionThatFailsIsNone() throws {
        struct Failure: Error {}
        try withVersions { versions, path in
            _ = try add(versions, "a")
            #expect(throws: Failure.self) { try versions.add { _, _ in throw Failure() } }
            #expect(versions.numbers == [1])
            let left = try FileManager.default.contentsOfDirectory(atPath: path + "/versions")
            #expect(left == ["1"])
        }
    }

    @Test func whatStandsInTheLinksPlaceIsNotReplaced() throws {
        try withVersions { versions, path in
            try FileManager.default.createDirectory(
                atPath: path + "/champion",
                withIntermediateDirectories: true
            )
            #expect(throws: FormatError.self) { try versions.championNumber() }
            #expect(throws: FormatError.self) { try versions.promote(1) }
            try FileManager.default.removeItem(atPath: path + "/champion")
            try FileManager.default.createSymbolicLink(
                atPath: path + "/champion",
                withDestinationPath: "/etc"
            )
            let error = #expect(throws: FormatError.self) { try versions.promote(1) }
            #expect("\(error!)".contains("it links to /etc, expected versions/NUMBER"))
        }
    }

    @Test func readersFindOneWholeModelOrTheOther() throws {
        try withVersions { versions, path in
            for name in ["a", "b"] { _ = try add(versions, name) }
            try versions.promote(1)
            let switching = Thread {
                for turn in 0..<60 { try? versions.promote(1 + turn % 2) }
            }
            switching.start()
            while !switching.isFinished {
                #expect(["a 1", "b 2"].contains(try text(path + "/champion/file")))
            }
        }
    }
}
