/// Why numbers cannot be quantised.
public enum QuantizationError: Error, Sendable, Equatable, CustomStringConvertible {
    /// A number that is NaN or infinite.
    case notFinite(row: Int, column: Int)
    /// More inputs than 32-bit sums of their products are sure to hold.
    case tooManyInputs(Int)
    /// A model that has weights of 8 bits already.
    case alreadyQuantized
    /// A calibration without a text.
    case noCalibrationTexts
    /// A layer whose inputs a calibration found to be NaN, infinite, or beyond what a `Float` holds
    /// between them.
    case notFiniteInputs(layer: String)

    public var description: String {
        switch self {
        case .notFinite(let row, let column):
            "The number in row \(row), column \(column) is not finite."
        case .tooManyInputs(let count):
            "\(count) inputs, where at most \(QuantizedMatrix.maximumInputs) are expected."
        case .alreadyQuantized:
            "The model has weights of 8 bits already. Quantise the one of floats that it was made of."
        case .noCalibrationTexts:
            "There is no text to calibrate on. Give some hundred of the kind that the model will see."
        case .notFiniteInputs(let layer):
            "The inputs of the layer \(layer) are not finite for the texts to calibrate on: the model's "
                + "weights are too large."
        }
    }
}
