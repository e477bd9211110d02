import CKernels
import SwiftletBase
import SwiftletTensor

/// The weights of an `LSTM` as a prediction reads them: transposed, so that BLAS takes both operands
/// of a product as they lie in memory, which is a quarter faster for the few rows of a step.
final class LSTMPredictionWeights: Sendable {
    let layer: LSTM
    /// `[inputs, gates]`
    private let inputTensor: Tensor
    /// `[units, 4 units]` for each direction.
    private let recurrentTensors: [Tensor]
    /// `[gates]`
    private let biasTensor: Tensor

    /// - Parameter weights: As `LSTM` says, and maybe more after them.
    init(_ layer: LSTM, _ weights: Tensor) {
        self.layer = layer
        let units = layer.units
        (inputTensor, recurrentTensors, biasTensor) = weights.withUnsafeBufferPointer { weights in
            func part(_ start: Int, _ shape: [Int]) -> Tensor {
                Tensor(weights[start..<start + shape.reduce(1, *)], shape: shape)
            }
            return (
                part(0, [layer.gates, layer.inputs]).transposed(),
                (0..<layer.directions).map {
                    part(
                        layer.recurrentOffset + $0 * 4 * units * units,
                        [4 * units, units]
                    ).transposed()
                },
                part(layer.biasOffset, [layer.gates])
            )
        }
    }

    /// Valid as long as this object.
    var input: UnsafePointer<Float> { UnsafePointer(inputTensor.storage.address) }
    /// Valid as long as this object.
    var bias: UnsafePointer<Float> { UnsafePointer(biasTensor.storage.address) }
    /// Valid as long as this object.
    func recurrent(_ direction: Int) -> UnsafePointer<Float> {
        UnsafePointer(recurrentTensors[direction].storage.address)
    }

    /// Writes the part of the gates' sums that comes from the inputs `x`, `[rows, inputs]`, and the
    /// biases: `[rows, gates]`.
    func project(
        _ rows: Int,
        _ x: UnsafePointer<Float>,
        into sums: UnsafeMutablePointer<Float>
    ) {
        for row in 0..<rows { (sums + row * layer.gates).update(from: bias, count: layer.gates) }
        BLAS.gemm(rows, layer.gates, layer.inputs, x, input, beta: 1, sums)
    }
}

/// Forward pass of a batch through one direction of an `LSTM` to the last hidden states. Nothing is
/// kept for a backward pass.
final class LSTMPrediction {
    private let indices = Buffer<Int32>()
    private let gates = Buffer<Float>()
    private let cells = Buffer<Float>()
    private let hidden = Buffer<Float>()

    /// Writes the last hidden state of every sequence, by its position in the packing. That of a
    /// sequence of length 0 is zeros.
    ///
    /// - Parameters:
    ///   - projections: What `LSTMPredictionWeights.project` made of tokens, `[any, gates]`.
    ///   - slots: For each token, its row of `projections`.
    ///   - states: Rows of `layer.units` floats, `stride` apart.
    func run(
        _ packing: PackedSequences,
        projections: UnsafePointer<Float>,
        slots: UnsafePointer<Int32>,
        _ weights: LSTMPredictionWeights,
        direction: Int,
        into states: UnsafeMutablePointer<Float>,
        stride: Int
    ) {
        let units = weights.layer.units
        let gateWidth = 4 * units
        let projections = projections + direction * gateWidth
        let recurrent = weights.recurrent(direction)
        let gates = gates.reserve(packing.count * gateWidth)
        let indices = indices.reserve(packing.rowCount)
        for row in 0..<packing.rowCount { indices[row] = slots[Int(packing.tokens[row])] }
        // A row of states belongs to one sequence from its first step to its last.
        let cells = cells.reserve(packing.count * units)
        let hidden = hidden.reserve(packing.count * units)
        cells.update(repeating: 0, count: packing.count * units)
        hidden.update(repeating: 0, count: packing.count * units)
        var continuing = 0
        for index in 0..<packing.steps {
            let step = direction == 0 ? index : packing.steps - 1 - index
            let (start, rows) = (packing.start(step), packing.rows(step))
            swiftlet_gather_rows(
                rows,
                gateWidth,
                projections,
                weights.layer.gates,
                indices + start,
                gates
            )
            // Forward in time sequences end, backward they begin, and begin with zeros.
            continuing = min(continuing, rows)
            if continuing == 1 {
                BLAS.gemv(units, gateWidth, recurrent, transpose: true, hidden, beta: 1, gates)
            } else if continuing > 1 {
                BLAS.gemm(continuing, gateWidth, units, hidden, recurrent, beta: 1, gates)
            }
            LSTMCell.forward(
                rows,
                units,
                gates: gates,
                gateStride: gateWidth,
                previousCells: cells,
                previousStride: units,
                cells: cells,
                cellTanhs: hidden,
                hidden: hidden,
                stateStride: units
            )
            continuing = rows
        }
        for position in 0..<packing.count {
            (states + position * stride).update(from: hidden + position * units, count: units)
        }
    }
}
