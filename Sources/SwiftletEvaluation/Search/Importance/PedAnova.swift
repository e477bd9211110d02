import SwiftletPlatform

extension Study {
    /// How much each parameter matters for being among the best tenth of the trials: how far its
    /// values there are from those of all trials (PED-ANOVA; Watanabe et al. 2023, "PED-ANOVA:
    /// Efficiently Quantifying Hyperparameter Importance in Arbitrary Subspaces"), as in Optuna 5.0.
    ///
    /// It also knows parameters that only some trials have, each for its own trials. It asks what
    /// tells the best from the good, and can rank last what decides between good and bad: see
    /// ``fanovaImportances(trees:seed:)``, and trust what both say. It needs some 50 trials.
    ///
    /// - Returns: The parameters that complete trials have, the most important first.
    public func pedAnovaImportances() -> [ParameterImportance] {
        let trials = comparedTrials
        let losses = trials.map { direction.loss($0.value!) }
        let best = Int((0.1 * Double(trials.count)).rounded(.up))
        let sorted = losses.sorted()
        let isBest = losses.map { $0 <= sorted[best - 1] }
        let bestCount = Double(isBest.count { $0 })

        let names = space.names.filter { name in
            space.indices(of: name).contains { index in
                trials.contains { !$0.parameters.codes[index].isNaN }
            }
        }
        let amounts = names.map { name -> (name: String, amount: Double) in
            if trials.count < 2 { return (name, 0) }
            // Where a name has several domains, each is judged for its own trials.
            var amount = 0.0
            var domains: [SearchParameter.Domain] = []
            for index in space.indices(of: name) {
                let domain = space.parameters[index].domain
                if domain.count == 1 || domains.contains(domain) { continue }
                domains.append(domain)
                let same = space.indices(of: name).filter { space.parameters[$0].domain == domain }
                var (all, best) = ([Double](), [Double]())
                for (trial, isBest) in zip(trials, isBest) {
                    let codes = same.map { trial.parameters.codes[$0] }
                    guard let code = codes.first(where: { !$0.isNaN }) else { continue }
                    all.append(code)
                    if isBest { best.append(code) }
                }
                if all.count < 2 || best.isEmpty { continue }
                let share = Double(best.count) / bestCount
                amount +=
                    share * share / (Double(all.count) / Double(trials.count))
                    * domain.divergence(of: best, from: all)
            }
            return (name, amount)
        }
        return [ParameterImportance](amounts: amounts)
    }
}

extension SearchParameter.Domain {
    /// Pearson's divergence of the density of some values from that of others, over a grid.
    fileprivate func divergence(of best: [Double], from all: [Double]) -> Double {
        let (first, second) = (gridDensity(of: best), gridDensity(of: all))
        return zip(first, second).reduce(0) { sum, density in
            let difference = density.0 / density.1 - 1
            return sum + density.1 * difference * difference
        }
    }

    /// The density of values at each cell of a grid, choices or at most 50 cells of a range, never
    /// quite 0.
    private func gridDensity(of values: [Double]) -> [Double] {
        var counts = [Int](repeating: 0, count: cellCount)
        for value in values { counts[cell(of: value)] += 1 }
        let occupied = counts.indices.filter { counts[$0] > 0 }
        let places = occupied.map(Double.init)
        let weights = occupied.map { Double(counts[$0]) }
        let kernels: ParameterKernels =
            range == nil
            ? .choice(ChoiceKernels(places, of: counts.count))
            : .numeric(NumericKernels(cells: counts.count, places: places, weights: weights))
        return ParzenEstimator([kernels], weights: weights + [1])
            .logDensity(of: counts.indices.map { [Double($0)] })
            .map { exp($0) + 1e-12 }
    }

    private var cellCount: Int {
        switch self {
        case .choice(let values): return values.count
        case .integer(let low, let high, .logarithmic, _):
            let size = log(Double(high - low + 1)) / log(2.0)
            return min(Int(size.rounded(.up)) + 1, 50)
        case .number, .integer: return min(count ?? 50, 50)
        }
    }

    private func cell(of value: Double) -> Int {
        guard let range else { return Int(value) }
        let (low, high) = (range.scaled(range.low), range.scaled(range.high))
        let width = (high - low) / Double(cellCount - 1)
        let place = ((range.scaled(value) - low) / width - 0.5).rounded(.up)
        return min(max(Int(place), 0), cellCount - 1)
    }
}

extension NumericKernels {
    /// Kernels at cells of a grid, all of the width that Scott's rule gives for as many values as
    /// `weights` counts (Scott 1992, "Multivariate Density Estimation").
    fileprivate init(cells: Int, places: [Double], weights: [Double]) {
        let sum = weights.reduce(0, +)
        var cumulative: [Double] = []
        for weight in weights { cumulative.append((cumulative.last ?? 0) + weight) }
        let mean = zip(places, weights).reduce(0) { $0 + $1.0 * $1.1 } / sum
        let squares = zip(places, weights).reduce(0) {
            $0 + ($1.0 - mean) * ($1.0 - mean) * $1.1
        }
        let deviation = (squares / max(1, sum - 1)).squareRoot()
        let lower = cumulative.firstIndex { $0 >= (sum / 4).rounded(.down) } ?? 0
        let upper = cumulative.firstIndex { $0 > (sum * 3 / 4).rounded(.down) }
        let spread = places[upper ?? places.count - 1] - places[lower]
        let width = 1.059 * min(spread / 1.34, deviation) * pow(sum, -0.2)
        // No narrower than that nine tenths of a kernel stay within its cell.
        let widths = [Double](repeating: max(width, 0.5 / 1.64), count: places.count)
        self.init(
            range: NumericRange(low: 0, high: Double(cells - 1), step: 1),
            centers: places + [Double(cells - 1) / 2],
            widths: widths + [Double(cells)]
        )
    }
}
