/// Why numbers cannot be quantised.
public enum QuantizationError: Error, Sendable, Equatable, CustomStringConvertible {
    /// A number that is NaN or infinite.
    case notFinite(row: Int, column: Int)
    /// More inputs than 32-bit sums of their products are sure to hold.
    case tooManyInputs(Int)

    public var description: String {
        switch self {
        case .notFinite(let row, let column):
            "The number in row \(row), column \(column) is not finite."
        case .tooManyInputs(let count):
            "\(count) inputs, where at most \(QuantizedMatrix.maximumInputs) are expected."
        }
    }
}
