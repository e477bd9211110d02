/// Why numbers cannot be quantised, or are not what was once quantised.
public enum QuantizationError: Error, Sendable, Equatable, CustomStringConvertible {
    /// A number that is NaN or infinite.
    case notFinite(row: Int, column: Int)
    /// More inputs than 32-bit sums of their products are sure to hold.
    case tooManyInputs(Int)
    /// A scale in a file that is negative, NaN or infinite.
    case wrongScale(file: String, tensor: String, index: Int, value: Float)
    /// A packed row in a file that begins where it cannot be read.
    case wrongOffset(file: String, tensor: String, row: Int, value: Int)

    public var description: String {
        switch self {
        case .notFinite(let row, let column):
            "The number in row \(row), column \(column) is not finite."
        case .tooManyInputs(let count):
            "\(count) inputs, where at most \(QuantizedMatrix.maximumInputs) are expected."
        case .wrongScale(let file, let tensor, let index, let value):
            "\(file), tensor \"\(tensor)\": scale \(index) is \(value), where a finite number from 0 is expected."
        case .wrongOffset(let file, let tensor, let row, let value):
            "\(file), tensor \"\(tensor)\": row \(row) begins at \(value), from where the bytes hold no row."
        }
    }
}
