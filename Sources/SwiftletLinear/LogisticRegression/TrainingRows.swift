import SwiftletBase

/// Labels as class numbers, and the weight of each row.
struct TrainingRows {
    /// The distinct labels in ascending order.
    let classes: [Int]
    /// The position of each row's label in `classes`.
    let targets: [Int32]
    /// Sample weight times class weight of each row.
    let weights: Storage<Double>
    /// The sum of `weights`.
    let totalWeight: Double

    init(
        labels: [Int],
        sampleWeights: [Double]?,
        classWeights: LogisticRegression.ClassWeights
    ) throws {
        let classes = Self.distinct(labels)
        guard classes.count >= 2 else { throw TrainingDataError.oneClass(label: classes[0]) }
        self.classes = classes
        targets = labels.map { label in Int32(truncatingIfNeeded: Self.position(label, classes)) }
        weights = Storage<Double>(zeros: labels.count)
        if let sampleWeights {
            for (row, weight) in sampleWeights.enumerated() { weights.address[row] = weight }
        } else {
            weights.address.update(repeating: 1, count: labels.count)
        }
        if let factors = try Self.factors(classWeights, classes, targets, weights) {
            for row in targets.indices { weights.address[row] *= factors[Int(targets[row])] }
        }
        var total = 0.0
        for row in targets.indices { total += weights.address[row] }
        guard total > 0 else { throw TrainingDataError.weightless(label: nil) }
        totalWeight = total
    }

    /// How many rows of coefficients the classes need.
    var outputs: Int { classes.count == 2 ? 1 : classes.count }

    /// Throws where all rows of a class have the weight 0.
    func requireWeightOfEachClass() throws(TrainingDataError) {
        for (label, sum) in zip(classes, Self.sums(classes, targets, weights)) where sum == 0 {
            throw .weightless(label: label)
        }
    }

    /// The weights of each class's rows, added up.
    private static func sums(
        _ classes: [Int],
        _ targets: [Int32],
        _ weights: Storage<Double>
    ) -> [Double] {
        var sums = [Double](repeating: 0, count: classes.count)
        for row in targets.indices { sums[Int(targets[row])] += weights.address[row] }
        return sums
    }

    /// The distinct labels in ascending order; quick where they are few.
    private static func distinct(_ labels: [Int]) -> [Int] {
        var classes: [Int] = []
        for label in labels {
            let place = position(label, classes)
            if place == classes.count || classes[place] != label {
                classes.insert(label, at: place)
            }
        }
        return classes
    }

    /// The number of `classes` that are smaller; without a branch where they are few.
    @inline(__always)
    private static func position(_ label: Int, _ classes: [Int]) -> Int {
        if classes.count <= 8 {
            var smaller = 0
            for known in classes { smaller &+= known < label ? 1 : 0 }
            return smaller
        }
        var low = 0
        var high = classes.count
        while low < high {
            let middle = (low + high) / 2
            if classes[middle] < label { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// The factor of each class; nil where all are 1.
    private static func factors(
        _ classWeights: LogisticRegression.ClassWeights,
        _ classes: [Int],
        _ targets: [Int32],
        _ weights: Storage<Double>
    ) throws -> [Double]? {
        switch classWeights {
        case .none: return nil
        case .balanced:
            let sums = sums(classes, targets, weights)
            let total = sums.reduce(0, +)
            var factors: [Double] = []
            for (label, sum) in zip(classes, sums) {
                guard sum > 0 else { throw TrainingDataError.weightless(label: label) }
                factors.append(total / (Double(classes.count) * sum))
            }
            return factors
        case .given(let given):
            for (label, weight) in given where !(weight >= 0 && weight.isFinite) {
                throw SettingError.invalidClassWeight(label: label)
            }
            let unknown = given.keys.filter { !classes.contains($0) }
            if !unknown.isEmpty && classes.contains(where: { given[$0] == nil }) {
                throw SettingError.classWeightsOfUnknownLabels(unknown.sorted())
            }
            return classes.map { given[$0] ?? 1 }
        }
    }
}
