import SwiftletBase

/// The range of a layer's inputs, fixed by a calibration before any input is seen: static
/// quantisation. What is beyond it saturates.
///
/// It holds 0, so that 0 is exact. One column of the inputs, which in a transformer may be far beyond
/// the others in every row, can be left out of it: that has 16 bits.
public struct ActivationRange: Sendable, Equatable {
    /// At most 0.
    public let least: Float
    /// At least 0.
    public let greatest: Float
    /// The share of the calibration's inputs that were beyond the range.
    public let clippedShare: Float
    /// The column that is left out, counted from 0; nil for none.
    public let outlierColumn: Int?

    /// - Returns: nil where the range is none, or so narrow that its steps are no normal numbers.
    init?(least: Float, greatest: Float, clippedShare: Float = 0, outlierColumn: Int? = nil) {
        let width = greatest - least
        guard least <= 0, greatest >= 0, width.isFinite, width >= Self.leastWidth else {
            return nil
        }
        self.least = least
        self.greatest = greatest
        self.clippedShare = clippedShare
        self.outlierColumn = outlierColumn
    }

    static let leastWidth = 255 * Float.leastNormalMagnitude
}

extension ActivationRange {
    /// The range that the inputs of a calibration ask for, widened to hold 0; from 0 to 1 where all were
    /// 0. Returns nil where they are not finite.
    ///
    /// - Parameters:
    ///   - extremes: Those of all inputs.
    ///   - outlierColumn: What to leave out of the range; its inputs get 2^15 steps to either side.
    ///   - histogram: The inputs of the other columns; nil for a range from the least to the greatest.
    package init?(
        _ extremes: ActivationExtremes,
        outlierColumn: Int?,
        histogram: ActivationHistogram?,
        _ method: CalibrationMethod
    ) {
        guard let whole = extremes.range(without: outlierColumn) else { return nil }
        let (found, share) = histogram?.range(method) ?? (whole, 0)
        let least = min(found.lowerBound, 0)
        var width = max(found.upperBound, 0) - least
        if let outlierColumn {
            let outlier = extremes.magnitude(in: outlierColumn)
            width = max(width, outlier / Float(QuantizedRows.greatestOutlier) * 255)
        }
        if width < Self.leastWidth { width = 1 }
        self.init(
            least: least,
            greatest: max(least + width, 0),
            clippedShare: Float(share),
            outlierColumn: outlierColumn
        )
    }
}

/// How a row is quantised whose range is fixed: `q = round(x / scale) + zeroPoint`, at least 0 and at
/// most `greatest`.
struct ActivationSteps {
    let scale: Float
    let factor: Float
    let zeroPoint: Int32
    let greatest: Int32
    let outlierColumn: Int?

    init(_ range: ActivationRange, greatest: Int32) {
        scale = (range.greatest - range.least) / Float(greatest)
        factor = 1 / scale
        zeroPoint = min(nearestInteger(-range.least * factor), greatest)
        self.greatest = greatest
        outlierColumn = range.outlierColumn
    }
}

extension SafetensorsWriter {
    /// Adds a range of inputs: `NAME.range` (`F32` `[3]`: the least, the greatest, the share of the
    /// calibration's inputs beyond) and, where a column is left out, `NAME.outlier` (`I32` `[1]`).
    public mutating func add(_ name: String, _ range: ActivationRange) {
        add("\(name).range", Tensor([range.least, range.greatest, range.clippedShare]))
        if let column = range.outlierColumn {
            add("\(name).outlier", [Int32(column)], shape: [1])
        }
    }
}

extension ActivationRange {
    /// Loads a range that a `SafetensorsWriter` saved.
    ///
    /// - Parameter inputs: How many columns there are.
    /// - Throws: `FormatError` when a tensor is missing, has another shape or type, or holds no range.
    public init(from file: SafetensorsFile, named name: String, inputs: Int) throws {
        func error(_ tensor: String, _ problem: String) -> FormatError {
            FormatError(
                file: file.name,
                place: .tensor(tensor),
                problem: problem,
                remedy: "Quantise the model again"
            )
        }
        let numbers = try file.floats("\(name).range", shape: [3])
        var column: Int?
        if file.contains("\(name).outlier") {
            let found = Int(try file.int32s("\(name).outlier", shape: [1])[0])
            guard (0..<inputs).contains(found) else {
                throw error(
                    "\(name).outlier",
                    "the column is \(found), expected 0 to \(inputs - 1)"
                )
            }
            column = found
        }
        guard (0...1).contains(numbers[2]) else {
            throw error("\(name).range", "the share is \(numbers[2]), expected 0 to 1")
        }
        let range = Self(
            least: numbers[0],
            greatest: numbers[1],
            clippedShare: numbers[2],
            outlierColumn: column
        )
        guard let range else {
            throw error(
                "\(name).range",
                "it is from \(numbers[0]) to \(numbers[1]), expected finite numbers with 0 between "
                    + "them that are not the same"
            )
        }
        self = range
    }
}
