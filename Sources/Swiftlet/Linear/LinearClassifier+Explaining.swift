extension LinearClassifier {
    /// What the classifier sees of each text: the words of the cleaned text (or its characters, as the
    /// first vectorizer is set), and those that are no term of its vocabulary. There is no limit.
    public func inspect(_ texts: [String]) -> [TextInspection] { features.inspect(texts) }

    /// Explains a prediction by what each feature adds to it: its coefficient times its scaled value,
    /// of every term and count that is there.
    ///
    /// The weights and the intercept add up to the decision value of the predicted label: its log-odds
    /// against the other label, or the margin that the probabilities are made of where there are more
    /// than two.
    ///
    /// - Throws: What ``predict(_:)-([String])`` throws.
    public func explain(_ text: String) throws -> Explanation {
        let row = try features.transform([text])
        let prediction = predictions(of: row)[0]
        let label = labels.firstIndex(of: prediction.label)!
        let (coefficients, isReversed) = coefficients(for: label)
        func towardsLabel(_ value: Double) -> Double { isReversed ? 0 - value : value }
        let terms = zip(row.columnIndices, row.values).map { column, value in
            Explanation.Term(
                term: features.name(of: Int(column)),
                weight: towardsLabel(coefficients[Int(column)] * Double(value))
            )
        }
        return Explanation(
            method: .coefficients,
            label: prediction.label,
            intercept: towardsLabel(regression.intercepts[labels.count == 2 ? 0 : label]),
            // Sorting is stable: equals stay in the order of the features.
            terms: terms.sorted { abs($0.weight) > abs($1.weight) }
        )
    }
}
