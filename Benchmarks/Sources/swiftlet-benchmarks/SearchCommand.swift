import ArgumentParser
import Swiftlet

struct SearchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "search",
        abstract: "What searches by TPE find on functions that are known, or what a trial takes."
    )

    @Option(
        help: "The trials of each function, as branin=60; what 200 seeds find, in ascending order."
    )
    var best: [String] = []

    @Option(help: "How often to time 20 trials of a study that has 90.")
    var repetitions = 5

    func run() throws {
        if best.isEmpty {
            let times = try (1...repetitions).map { try secondsOfTrial(seed: UInt64($0)) }
            return print(["seconds": ["trial": .numbers(times)]] as JSONValue)
        }
        var found: [(String, JSONValue)] = []
        for request in best {
            let parts = request.split(separator: "=")
            guard parts.count == 2, let function = SearchFunction(rawValue: String(parts[0])),
                let count = Int(parts[1])
            else { throw ValidationError("--best takes a function and trials, as branin=60.") }
            let values = try (0..<200).map { (seed: UInt64) in
                var study = function.study(seed: seed)
                try study.optimize(trials: count) { function.value($0.parameters) }
                return study.best!.value!
            }
            found.append((function.rawValue, .numbers(values.sorted())))
        }
        print(JSONValue.object(JSONObject(found)))
    }

    /// What a trial takes beside its objective, which is next to nothing.
    private func secondsOfTrial(seed: UInt64) throws -> Double {
        let function = SearchFunction.mixed
        var study = function.study(seed: seed)
        try study.optimize(trials: 90) { function.value($0.parameters) }
        return try seconds {
            try study.optimize(trials: 110) { function.value($0.parameters) }
        } / 20
    }
}

extension SearchFunction {
    fileprivate func study(seed: UInt64) -> Study {
        Study(space: space, direction: .minimize, seed: seed)
    }
}
