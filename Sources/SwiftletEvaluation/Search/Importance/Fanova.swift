import SwiftletBase

extension Study {
    /// How much of the variance of the value over the whole space each parameter explains by itself,
    /// by a forest of regression trees (Hutter et al. 2014, "An Efficient Approach for Assessing
    /// Hyperparameter Importance"), as in Optuna 5.0.
    ///
    /// It asks what matters between good and bad, whereas ``pedAnovaImportances()`` asks what matters
    /// among the good. The forest is drawn, so that another seed gives somewhat other shares.
    ///
    /// - Parameters:
    ///   - trees: How many trees the forest has.
    ///   - seed: The seed of the forest.
    /// - Returns: The parameters that all complete trials have, the most important first.
    public func fanovaImportances(trees: Int = 64, seed: UInt64 = 0) -> [ParameterImportance] {
        let trials = comparedTrials
        let shared = space.parameters.indices.filter { index in
            trials.allSatisfy { !$0.parameters.codes[index].isNaN }
        }
        let table = FanovaTable(
            domains: shared.map { space.parameters[$0].domain },
            rows: trials.map { trial in shared.map { trial.parameters.codes[$0] } },
            targets: trials.map { $0.value! }
        )
        var sums = [Double](repeating: 0, count: shared.count)
        if trials.count > 1, !table.columns.isEmpty {
            for tree in 0..<trees {
                var generator = PCG64(seed: seed, stream: UInt32(truncatingIfNeeded: tree))
                let boxes = RegressionBoxes(table, using: &generator)
                let variance = boxes.variance
                if variance <= 0 { continue }
                for parameter in shared.indices {
                    sums[parameter] +=
                        boxes.marginalVariance(of: table.columnsOf[parameter]) / variance
                }
            }
        }
        return [ParameterImportance](
            amounts: zip(shared, sums).map { (space.parameters[$0].name, $1) }
        )
    }
}

/// Trials as a table for trees: a column from 0 to 1 for each range, one of zeros and ones for each
/// choice.
struct FanovaTable {
    /// The values of each column.
    private(set) var columns: [[Double]] = []
    /// The columns of each parameter; none where it has a single value.
    private(set) var columnsOf: [Range<Int>] = []
    let targets: [Double]

    init(domains: [SearchParameter.Domain], rows: [[Double]], targets: [Double]) {
        self.targets = targets
        for (index, domain) in domains.enumerated() {
            let start = columns.count
            if domain.count != 1 {
                if let range = domain.range {
                    columns.append(rows.map { ($0[index] - range.low) / (range.high - range.low) })
                } else {
                    for choice in 0..<domain.count! {
                        columns.append(rows.map { $0[index] == Double(choice) ? 1 : 0 })
                    }
                }
            }
            columnsOf.append(start..<columns.count)
        }
    }
}

/// What a regression tree says: boxes that fill the space from 0 to 1, each with a value.
struct RegressionBoxes {
    private struct Box {
        var low: [Double]
        var high: [Double]
        var value = 0.0
    }

    private var boxes: [Box] = []

    /// The tree of a draw of as many rows, some of them several times, grown until the rows of a box
    /// have one value.
    init(_ table: FanovaTable, using generator: inout PCG64) {
        var weights = [Double](repeating: 0, count: table.targets.count)
        for _ in weights.indices { weights[generator.below(weights.count)] += 1 }
        let rows = weights.indices.filter { weights[$0] > 0 }
        let count = table.columns.count
        let all = Box(
            low: [Double](repeating: 0, count: count),
            high: [Double](repeating: 1, count: count)
        )
        var open = [(rows: rows, box: all, depth: 0)]
        while let (next, box, depth) = open.popLast() {
            var (rows, box) = (next, box)
            let split =
                depth < 64 ? Self.bestSplit(of: rows, weights, table, using: &generator) : nil
            guard let (column, threshold) = split else {
                let weight = rows.reduce(0) { $0 + weights[$1] }
                box.value = rows.reduce(0) { $0 + weights[$1] * table.targets[$1] } / weight
                boxes.append(box)
                continue
            }
            var (left, right) = (box, box)
            left.high[column] = threshold
            right.low[column] = threshold
            let values = table.columns[column]
            let half = rows.partition { values[$0] > threshold }
            open.append((Array(rows[..<half]), left, depth + 1))
            open.append((Array(rows[half...]), right, depth + 1))
        }
    }

    /// The column and threshold that leave the least variance; nil where the rows have one value or
    /// cannot be told apart. Of equal columns one is taken by chance.
    private static func bestSplit(
        of rows: [Int],
        _ weights: [Double],
        _ table: FanovaTable,
        using generator: inout PCG64
    ) -> (column: Int, threshold: Double)? {
        let targets = table.targets
        guard rows.contains(where: { targets[$0] != targets[rows[0]] }) else { return nil }
        let weight = rows.reduce(0) { $0 + weights[$1] }
        let sum = rows.reduce(0) { $0 + weights[$1] * targets[$1] }
        var best: (column: Int, threshold: Double)?
        var greatest = -Double.infinity
        for column in generator.permutation(of: table.columns.count) {
            let values = table.columns[column]
            let sorted = rows.sorted { values[$0] < values[$1] }
            var (leftWeight, leftSum) = (0.0, 0.0)
            for place in 0..<sorted.count - 1 {
                let row = sorted[place]
                leftWeight += weights[row]
                leftSum += weights[row] * targets[row]
                let (value, next) = (values[row], values[sorted[place + 1]])
                if next - value <= 1e-12 { continue }
                let rightSum = sum - leftSum
                let gain =
                    leftSum * leftSum / leftWeight + rightSum * rightSum / (weight - leftWeight)
                if gain > greatest {
                    greatest = gain
                    best = (column, value + (next - value) / 2)
                }
            }
        }
        return best
    }

    private func volume(of box: Box) -> Double {
        zip(box.low, box.high).reduce(1) { $0 * ($1.1 - $1.0) }
    }

    /// The variance of the value over the whole space.
    var variance: Double {
        let volumes = boxes.map(volume)
        return Self.variance(of: boxes.map(\.value), volumes)
    }

    /// The variance over some columns of the mean value over the others.
    func marginalVariance(of columns: Range<Int>) -> Double {
        if columns.isEmpty { return 0 }
        var cells: [(middle: [Double], size: Double)] = [([], 1)]
        for column in columns {
            let cuts = Set(boxes.map { $0.low[column] } + [1]).sorted()
            cells = cells.flatMap { cell in
                zip(cuts, cuts.dropFirst()).map { low, high in
                    (cell.middle + [(low + high) / 2], cell.size * (high - low))
                }
            }
        }
        // For each box the part of its volume that the other columns have.
        let parts = boxes.map { box in
            columns.reduce(volume(of: box)) { $0 / (box.high[$1] - box.low[$1]) }
        }
        let means = cells.map { cell in
            zip(boxes, parts).reduce(0) { sum, pair in
                let (box, part) = pair
                let isWithin = zip(columns, cell.middle).allSatisfy {
                    box.low[$0] < $1 && $1 < box.high[$0]
                }
                return isWithin ? sum + box.value * part : sum
            }
        }
        return Self.variance(of: means, cells.map(\.size))
    }

    private static func variance(of values: [Double], _ weights: [Double]) -> Double {
        let sum = weights.reduce(0, +)
        let mean = zip(values, weights).reduce(0) { $0 + $1.0 * $1.1 } / sum
        return zip(values, weights).reduce(0) { $0 + ($1.0 - mean) * ($1.0 - mean) * $1.1 } / sum
    }
}
