import SwiftletBase

// Why features cannot be scaled, or learned from.

extension TrainingDataError {
    package static var noRows: Self {
        Self("A scaler needs at least one row to learn from.")
    }

    package static func featureNotFinite(row: Int, column: Int) -> Self {
        Self("The feature at row \(row), column \(column) is NaN or infinite.")
    }

    package static func spreadTooLarge(column: Int) -> Self {
        Self("The values of column \(column) are further apart than a Float can tell.")
    }
}

extension SettingError {
    package static func wouldFillZeros(_ method: FeatureScaler.Method) -> Self {
        Self(
            name: "method",
            value: "\(method)",
            expected:
                "one that leaves the zeros of a sparse matrix, such as .standard(centers: false) or "
                + ".maxAbs, or a dense matrix"
        )
    }

    package static func invalidRange(_ range: ClosedRange<Float>) -> Self {
        Self(
            name: "range",
            value: "\(range)",
            expected: "a finite one whose end is larger than its start"
        )
    }
}

extension FormatError {
    package static func malformedState(_ reason: String) -> Self {
        Self(problem: "the saved scaler is not whole: \(reason)")
    }
}
