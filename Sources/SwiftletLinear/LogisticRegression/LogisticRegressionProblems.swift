import SwiftletBase

// Why a logistic regression cannot be fitted or made.

extension TrainingDataError {
    package static func noFeatures(rows: Int, columns: Int) -> Self {
        Self("There is nothing to learn from in a matrix of \(rows) rows and \(columns) columns.")
    }

    package static func oneClass(label: Int) -> Self {
        Self(
            "All rows have the label \(label); at least two classes are needed.",
            label: label
        )
    }

    package static func labelCount(labels: Int, rows: Int) -> Self {
        Self("There are \(labels) labels for \(rows) rows.")
    }

    package static func featureTooLarge(row: Int, column: Int) -> Self {
        Self(
            """
            The feature at row \(row), column \(column) is greater than 1e30, with which liblinear \
            would stand still. Choose another solver or scale the features.
            """
        )
    }

    package static func sampleWeightCount(weights: Int, rows: Int) -> Self {
        Self("There are \(weights) sample weights for \(rows) rows.")
    }

    package static func invalidSampleWeight(row: Int) -> Self {
        Self("The sample weight of row \(row) is not a finite number of at least 0.")
    }

    package static func weightless(label: Int?) -> Self {
        Self(
            "All rows\(label.map { " with the label \($0)" } ?? "") have the weight 0.",
            label: label
        )
    }

    package static func warmStartDoesNotFit(
        classes: Int,
        features: Int,
        fittedClasses: Int,
        fittedFeatures: Int
    ) -> Self {
        Self(
            """
            A warm start from \(fittedClasses) classes and \(fittedFeatures) features does not fit \
            \(classes) classes and \(features) features, or the classes differ.
            """
        )
    }

    package static func overflow(iteration: Int) -> Self {
        Self(
            "A weight grew beyond the range of numbers in iteration \(iteration). Scale the features."
        )
    }
}

extension SettingError {
    package static func penaltyNotSupported(
        solver: LogisticRegression.Solver,
        penalty: LogisticRegression.Penalty,
        supported: String
    ) -> Self {
        Self(
            name: "penalty",
            value: "\(penalty)",
            expected: "\(supported), which the solver \(solver.rawValue) supports"
        )
    }

    package static func tooManyClasses(solver: LogisticRegression.Solver, classes: Int) -> Self {
        Self(
            name: "solver",
            value: solver.rawValue,
            expected: "another one for \(classes) classes, since it fits two, or the setting "
                + "multiclass: one-versus-rest"
        )
    }

    package static func invalidClassWeight(label: Int) -> Self {
        Self(
            name: "classWeights",
            value: "no finite number of at least 0 for the label \(label)",
            expected: "one for every label"
        )
    }

    package static func classWeightsOfUnknownLabels(_ labels: [Int]) -> Self {
        Self(
            name: "classWeights",
            value: "given for labels that no row has: \(labels)",
            expected: "weights of the labels that there are"
        )
    }
}

extension FormatError {
    package static func invalidParameters(_ problem: String) -> Self {
        Self(problem: "the parameters of a logistic regression do not fit together: \(problem)")
    }
}
