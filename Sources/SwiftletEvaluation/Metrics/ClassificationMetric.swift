/// A score by which to choose among classifiers.
///
///     let study = try LinearClassifier.search(SearchSettings(seed: 1), on: texts, by: .macroF1)
public enum ClassificationMetric: String, Sendable, CaseIterable, Codable {
    /// Of two classes the F1 of the second, of more the macro F1.
    case f1
    case macroF1
    case weightedF1
    case accuracy
    case balancedAccuracy
    case matthewsCorrelation
    /// Of two classes the area under the ROC curve of the second, of more the macro average.
    case areaUnderCurve
    case logLoss
    case brierScore

    /// Whether less is better.
    public var isLoss: Bool { self == .logLoss || self == .brierScore }
}

extension ClassificationScores {
    /// The value of a metric; nil where the examples do not determine it.
    public subscript(metric: ClassificationMetric) -> Double? {
        switch metric {
        case .f1: f1
        case .macroF1: macro.f1
        case .weightedF1: weighted.f1
        case .accuracy: accuracy
        case .balancedAccuracy: balancedAccuracy
        case .matthewsCorrelation: matthewsCorrelation
        case .areaUnderCurve: areaUnderCurve
        case .logLoss: logLoss
        case .brierScore: brierScore
        }
    }
}
