import SwiftletBase
import SwiftletTensor

extension LogisticRegression {
    /// Fits the model to sparse features.
    ///
    /// - Parameters:
    ///   - features: The features, `[samples, columns]`.
    ///   - labels: The label of each row; two or more distinct ones.
    ///   - sampleWeights: How much each row counts; 1 by default.
    /// - Returns: How the fit went, also kept in `report`. That a solver did not converge is stated
    ///   there and is no error.
    /// - Throws: `SettingError` where the settings do not go together, `TrainingDataError` where
    ///   the data are not valid training data; the model then stays as it was.
    @discardableResult
    public mutating func fit(
        _ features: SparseMatrix,
        _ labels: [Int],
        sampleWeights: [Double]? = nil
    ) throws -> FitReport {
        try features.withRows { (rows) throws in
            try validate(rows, labels, sampleWeights)
        }
        if !isSmooth {
            return try features.withRows { (rows) throws -> FitReport in
                try take(
                    solve(rows, labels, sampleWeights) { training, weights in
                        try minimizeByRows(rows, isSparse: true, training, weights)
                    }
                )
            }
        }
        let (sorted, order) = features.sortedByRowLength()
        let products = SparseProducts(sorted)
        return try take(
            solve(
                products,
                order.map { labels[Int($0)] },
                sampleWeights.map { weights in order.map { weights[Int($0)] } }
            ) { training, weights in minimizeSmooth(products, training, weights) }
        )
    }

    /// Fits the model to dense features, `[samples, columns]`. See `fit` for sparse features.
    ///
    /// - Throws: What that throws.
    @discardableResult
    public mutating func fit(
        _ features: Tensor,
        _ labels: [Int],
        sampleWeights: [Double]? = nil
    ) throws -> FitReport {
        try features.withRows { (rows) throws -> FitReport in
            try validate(rows, labels, sampleWeights)
            return try take(
                solve(rows, labels, sampleWeights) { training, weights in
                    isSmooth
                        ? minimizeSmooth(rows, training, weights)
                        : try minimizeByRows(rows, isSparse: false, training, weights)
                }
            )
        }
    }

    /// Whether the solver minimises a `SmoothObjective`; the others go from row to row.
    private var isSmooth: Bool {
        switch solver {
        case .lbfgs, .newtonCG: true
        case .liblinear: penalty != .l1
        case .saga: false
        }
    }

    /// Solves the problems that the labels pose.
    ///
    /// - Parameter minimize: Moves weights from a starting point to the minimum for some rows.
    private func solve(
        _ features: some FeatureProducts,
        _ labels: [Int],
        _ sampleWeights: [Double]?,
        _ minimize: (TrainingRows, Storage<Double>) throws -> SolverOutcome
    ) throws -> (classes: [Int], solutions: [Solution]) {
        let problems = try problems(labels, sampleWeights)
        var solutions: [Solution] = []
        for training in problems.parts {
            let outputs = training.outputs
            if solver == .liblinear && outputs > 1 {
                throw SettingError.tooManyClasses(solver: solver, classes: outputs)
            }
            let weights = try startingPoint(
                features.columnCount,
                problems.classes,
                solutions.count..<solutions.count + outputs
            )
            let outcome = try minimize(training, weights)
            solutions.append(solution(features, training, weights, outcome))
        }
        return (problems.classes, solutions)
    }

    /// The classes, and what is to be minimised for them: one problem of all classes, or one of two
    /// classes for each class versus the rest.
    private func problems(
        _ labels: [Int],
        _ sampleWeights: [Double]?
    ) throws -> (classes: [Int], parts: [TrainingRows]) {
        // Classes are balanced within each problem, but one that is given a weight has it in all.
        let isBalancedInParts = multiclass == .oneVersusRest && classWeights == .balanced
        let whole = try TrainingRows(
            labels: labels,
            sampleWeights: sampleWeights,
            classWeights: isBalancedInParts ? .none : classWeights
        )
        guard multiclass == .oneVersusRest else { return (whole.classes, [whole]) }
        if isBalancedInParts { try whole.requireWeightOfEachClass() }
        let weights = (0..<labels.count).map { whole.weights.address[$0] }
        var parts: [TrainingRows] = []
        for place in whole.outputs == 1 ? 1..<2 : whole.classes.indices {
            parts.append(
                try TrainingRows(
                    labels: whole.targets.map { $0 == place ? 1 : 0 },
                    sampleWeights: weights,
                    classWeights: isBalancedInParts ? .balanced : .none
                )
            )
        }
        return (whole.classes, parts)
    }

    /// Throws unless the settings go together and the data are valid training data.
    private func validate(
        _ rows: some FeatureRows,
        _ labels: [Int],
        _ sampleWeights: [Double]?
    ) throws {
        try validateSettings()
        guard labels.count == rows.rowCount else {
            throw TrainingDataError.labelCount(labels: labels.count, rows: rows.rowCount)
        }
        guard rows.rowCount > 0 && rows.columnCount > 0 else {
            throw TrainingDataError.noFeatures(rows: rows.rowCount, columns: rows.columnCount)
        }
        if let sampleWeights {
            guard sampleWeights.count == labels.count else {
                throw TrainingDataError.sampleWeightCount(
                    weights: sampleWeights.count,
                    rows: labels.count
                )
            }
            for (row, weight) in sampleWeights.enumerated() {
                if !(weight >= 0 && weight.isFinite) {
                    throw TrainingDataError.invalidSampleWeight(row: row)
                }
            }
        }
        try validateFeatures(rows)
    }

    /// Throws at the first feature that is not valid training data.
    private func validateFeatures(_ rows: some FeatureRows) throws {
        let limit: Double = solver == .liblinear ? 1e30 : .greatestFiniteMagnitude
        if rows.areFinite(below: limit) { return }
        for row in 0..<rows.rowCount {
            var problem: TrainingDataError?
            rows.forEach(row) { column, value in
                if problem != nil { return }
                if !value.isFinite {
                    problem = .featureNotFinite(row: row, column: column)
                } else if value > limit {
                    problem = .featureTooLarge(row: row, column: column)
                }
            }
            if let problem { throw problem }
        }
    }

    /// Zeros, or the present coefficients of some outputs for a warm start: a number a feature for
    /// each of them, then the intercepts.
    private func startingPoint(
        _ features: Int,
        _ newClasses: [Int],
        _ outputs: Range<Int>
    ) throws -> Storage<Double> {
        let width = outputs.count
        let weights = Storage<Double>(zeros: (features + (fitsIntercept ? 1 : 0)) * width)
        guard warmStart && isFitted && solver != .liblinear else { return weights }
        guard featureCount == features && classes == newClasses else {
            throw TrainingDataError.warmStartDoesNotFit(
                classes: newClasses.count,
                features: features,
                fittedClasses: classes.count,
                fittedFeatures: featureCount
            )
        }
        for (place, output) in outputs.enumerated() {
            for feature in 0..<features {
                weights.address[feature * width + place] = coefficients[output][feature]
            }
            if fitsIntercept {
                weights.address[features * width + place] = intercepts[output]
            }
        }
        return weights
    }

    private func minimizeSmooth(
        _ features: some FeatureProducts,
        _ training: TrainingRows,
        _ weights: Storage<Double>
    ) -> SolverOutcome {
        if solver == .liblinear { return minimizeByTrustRegion(features, training, weights) }
        func minimize(_ objective: some SmoothObjective) -> SolverOutcome {
            if solver == .lbfgs {
                LBFGS(gradientTolerance: tolerance, maximumIterations: maximumIterations)
                    .minimize(objective, weights)
            } else {
                NewtonConjugateGradient(
                    gradientTolerance: tolerance,
                    maximumIterations: maximumIterations
                ).minimize(objective, weights)
            }
        }
        // They minimise the mean loss plus the penalty over `C` and the weights' sum.
        let l2 = effectivePenalty == .none ? 0 : 1 / (C * training.totalWeight)
        let scale = 1 / training.totalWeight
        if training.outputs == 1 {
            return minimize(training.binaryObjective(features, scale, l2, unpenalizedIntercept))
        }
        return minimize(
            MultinomialLogisticObjective(
                features: features,
                classes: training.outputs,
                targets: training.targets,
                rowWeights: training.scaledWeights(scale),
                l2: l2,
                fitsIntercept: fitsIntercept
            )
        )
    }

    private var unpenalizedIntercept: InterceptColumn? {
        fitsIntercept ? InterceptColumn(value: 1, isPenalized: false) : nil
    }

    private func minimizeByRows(
        _ rows: some FeatureRows,
        isSparse: Bool,
        _ training: TrainingRows,
        _ weights: Storage<Double>
    ) throws -> SolverOutcome {
        solver == .saga
            ? try minimizeStochastic(
                rows,
                training,
                training.outputs,
                weights,
                interceptDecay: isSparse ? 0.01 : 1
            ) : minimizeByCoordinates(rows, training, weights)
    }

    /// liblinear minimises `C` times the sum of losses plus the penalty, with the intercept as the
    /// weight of a constant feature, to a tolerance relative to the rarer class.
    private func relativeTolerance(_ training: TrainingRows, _ kept: [Int]) -> Double {
        let positives = kept.count { training.targets[$0] == 1 }
        let rarer = max(1, min(positives, kept.count - positives))
        return tolerance * Double(rarer) / Double(kept.count)
    }

    /// The rows that count.
    private func keptRows(_ training: TrainingRows) -> [Int] {
        training.targets.indices.filter { training.weights.address[$0] > 0 }
    }

    private func minimizeByTrustRegion(
        _ features: some FeatureProducts,
        _ training: TrainingRows,
        _ weights: Storage<Double>
    ) -> SolverOutcome {
        let intercept =
            fitsIntercept ? InterceptColumn(value: interceptScaling, isPenalized: true) : nil
        var outcome = TrustRegionNewton(
            relativeTolerance: relativeTolerance(training, keptRows(training)),
            maximumIterations: maximumIterations
        ).minimize(training.binaryObjective(features, C, 1, intercept), weights)
        takeIntercept(features.columnCount, weights, &outcome) { $0 * $0 / 2 }
        return outcome
    }

    private func minimizeByCoordinates(
        _ rows: some FeatureRows,
        _ training: TrainingRows,
        _ weights: Storage<Double>
    ) -> SolverOutcome {
        let kept = keptRows(training)
        var outcome = CoordinateDescent(
            relativeTolerance: relativeTolerance(training, kept),
            maximumIterations: maximumIterations,
            seed: seed
        ).minimize(
            FeatureColumns(
                rows,
                keptRows: kept,
                constant: fitsIntercept ? interceptScaling : nil
            ),
            signs: Storage(kept.map { training.targets[$0] == 1 ? 1 : -1 }),
            rowWeights: Storage(kept.map { C * training.weights.address[$0] }),
            weights
        )
        takeIntercept(rows.columnCount, weights, &outcome) { abs($0) }
        return outcome
    }

    /// Turns the weight of liblinear's constant into the intercept. Its penalty belongs to the
    /// objective.
    private func takeIntercept(
        _ column: Int,
        _ weights: Storage<Double>,
        _ outcome: inout SolverOutcome,
        penalty: (Double) -> Double
    ) {
        guard fitsIntercept else { return }
        let constantWeight = weights.address[column]
        outcome.interceptPenalty = penalty(constantWeight)
        weights.address[column] = constantWeight * interceptScaling
    }

    private func minimizeStochastic(
        _ rows: some FeatureRows,
        _ training: TrainingRows,
        _ outputs: Int,
        _ weights: Storage<Double>,
        interceptDecay: Double
    ) throws -> SolverOutcome {
        let strength =
            effectivePenalty == .none ? 0 : 1 / (C * Double(training.targets.count))
        let ratio = effectivePenalty.l1Ratio
        return try StochasticAverageGradient(
            tolerance: tolerance,
            maximumIterations: maximumIterations,
            l2: strength * (1 - ratio),
            l1: strength * ratio,
            fitsIntercept: fitsIntercept,
            interceptDecay: interceptDecay,
            seed: seed
        ).minimize(
            rows,
            outputs: outputs,
            targets: training.targets,
            rowWeights: training.weights,
            weights
        )
    }

    /// What a solver found for one problem.
    private struct Solution {
        var coefficients: [[Double]]
        var intercepts: [Double]
        var report: FitReport
    }

    private func solution(
        _ features: some FeatureProducts,
        _ training: TrainingRows,
        _ weights: Storage<Double>,
        _ outcome: SolverOutcome
    ) -> Solution {
        let (columns, outputs) = (features.columnCount, training.outputs)
        let coefficients = (0..<outputs).map { output in
            (0..<columns).map { weights.address[$0 * outputs + output] }
        }
        let objective =
            outcome.value
            ?? training.meanLoss(features, outputs, weights, fitsIntercept)
            + (penaltyValue(coefficients) + outcome.interceptPenalty)
            / (C * training.totalWeight)
        return Solution(
            coefficients: coefficients,
            intercepts: (0..<outputs).map { output in
                fitsIntercept ? weights.address[columns * outputs + output] : 0
            },
            report: FitReport(
                iterations: outcome.iterations,
                reason: outcome.reason,
                objective: objective
            )
        )
    }

    /// Keeps what was found for all problems.
    private mutating func take(_ found: (classes: [Int], solutions: [Solution])) -> FitReport {
        let reports = found.solutions.map(\.report)
        let report = FitReport(
            iterations: reports.map(\.iterations).max()!,
            reason: (reports.first { !$0.converged } ?? reports[0]).reason,
            objective: reports.reduce(0) { $0 + $1.objective }
        )
        take(
            classes: found.classes,
            coefficients: found.solutions.flatMap(\.coefficients),
            intercepts: found.solutions.flatMap(\.intercepts),
            report: report
        )
        return report
    }

    private func penaltyValue(_ coefficients: [[Double]]) -> Double {
        var squares = 0.0
        var magnitudes = 0.0
        for row in coefficients {
            for weight in row {
                squares += weight * weight
                magnitudes += abs(weight)
            }
        }
        switch effectivePenalty {
        case .none: return 0
        default:
            let ratio = effectivePenalty.l1Ratio
            return ratio * magnitudes + (1 - ratio) / 2 * squares
        }
    }
}

extension LogisticRegression.Penalty {
    /// How much of the penalty is l1.
    var l1Ratio: Double {
        switch self {
        case .none, .l2: 0
        case .l1: 1
        case .elasticNet(let ratio): ratio
        }
    }
}

extension TrainingRows {
    func scaledWeights(_ scale: Double) -> Storage<Double> {
        let scaled = Storage<Double>(zeros: targets.count)
        DoubleVector.scale(weights.address, by: scale, into: scaled.address, targets.count)
        return scaled
    }

    func binaryObjective<Features: FeatureProducts>(
        _ features: Features,
        _ scale: Double,
        _ l2: Double,
        _ intercept: InterceptColumn?
    ) -> BinaryLogisticObjective<Features> {
        let signs = Storage<Double>(zeros: targets.count)
        for row in targets.indices { signs.address[row] = targets[row] == 1 ? 1 : -1 }
        return BinaryLogisticObjective(
            features: features,
            signs: signs,
            rowWeights: scaledWeights(scale),
            l2: l2,
            intercept: intercept
        )
    }

    /// The weighted mean of the losses.
    func meanLoss(
        _ features: some FeatureProducts,
        _ outputs: Int,
        _ weights: Storage<Double>,
        _ fitsIntercept: Bool
    ) -> Double {
        func loss(_ objective: some SmoothObjective) -> Double {
            let margins = Storage<Double>(uninitialized: objective.marginCount)
            defer { extendLifetime(margins) }
            objective.margins(of: weights.address, into: margins.address)
            return objective.losses(at: margins.address, curvature: nil)
        }
        if outputs == 1 {
            let intercept = fitsIntercept ? InterceptColumn(value: 1, isPenalized: false) : nil
            return loss(binaryObjective(features, 1 / totalWeight, 0, intercept))
        }
        return loss(
            MultinomialLogisticObjective(
                features: features,
                classes: outputs,
                targets: targets,
                rowWeights: scaledWeights(1 / totalWeight),
                l2: 0,
                fitsIntercept: fitsIntercept
            )
        )
    }
}
