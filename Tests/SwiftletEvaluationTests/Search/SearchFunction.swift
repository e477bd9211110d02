import SwiftletEvaluation
import SwiftletPlatform

/// The functions of `Fixtures/search/search_functions.py`.
enum SearchFunction: String, CaseIterable {
    case branin, hartmann, mixed

    var space: SearchSpace {
        switch self {
        case .branin: SearchSpace([.number("x", -5...10), .number("y", 0...15)])
        case .hartmann: SearchSpace((0..<6).map { .number("x\($0)", 0...1) })
        case .mixed:
            SearchSpace([
                .choice("scaler", ["none", "standard", "min-max"]),
                .choice("model", ["linear", "network", "tree"]),
                .choice("penalty", ["l1", "l2", "elasticnet"], when: ["model": ["linear"]]),
                .number("C", 1e-3...10, scale: .logarithmic, when: ["model": ["linear"]]),
                .number("l1 ratio", 0...1, when: ["penalty": ["elasticnet"]]),
                .integer("layers", 1...4, when: ["model": ["network"]]),
                .integer("units", 16...256, step: 16, when: ["model": ["network"]]),
                .number("rate", 1e-4...1e-1, scale: .logarithmic, when: ["model": ["network"]]),
                .number("dropout", 0...0.6, step: 0.05, when: ["model": ["network"]]),
                .integer("depth", 1...32, scale: .logarithmic, when: ["model": ["tree"]]),
            ])
        }
    }

    func value(_ p: ParameterValues) -> Double {
        switch self {
        case .branin: branin(p.double("x"), p.double("y"))
        case .hartmann: hartmann((0..<6).map { p.double("x\($0)") })
        case .mixed: mixed(p)
        }
    }

    private func branin(_ x: Double, _ y: Double) -> Double {
        let a = y - 5.1 / (4 * Double.pi * .pi) * x * x + 5 / .pi * x - 6
        return a * a + 10 * (1 - 1 / (8 * .pi)) * cos(x) + 10
    }

    private func hartmann(_ x: [Double]) -> Double {
        let scales: [[Double]] = [
            [10, 3, 17, 3.5, 1.7, 8], [0.05, 10, 17, 0.1, 8, 14], [3, 3.5, 1.7, 10, 17, 8],
            [17, 8, 0.05, 10, 0.1, 14],
        ]
        let places: [[Double]] = [
            [0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886],
            [0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991],
            [0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.6650],
            [0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381],
        ]
        return zip([1, 1.2, 3, 3.2], 0..<4).reduce(0) { sum, row in
            let distance = (0..<6).reduce(0) { sum, column in
                let away = x[column] - places[row.1][column]
                return sum + scales[row.1][column] * away * away
            }
            return sum - row.0 * exp(-distance)
        }
    }

    private func mixed(_ p: ParameterValues) -> Double {
        func squared(_ x: Double) -> Double { x * x }
        if p.string("model") == "tree" {
            return 0.24 + 0.02 * squared(log2(p.double("depth")) - 3)
        }
        var result = ["none": 0.03, "standard": 0, "min-max": 0.01][p.string("scaler")]!
        if p.string("model") == "linear" {
            result += 0.2 + 0.02 * squared(log10(p.double("C")) - 0.2)
            if p.string("penalty") == "elasticnet" {
                return result + 0.04 * squared(p.double("l1 ratio") - 0.35)
            }
            return result + (p.string("penalty") == "l1" ? 0.02 : 0.01)
        }
        let away = log10(p.double("rate")) + 2.6
        let layers = p.double("layers") - 2
        result += 0.15 + 0.05 * squared(away) + 0.02 * squared(layers)
        result += 0.03 * squared(away + 0.5 * layers) + 0.4 * squared(p.double("dropout") - 0.25)
        return result + 0.05 * squared(log2(p.double("units")) - 7.3)
    }
}
