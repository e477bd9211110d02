import SwiftletTensor
import Synchronization

/// What a linear layer is given while the texts of a calibration go through the model, on whatever
/// threads: first the extremes, then, where a method asks for it, a histogram between them.
package final class InputObserver: Sendable {
    private struct State {
        var extremes: ActivationExtremes
        var outlierColumn: Int?
        var histogram: ActivationHistogram?
    }

    private let layer: String
    private let inputs: Int
    private let state: Mutex<State>

    init(_ layer: String, inputs: Int) {
        self.layer = layer
        self.inputs = inputs
        state = Mutex(State(extremes: ActivationExtremes(columns: inputs)))
    }

    /// Takes in a layer's inputs, `[rows, inputs]`.
    func observe(_ rows: Int, _ x: UnsafePointer<Float>) {
        state.withLock { state in
            if state.histogram == nil { return state.extremes.add(rows, x) }
            for row in 0..<rows {
                for column in 0..<inputs where column != state.outlierColumn {
                    state.histogram!.add(x[row * inputs + column])
                }
            }
        }
    }

    /// Ends the search for the extremes.
    ///
    /// - Parameter countsInputs: Whether the inputs, given once more, are counted.
    func endExtremes(countsInputs: Bool) throws(QuantizationError) {
        let isFinite = state.withLock { state in
            state.outlierColumn = state.extremes.outlierColumn
            guard let range = state.extremes.range(without: state.outlierColumn) else {
                return false
            }
            if countsInputs { state.histogram = ActivationHistogram(extremes: range) }
            return true
        }
        if !isFinite { throw .notFiniteInputs(layer: layer) }
    }

    /// The range of a method.
    func range(_ method: CalibrationMethod) throws(QuantizationError) -> ActivationRange {
        let range = state.withLock { state in
            ActivationRange(
                state.extremes,
                outlierColumn: state.outlierColumn,
                histogram: state.histogram,
                method
            )
        }
        guard let range else { throw .notFiniteInputs(layer: layer) }
        return range
    }
}
