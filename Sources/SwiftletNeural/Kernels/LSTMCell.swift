import CKernels
import SwiftletTensor

/// The element-wise part of an LSTM step and its derivative, on rows of gates.
///
/// A row of gates holds four runs of `units` floats, in the order that Keras and PyTorch share:
/// input gate `i`, forget gate `f`, cell candidate `g`, output gate `o`. Rows of each array stand a
/// stride apart; `previousStride` 0 repeats one row, such as a row of zeros before the first step.
package enum LSTMCell {
    /// How many floats the vectors of the C kernels hold on this processor; 0 where the Swift ones
    /// are used instead.
    package static let vectorWidth = Kernels.vectorWidth

    /// `c = sigmoid(f) c' + sigmoid(i) tanh(g)` and `h = sigmoid(o) tanh(c)`, where `c'` is the
    /// previous cell state. The gates are replaced by their activations. `cells` may be
    /// `previousCells`, and `cellTanhs` may be `hidden`, which then holds `h`.
    package static func forward(
        _ rows: Int,
        _ units: Int,
        gates: UnsafeMutablePointer<Float>,
        gateStride: Int,
        previousCells: UnsafePointer<Float>,
        previousStride: Int,
        cells: UnsafeMutablePointer<Float>,
        cellTanhs: UnsafeMutablePointer<Float>,
        hidden: UnsafeMutablePointer<Float>,
        stateStride: Int,
        vectorWidth: Int = LSTMCell.vectorWidth
    ) {
        if vectorWidth > 0 {
            return swiftlet_lstm_cell_forward(
                Int32(vectorWidth),
                rows,
                units,
                gates,
                gateStride,
                previousCells,
                previousStride,
                cells,
                cellTanhs,
                hidden,
                stateStride
            )
        }
        for row in 0..<rows {
            let gates = gates + row * gateStride
            let previousCells = previousCells + row * previousStride
            let state = row * stateStride
            for unit in stride(from: 0, to: units, by: 8) {
                let count = units - unit
                let input = logistic(loadEight(gates + unit, count))
                let forget = logistic(loadEight(gates + units + unit, count))
                let candidate = hyperbolicTangent(loadEight(gates + 2 * units + unit, count))
                let output = logistic(loadEight(gates + 3 * units + unit, count))
                let cell = forget * loadEight(previousCells + unit, count) + input * candidate
                let cellTanh = hyperbolicTangent(cell)
                storeEight(input, gates + unit, count)
                storeEight(forget, gates + units + unit, count)
                storeEight(candidate, gates + 2 * units + unit, count)
                storeEight(output, gates + 3 * units + unit, count)
                storeEight(cell, cells + state + unit, count)
                storeEight(cellTanh, cellTanhs + state + unit, count)
                storeEight(output * cellTanh, hidden + state + unit, count)
            }
        }
    }

    /// Replaces the gates' activations by the gradient of their sums, and the gradient of the cell
    /// state by that of the previous cell state. The gradients' rows stand `units` apart.
    package static func backward(
        _ rows: Int,
        _ units: Int,
        gates: UnsafeMutablePointer<Float>,
        gateStride: Int,
        previousCells: UnsafePointer<Float>,
        previousStride: Int,
        cellTanhs: UnsafePointer<Float>,
        stateStride: Int,
        hiddenGradient: UnsafePointer<Float>,
        cellGradient: UnsafeMutablePointer<Float>,
        vectorWidth: Int = LSTMCell.vectorWidth
    ) {
        if vectorWidth > 0 {
            return swiftlet_lstm_cell_backward(
                Int32(vectorWidth),
                rows,
                units,
                gates,
                gateStride,
                previousCells,
                previousStride,
                cellTanhs,
                stateStride,
                hiddenGradient,
                cellGradient
            )
        }
        for row in 0..<rows {
            let gates = gates + row * gateStride
            let previousCells = previousCells + row * previousStride
            let cellTanhs = cellTanhs + row * stateStride
            let (hiddenGradient, cellGradient) = (
                hiddenGradient + row * units, cellGradient + row * units
            )
            for unit in stride(from: 0, to: units, by: 8) {
                let count = units - unit
                let input = loadEight(gates + unit, count)
                let forget = loadEight(gates + units + unit, count)
                let candidate = loadEight(gates + 2 * units + unit, count)
                let output = loadEight(gates + 3 * units + unit, count)
                let previous = loadEight(previousCells + unit, count)
                let cellTanh = loadEight(cellTanhs + unit, count)
                let hidden = loadEight(hiddenGradient + unit, count)
                let through = hidden * output * (1 - cellTanh * cellTanh)
                let cell = loadEight(cellGradient + unit, count) + through
                storeEight(cell * forget, cellGradient + unit, count)
                storeEight(cell * candidate * input * (1 - input), gates + unit, count)
                storeEight(cell * previous * forget * (1 - forget), gates + units + unit, count)
                storeEight(
                    cell * input * (1 - candidate * candidate),
                    gates + 2 * units + unit,
                    count
                )
                storeEight(
                    hidden * cellTanh * output * (1 - output),
                    gates + 3 * units + unit,
                    count
                )
            }
        }
    }
}
