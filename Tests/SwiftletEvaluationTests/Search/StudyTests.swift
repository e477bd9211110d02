import Foundation
import SwiftletBase
import SwiftletEvaluation
import Synchronization
import TestSupport
import Testing

@Suite struct StudyTests {
    private struct Trouble: Error {}

    private func study(seed: UInt64 = 1) -> Study {
        Study(space: SearchFunction.mixed.space, direction: .minimize, seed: seed, data: "made up")
    }

    private func run(
        _ study: inout Study,
        trials: Int,
        savingTo path: String? = nil
    ) throws {
        try study.optimize(trials: trials, pruner: MedianPruner(), savingTo: path) { trial in
            let value = SearchFunction.mixed.value(trial.parameters)
            for step in 1...3 {
                let noise = step == 2 && trial.number == 4 ? Double.nan : Double(3 - step) / 10
                if trial.report(value + noise, at: step) == .prune { break }
            }
            return value
        }
    }

    /// A study but for how long its trials took.
    private func outcome(_ study: Study) -> [String] {
        study.trials.map { "\($0.parameters) \($0.state) \($0.value ?? -1) \($0.reports)" }
    }

    @Test func theSameSeedGivesTheSameStudy() throws {
        var (first, second, other) = (study(), study(), study(seed: 2))
        try run(&first, trials: 40)
        try run(&second, trials: 40)
        try run(&other, trials: 40)
        #expect(outcome(first) == outcome(second))
        #expect(outcome(first) != outcome(other))
        #expect(Set(first.trials.map { "\($0.state)" }) == ["complete", "pruned"])
    }

    @Test func anInterruptedStudyGoesOnAsItWouldHave() throws {
        try withTemporaryDirectory { directory in
            let path = directory + "/study.json"
            func resumed() throws -> Study {
                try Study(
                    resuming: path,
                    space: SearchFunction.mixed.space,
                    direction: .minimize,
                    seed: 1,
                    data: "made up"
                )
            }
            var whole = study()
            try run(&whole, trials: 40)
            for end in [3, 17, 18, 40] {
                var part = try resumed()
                try run(&part, trials: end, savingTo: path)
                #expect(try Study(from: path) == part)
            }
            #expect(outcome(try resumed()) == outcome(whole))
            let error = #expect(throws: FormatError.self) {
                try Study(
                    resuming: path,
                    space: SearchFunction.mixed.space,
                    direction: .minimize,
                    seed: 2,
                    data: "made up"
                )
            }
            #expect(
                "\(try #require(error))".contains("study.json, seed: the study has another seed")
            )
        }
    }

    @Test func trialsAtTheSameTimeAreAsManyAndDiffer() throws {
        var study = study()
        let most = Mutex((now: 0, most: 0))
        try study.optimize(trials: 30, atOnce: 3) { trial in
            most.withLock { $0 = ($0.now + 1, max($0.most, $0.now + 1)) }
            defer { most.withLock { $0.now -= 1 } }
            usleep(2_000)
            return SearchFunction.mixed.value(trial.parameters)
        }
        #expect(study.trials.map(\.number) == Array(0..<30))
        #expect(Set(study.trials.map { "\($0.parameters)" }).count > 25)
        #expect(most.withLock { $0.most } <= 3)
        // What is drawn at random does not depend on how many run at the same time.
        var (one, several) = (self.study(), self.study())
        try one.optimize(trials: 20, sampler: RandomSampler()) { _ in 1 }
        try several.optimize(trials: 20, atOnce: 4, sampler: RandomSampler()) { _ in 1 }
        #expect(outcome(one) == outcome(several))
    }

    @Test func aStudyEndsWhereItIsToldTo() throws {
        var patient = study()
        try patient.optimize(trials: 100, patience: 5) { Double($0.number).magnitude }
        #expect(patient.trials.count == 6)
        var timed = study()
        try timed.optimize(trials: 100, seconds: 0) { _ in 1 }
        #expect(timed.trials.isEmpty)
        for (seconds, count) in [(-1, 0), (1e3, 2), (1e300, 2), (.infinity, 2), (.nan, 2)] {
            var timed = study()
            try timed.optimize(trials: 2, seconds: seconds) { _ in 1 }
            #expect(timed.trials.count == count, "\(seconds)")
        }
        var cancelled = study()
        try cancelled.optimize(trials: 100) { trial in
            if trial.number == 4 { throw CancellationError() }
            return 1
        }
        #expect(cancelled.trials.count == 4)
    }

    @Test func failuresAreKept() throws {
        var stopped = study()
        #expect(throws: Trouble.self) {
            try stopped.optimize(trials: 9) { trial in
                if trial.number == 2 { throw Trouble() }
                return 1
            }
        }
        #expect(stopped.trials.count == 3)
        #expect(stopped.trials[2].state == .failed("Trouble()"))
        var going = study()
        try going.optimize(trials: 30, onFailure: .goOn) { trial in
            if trial.number % 2 == 0 { throw Trouble() }
            return Double(trial.number)
        }
        #expect(going.trials.count == 30)
        #expect(going.best?.number == 1)
    }

    /// Optuna leaves trials out that are not a number, and keeps drawing where training diverges.
    @Test func theSearchLeavesWhereTrialsGoAstray() throws {
        var study = Study(
            space: SearchSpace([.number("rate", 0...1), .number("other", 0...1)]),
            direction: .maximize,
            seed: 4
        )
        try study.optimize(trials: 60) { trial in
            let rate = trial.parameters.double("rate")
            // The closer to divergence the better.
            return rate > 0.8 ? .nan : rate
        }
        let astray = study.trials.dropFirst(20).count { $0.isAstray }
        #expect(astray < 20, "\(astray) of 40")
        #expect(study.best!.value! > 0.75)
        #expect(study.bestValues.last == study.best?.value)
    }

    @Test func valuesBeyondAllNumbersAreKept() throws {
        try withTemporaryDirectory { directory in
            var study = study()
            let values = [Double.infinity, -.infinity, .nan, 1e-300]
            try study.optimize(trials: 4) { values[$0.number] }
            try study.save(to: directory + "/study.json")
            #expect(try Study(from: directory + "/study.json") == study)
        }
    }

    @Test func damagedFilesThrowTypedErrors() throws {
        try withTemporaryDirectory { directory in
            let path = directory + "/study.json"
            var study = study()
            try run(&study, trials: 14, savingTo: path)
            let bytes = try FileReader.bytes(of: path)
            var (read, refused) = (0, 0)
            Mutator.fuzz([bytes], seed: 7) { bytes in
                do {
                    try AtomicFile.write(bytes, to: path)
                    var damaged = try Study(from: path)
                    _ = try damaged.optimize(trials: 16) { _ in 1 }
                    _ = (damaged.best, damaged.pedAnovaImportances())
                    read += 1
                } catch let error as FormatError {
                    #expect(error.file == path)
                    refused += 1
                } catch {
                    Issue.record("\(error)")
                }
            }
            #expect(read > 0 && refused > read)
            func refusal(_ old: String, _ new: String) throws -> String {
                let text = String(decoding: bytes, as: UTF8.self).replacing(
                    old,
                    with: new,
                    maxReplacements: 1
                )
                try AtomicFile.write(Array(text.utf8), to: path)
                return "\(try #require(throws: FormatError.self) { try Study(from: path) })"
            }
            let unknown = try refusal("\"scaler\": \"none\"", "\"scaler\": \"nine\"")
            #expect(unknown.contains(".parameters.scaler: nine is none of the parameter's values"))
            #expect(
                try refusal("\"version\": 1", "\"version\": 2").contains("version 2 of studies")
            )
            #expect(try refusal("swiftlet-study", "x").contains("expected the trials of a search"))
            #expect(try refusal("\"number\": 1,", "\"number\": 0,").contains("does not follow"))
        }
    }
}
