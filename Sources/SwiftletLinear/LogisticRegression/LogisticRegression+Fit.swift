import SwiftletBase
import SwiftletTensor

extension LogisticRegression {
    /// Fits the model to sparse features.
    ///
    /// - Parameters:
    ///   - features: A row for each sample.
    ///   - labels: The label of each row; two or more distinct ones.
    ///   - sampleWeights: How much each row counts; 1 by default.
    /// - Returns: How the fit went, also kept in `report`. That a solver did not converge is told
    ///   there and is no error.
    /// - Throws: `SettingError` where the settings do not go together, `TrainingDataError` where the data cannot
    ///   be learnt from; the model then stays as it was.
    @discardableResult
    public mutating func fit(
        _ features: SparseMatrix,
        _ labels: [Int],
        sampleWeights: [Double]? = nil
    ) throws -> FitReport {
        try features.withRows { (rows) throws in
            try validate(rows, labels, sampleWeights)
        }
        // saga and coordinate descent do not read the rows one after another.
        if solver == .saga || (solver == .liblinear && penalty == .l1) {
            return try features.withRows { (rows) throws -> FitReport in
                try fit(rows, isSparse: true, labels, sampleWeights)
            }
        }
        let (sorted, order) = features.sortedByRowLength()
        return try sorted.withRows { (rows) throws -> FitReport in
            try fit(
                rows,
                isSparse: true,
                order.map { labels[Int($0)] },
                sampleWeights.map { weights in order.map { weights[Int($0)] } }
            )
        }
    }

    /// Fits the model to dense features, a matrix of a row for each sample. See `fit` for sparse
    /// features.
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
            return try fit(rows, isSparse: false, labels, sampleWeights)
        }
    }

    private mutating func fit<Rows: FeatureRows>(
        _ rows: Rows,
        isSparse: Bool,
        _ labels: [Int],
        _ sampleWeights: [Double]?
    ) throws -> FitReport {
        let problems = try problems(labels, sampleWeights)
        var solutions: [Solution] = []
        for training in problems.parts {
            let outputs = training.outputs
            if solver == .liblinear && outputs > 1 {
                throw SettingError.tooManyClasses(solver: solver, classes: outputs)
            }
            let weights = try startingPoint(
                rows.columnCount,
                problems.classes,
                solutions.count..<solutions.count + outputs
            )
            let outcome: SolverOutcome
            switch solver {
            case .lbfgs, .newtonCG:
                outcome = minimizeSmooth(rows, training, outputs, weights)
            case .liblinear:
                outcome = minimizeLiblinear(rows, training, weights)
            case .saga:
                outcome = try minimizeStochastic(
                    rows,
                    training,
                    outputs,
                    weights,
                    interceptDecay: isSparse ? 0.01 : 1
                )
            }
            solutions.append(solution(rows, training, weights, outcome))
        }
        take(problems.classes, solutions)
        return report!
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

    /// Throws unless the settings go together and the data can be learnt from.
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

    /// Throws at the first feature that cannot be learnt from.
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

    /// lbfgs and newton-cg minimise the mean loss plus the penalty over `C` and the weights' sum.
    private func minimizeSmooth(
        _ rows: some FeatureRows,
        _ training: TrainingRows,
        _ outputs: Int,
        _ weights: Storage<Double>
    ) -> SolverOutcome {
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
        let l2 = effectivePenalty == .none ? 0 : 1 / (C * training.totalWeight)
        let scale = 1 / training.totalWeight
        if outputs == 1 {
            return minimize(training.binaryObjective(rows, scale, l2, unpenalizedIntercept))
        }
        return minimize(
            MultinomialLogisticObjective(
                rows: rows,
                classes: outputs,
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

    /// liblinear minimises `C` times the sum of losses plus the penalty, with the intercept as the
    /// weight of a constant feature.
    private func minimizeLiblinear(
        _ rows: some FeatureRows,
        _ training: TrainingRows,
        _ weights: Storage<Double>
    ) -> SolverOutcome {
        let kept = training.targets.indices.filter { training.weights.address[$0] > 0 }
        let positives = kept.count { training.targets[$0] == 1 }
        let rarer = max(1, min(positives, kept.count - positives))
        let relativeTolerance = tolerance * Double(rarer) / Double(kept.count)
        var outcome: SolverOutcome
        if penalty == .l1 {
            outcome = CoordinateDescent(
                relativeTolerance: relativeTolerance,
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
        } else {
            outcome = TrustRegionNewton(
                relativeTolerance: relativeTolerance,
                maximumIterations: maximumIterations
            ).minimize(
                training.binaryObjective(
                    rows,
                    C,
                    1,
                    fitsIntercept
                        ? InterceptColumn(value: interceptScaling, isPenalized: true) : nil
                ),
                weights
            )
        }
        if fitsIntercept {
            // The penalty of the constant's weight belongs to the objective; after this, the weight
            // is the intercept.
            let constantWeight = weights.address[rows.columnCount]
            outcome.interceptPenalty =
                penalty == .l1 ? abs(constantWeight) : constantWeight * constantWeight / 2
            weights.address[rows.columnCount] = constantWeight * interceptScaling
        }
        return outcome
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
        _ rows: some FeatureRows,
        _ training: TrainingRows,
        _ weights: Storage<Double>,
        _ outcome: SolverOutcome
    ) -> Solution {
        let (features, outputs) = (rows.columnCount, training.outputs)
        let coefficients = (0..<outputs).map { output in
            (0..<features).map { weights.address[$0 * outputs + output] }
        }
        let objective =
            outcome.value
            ?? training.meanLoss(rows, outputs, weights, fitsIntercept)
            + (penaltyValue(coefficients) + outcome.interceptPenalty)
            / (C * training.totalWeight)
        return Solution(
            coefficients: coefficients,
            intercepts: (0..<outputs).map { output in
                fitsIntercept ? weights.address[features * outputs + output] : 0
            },
            report: FitReport(
                iterations: outcome.iterations,
                reason: outcome.reason,
                objective: objective
            )
        )
    }

    /// Keeps what was found for all problems.
    private mutating func take(_ classes: [Int], _ solutions: [Solution]) {
        let reports = solutions.map(\.report)
        take(
            classes: classes,
            coefficients: solutions.flatMap(\.coefficients),
            intercepts: solutions.flatMap(\.intercepts),
            report: FitReport(
                iterations: reports.map(\.iterations).max()!,
                reason: (reports.first { !$0.converged } ?? reports[0]).reason,
                objective: reports.reduce(0) { $0 + $1.objective }
            )
        )
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

    func binaryObjective<Rows: FeatureRows>(
        _ rows: Rows,
        _ scale: Double,
        _ l2: Double,
        _ intercept: InterceptColumn?
    ) -> BinaryLogisticObjective<Rows> {
        let signs = Storage<Double>(zeros: targets.count)
        for row in targets.indices { signs.address[row] = targets[row] == 1 ? 1 : -1 }
        return BinaryLogisticObjective(
            rows: rows,
            signs: signs,
            rowWeights: scaledWeights(scale),
            l2: l2,
            intercept: intercept
        )
    }

    /// The weighted mean of the losses.
    func meanLoss(
        _ rows: some FeatureRows,
        _ outputs: Int,
        _ weights: Storage<Double>,
        _ fitsIntercept: Bool
    ) -> Double {
        let gradient = Storage<Double>(zeros: weights.count)
        func loss(_ objective: some SmoothObjective) -> Double {
            objective.evaluate(at: weights.address, gradient: gradient.address, curvature: nil)
        }
        if outputs == 1 {
            let intercept = fitsIntercept ? InterceptColumn(value: 1, isPenalized: false) : nil
            return loss(binaryObjective(rows, 1 / totalWeight, 0, intercept))
        }
        return loss(
            MultinomialLogisticObjective(
                rows: rows,
                classes: outputs,
                targets: targets,
                rowWeights: scaledWeights(1 / totalWeight),
                l2: 0,
                fitsIntercept: fitsIntercept
            )
        )
    }
}
