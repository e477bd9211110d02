import SwiftletBase
import SwiftletEvaluation
import Testing

@Suite struct SearchSpaceTests {
    /// Solvers and the penalties that each of them knows.
    static let logistic = SearchSpace([
        .choice("solver", ["lbfgs", "liblinear", "saga"]),
        .choice("penalty", ["none", "l2"], when: ["solver": ["lbfgs"]]),
        .choice("penalty", ["l1", "l2"], when: ["solver": ["liblinear"]]),
        .choice("penalty", ["none", "l1", "l2", "elasticnet"], when: ["solver": ["saga"]]),
        .number("l1 ratio", 0...1, when: ["penalty": ["elasticnet"]]),
        .number("C", 1e-3...10, scale: .logarithmic),
        .integer("iterations", 200...1000, step: 200),
        .choice("intercept", [false, true]),
        .integer("fixed", 7...7),
    ])

    private func check(_ values: ParameterValues) {
        let allowed: [String: Set<String>] = [
            "lbfgs": ["none", "l2"], "liblinear": ["l1", "l2"],
            "saga": ["none", "l1", "l2", "elasticnet"],
        ]
        #expect(allowed[values.string("solver")]!.contains(values.string("penalty")))
        #expect((values["l1 ratio"] != nil) == (values.string("penalty") == "elasticnet"))
        #expect((1e-3...10).contains(values.double("C")))
        #expect(stride(from: 200, through: 1000, by: 200).contains(values.integer("iterations")))
        _ = values.bool("intercept")
        #expect(values.integer("fixed") == 7)
    }

    @Test(
        arguments: [
            RandomSampler(), SpreadSampler(), TPESampler(), TPESampler(dependence: .independent),
        ] as [any Sampler]
    )
    func noImpossiblePairIsDrawn(sampler: any Sampler) throws {
        var study = Study(space: Self.logistic, direction: .maximize, seed: 3)
        var seen: Set<String> = []
        try study.optimize(trials: 150, sampler: sampler) { trial in
            check(trial.parameters)
            let pair = [trial.parameters.string("solver"), trial.parameters.string("penalty")]
            seen.insert(pair.joined(separator: " "))
            return trial.parameters.double("C")
        }
        #expect(seen.count == 8)
    }

    @Test func theGridTriesEveryPossibleCombinationOnce() throws {
        let grid = GridSampler(Self.logistic, points: 3, seed: 1)
        // 7 pairs without a ratio and one with 3, of 3 C, 5 iterations, 2 intercepts.
        #expect(grid.combinations.count == 10 * 3 * 5 * 2)
        #expect(Set(grid.combinations.map(\.description)).count == grid.combinations.count)
        grid.combinations.forEach(check)
        var study = Study(space: Self.logistic, direction: .maximize, seed: 3)
        try study.optimize(trials: 1_000, sampler: grid) { $0.parameters.double("C") }
        #expect(study.trials.count == 300)
        #expect(study.best?.value == 10)
        let logarithmic = SearchSpace([.integer("n", 1...100, scale: .logarithmic)])
        let values = GridSampler(logarithmic, points: 3).combinations.map { $0.integer("n") }
        #expect(values.sorted() == [1, 10, 100])
    }

    @Test func everyValueIsDrawnAndNoneBeyondTheEnds() throws {
        let space = SearchSpace([
            .number("step", 0.1...0.52, step: 0.1), .integer("log", 1...8, scale: .logarithmic),
            .integer("wide", -3...3), .number("rate", 1e-300...1e300, scale: .logarithmic),
        ])
        for sampler in [RandomSampler(), TPESampler(firstTrials: 2)] as [any Sampler] {
            var seen: [Set<Double>] = [[], [], []]
            var study = Study(space: space, direction: .minimize, seed: 1)
            try study.optimize(trials: 300, sampler: sampler) { trial in
                let p = trial.parameters
                for (place, name) in ["step", "log", "wide"].enumerated() {
                    seen[place].insert(p.double(name))
                }
                #expect((1e-300...1e300).contains(p.double("rate")))
                return Double(trial.number * 7 % 10)
            }
            let possible: [Set<Double>] = [
                [0.1, 0.2, 0.1 + 2 * 0.1, 0.4, 0.5], [1, 2, 3, 4, 5, 6, 7, 8],
                [-3, -2, -1, 0, 1, 2, 3],
            ]
            for (seen, possible) in zip(seen, possible) {
                #expect(seen.isSubset(of: possible))
                // What is good is drawn more often than the rest.
                #expect(sampler is TPESampler || seen == possible)
            }
        }
    }

    @Test func impossibleSpacesSayWhy() throws {
        func problem(_ parameters: String) throws -> String {
            let json = try JSONValue(parsing: "[\(parameters)]").array()
            let error = #expect(throws: FormatError.self) { try SearchSpace(json: json) }
            return error.map(String.init(describing:)) ?? ""
        }
        let choice = #"{"name": "a", "kind": "choice", "values": ["x", "y"]}"#
        let number = #"{"name": "n", "kind": "number", "low": 0, "high": 1, "scale": "linear"}"#
        func conditional(_ name: String, _ when: String) -> String {
            #"{"name": "\#(name)", "kind": "choice", "values": [1, 2], "when": {\#(when)}}"#
        }
        for (parameters, words) in [
            ("", "there is no parameter"),
            (number.replacing("linear", with: "logarithmic"), "0.0 has no logarithm"),
            (number.replacing("\"high\": 1", with: "\"high\": -1"), "0.0 to -1.0 is no range"),
            (choice.replacing("\"y\"", with: "\"x\""), "there twice"),
            (choice.replacing("choice", with: "other"), "space[0].kind"),
            (choice + "," + choice, "\"a\" is there twice"),
            (conditional("b", #""a": ["x"]"#), "no such parameter stands before"),
            (choice + "," + conditional("b", #""a": ["z"]"#), "z is none of its values"),
            (number + "," + conditional("b", #""n": [0.5]"#), "its values are not counted"),
            (
                choice + "," + conditional("b", #""a": ["x"]"#) + ","
                    + conditional("b", #""a": ["x", "y"]"#),
                "do not exclude each other"
            ),
        ] {
            let found = try problem(parameters)
            #expect(found.contains(words), "\(found)")
        }
    }
}
