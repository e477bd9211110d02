import SwiftletBase
import SwiftletLinear
import SwiftletText

/// A classifier whose probabilities are calibrated: of the texts that get 80 %, 80 % are right.
///
///     let calibrated = try CalibratedClassifier(classifier, by: .sigmoid, on: heldOut)
///     try calibrated.predict("Great flight!").probability
///     try calibrated.save(to: "airline/model")
///
/// It wraps any classifier of any number of labels. The examples that it is fitted to must be others
/// than those that the classifier was trained on, since of these a classifier is too sure;
/// ``LinearClassifier/trainCalibrated(by:on:labels:configuration:foldCount:seed:progress:)`` takes the
/// same examples for both, by cross-validation. Both equal scikit-learn's
/// `CalibratedClassifierCV(ensemble=False)`, whose scores are the log-odds of the probabilities.
public struct CalibratedClassifier: TextClassifier {
    public static let approach = "calibrated"

    /// The classifier whose probabilities are calibrated.
    public let base: any TextClassifier
    public let calibration: ProbabilityCalibration

    /// A classifier with a calibration of its probabilities.
    ///
    /// - Throws: `SettingError` where the two have not the same number of labels.
    public init(
        _ base: any TextClassifier,
        _ calibration: ProbabilityCalibration
    ) throws(SettingError) {
        guard calibration.classCount == base.labels.count else {
            throw .wrongClassCount(calibration.classCount, expected: base.labels.count)
        }
        self.base = base
        self.calibration = calibration
    }

    /// Calibrates a trained classifier.
    ///
    /// - Parameters:
    ///   - base: The classifier.
    ///   - method: A sigmoid for few examples, isotonic steps for many.
    ///   - examples: Texts that the classifier was not trained on; every label must occur.
    /// - Throws: `TrainingDataError` where a label is unknown or missing, and what predicting throws.
    public init(
        _ base: some TextClassifier,
        by method: ProbabilityCalibration.Method,
        on examples: [LabelledText]
    ) throws {
        let truth = examples.map(\.label)
        try TrainingDataError.requireAll(truth, base.labels)
        let probabilities = try base.predict(examples.map(\.text)).map(\.probabilities)
        try self.init(
            base,
            ProbabilityCalibration(method, probabilities: probabilities, truth: truth)
        )
    }

    public var labels: [String] { base.labels }

    /// Predicts the labels of many texts, with calibrated probabilities.
    ///
    /// - Throws: What the classifier below throws.
    public func predict(_ texts: [String]) throws -> [Prediction] {
        try base.predict(texts).map(calibrated)
    }

    public func inspect(_ texts: [String]) throws -> [TextInspection] { try base.inspect(texts) }

    public func predict(
        _ texts: [String],
        inspecting take: (_ inspections: [TextInspection]) -> Void
    ) throws -> [Prediction] {
        try base.predict(texts, inspecting: take).map(calibrated)
    }

    /// Explains the label as the classifier below does; by leaving out words where that one predicts
    /// another label.
    ///
    /// - Throws: What the classifier below throws.
    public func explain(_ text: String) throws -> Explanation {
        let explanation = try base.explain(text)
        return try explanation.label == predict(text).label
            ? explanation : explainByLeavingOut(text)
    }

    private func calibrated(_ prediction: Prediction) -> Prediction {
        Prediction(
            labels: labels,
            probabilities: calibration.calibrated(prediction.probabilities)
        )
    }
}

/// A saved calibrated classifier is a directory that holds the classifier below it in the directory
/// `classifier`, and its curves in `classifier.json`.
extension CalibratedClassifier {
    private static let baseName = "classifier"

    /// Saves the classifier as a directory; a save that fails leaves an earlier one whole.
    ///
    /// - Throws: `FileError` naming the path.
    public func save(to directory: String) throws {
        let settings = SavedSettings(
            approach: Self.approach,
            labels: labels,
            configuration: calibration
        )
        try AtomicDirectory.replace(at: directory, recognizedBy: [savedSettingsName]) { temporary in
            try settings.save(to: temporary)
            try base.save(to: temporary + "/" + Self.baseName)
        }
    }

    /// Loads a classifier that `save` wrote, with one of the library's below it.
    ///
    /// - Throws: `FormatError` or the error of the file at fault, naming it and what was expected.
    public init(from directory: String) throws { try self.init(from: directory, otherKinds: []) }

    /// Loads a classifier that `save` wrote.
    ///
    /// - Parameters:
    ///   - directory: Where it stands.
    ///   - otherKinds: Kinds of classifiers of your own that may stand below it.
    /// - Throws: `FormatError` or the error of the file at fault, naming the file and what
    ///   was expected.
    public init(from directory: String, otherKinds: [any TextClassifier.Type]) throws {
        let settings = try SavedSettings<ProbabilityCalibration>(
            from: directory,
            approach: Self.approach
        )
        let base = try TextClassifiers.load(
            from: directory + "/" + Self.baseName,
            otherKinds: otherKinds
        )
        func refuse(_ problem: String) -> FormatError {
            FormatError(file: directory + "/" + savedSettingsName, problem: problem)
        }
        guard settings.labels == base.labels else {
            throw refuse(
                "the labels are \(settings.labels), those of the classifier \(base.labels)"
            )
        }
        do {
            try self.init(base, settings.configuration)
        } catch {
            throw FormatError(file: directory + "/" + savedSettingsName, error)
        }
    }
}
