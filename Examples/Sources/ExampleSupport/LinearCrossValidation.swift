import Swiftlet

extension Cleaning {
    /// The cleanings of which a linear classifier takes the one that cross-validation prefers.
    public static let linearChoices: [Cleaning] = [.strong, .light, .stemmed]
}

/// The configuration with the highest F1 on folds that it did not see, and those predictions as the
/// split 'validation'.
///
/// - Parameter progress: Called after each fold with how many are done, of all configurations; from
///   any thread.
public func bestByCrossValidation(
    _ configurations: [LinearClassifier.Configuration],
    on training: [LabelledText],
    seed: UInt64,
    progress: @escaping @Sendable (_ done: Int, _ total: Int) -> Void = { _, _ in }
) throws -> (LinearClassifier.Configuration, EvaluatedSplit) {
    let splits = try configurations.enumerated().map { index, configuration in
        let probabilities = try LinearClassifier.crossValidatedProbabilities(
            on: training,
            configuration: configuration,
            seed: seed,
            progress: { done, total in
                progress(total * index + done, total * configurations.count)
            }
        )
        return EvaluatedSplit("validation", training, probabilities: probabilities.map { $0[1] })
    }
    let best = splits.indices.max { splits[$0].scores.f1 < splits[$1].scores.f1 }!
    return (configurations[best], splits[best])
}
