import SwiftletBase
import SwiftletTensor

/// A long short-term memory layer, in one direction or both (Hochreiter and Schmidhuber 1997, "Long
/// Short-Term Memory", with the forget gate of Gers et al. 2000), as Keras and PyTorch compute it.
///
/// Its weights are one run of floats: for all directions the input weights, `[directions * 4 units,
/// inputs]`, then the recurrent weights, `[directions, 4 units, units]`, then the biases,
/// `[directions * 4 units]`; the gates in the order of ``LSTMCell``. So the projections of the
/// inputs of all steps and both directions are one product.
package struct LSTM: Sendable, Equatable {
    package let inputs: Int
    package let units: Int
    package let isBidirectional: Bool

    package init(inputs: Int, units: Int, isBidirectional: Bool) {
        self.inputs = inputs
        self.units = units
        self.isBidirectional = isBidirectional
    }

    /// 1 or 2.
    package var directions: Int { isBidirectional ? 2 : 1 }
    /// The width of a hidden state: forward units, then backward units.
    package var outputs: Int { directions * units }
    /// The width of a row of gates.
    package var gates: Int { directions * 4 * units }
    package var recurrentOffset: Int { gates * inputs }
    package var biasOffset: Int { recurrentOffset + gates * units }
    package var weightCount: Int { biasOffset + gates }

    /// Writes the part of the gates' sums that comes from the inputs `x`, `[rows, inputs]`, and the
    /// biases: `[rows, gates]`.
    package func project(
        _ rows: Int,
        _ x: UnsafePointer<Float>,
        weights: UnsafePointer<Float>,
        into sums: UnsafeMutablePointer<Float>
    ) {
        for row in 0..<rows {
            (sums + row * gates).update(from: weights + biasOffset, count: gates)
        }
        BLAS.gemm(rows, gates, inputs, x, weights, transposeB: true, beta: 1, sums)
    }
}

/// Forward and backward pass of a batch through an `LSTM`, with scratch buffers.
///
/// All rows are those of a `PackedSequences`. Nothing is allocated once the largest batch has been
/// seen.
package final class LSTMPass {
    package let layer: LSTM
    private let gates = Buffer<Float>()
    private let cells = Buffer<Float>()
    private let cellTanhs = Buffer<Float>()
    private let hidden = Buffer<Float>()
    private let previousHidden = Buffer<Float>()
    private let hiddenGradient = Buffer<Float>()
    private let cellGradient = Buffer<Float>()
    private let zeros: Buffer<Float>

    package init(_ layer: LSTM) {
        self.layer = layer
        zeros = Buffer(layer.units)
        zeros.start.update(repeating: 0, count: layer.units)
    }

    /// The hidden state of every row, `[rows, outputs]`, after `forward`.
    package var outputs: UnsafePointer<Float> { UnsafePointer(hidden.start) }

    /// Computes the hidden states of all steps from the inputs `x`, `[rows, inputs]`.
    package func forward(
        _ packing: PackedSequences,
        _ x: UnsafePointer<Float>,
        weights: UnsafePointer<Float>
    ) {
        if packing.rowCount == 0 { return }
        layer.project(
            packing.rowCount,
            x,
            weights: weights,
            into: gates.reserve(packing.rowCount * layer.gates)
        )
        let count = packing.rowCount * layer.outputs
        cells.reserve(count)
        cellTanhs.reserve(count)
        hidden.reserve(count)
        // Both directions at the same time where they are long. In a batch that is split over the
        // threads this is one of the parts, and does not split again.
        let work = packing.rowCount * 4 * layer.units * layer.units
        nonisolated(unsafe) let arguments = (self, packing, weights)
        Threads.split(layer.directions, minimumPart: work < Self.minimumWork ? 2 : 1) { _, range in
            let (pass, packing, weights) = arguments
            for direction in range {
                pass.run(packing, weights: weights, direction: direction)
            }
        }
    }

    /// The fewest multiplications of a direction that are worth a thread of their own.
    private static let minimumWork = 1 << 20

    private func run(
        _ packing: PackedSequences,
        weights: UnsafePointer<Float>,
        direction: Int
    ) {
        let units = layer.units
        let (gateWidth, width) = (layer.gates, layer.outputs)
        let gates = gates.start + direction * 4 * units
        let state = direction * units
        let (cells, cellTanhs) = (cells.start + state, cellTanhs.start + state)
        let hidden = hidden.start + state
        let recurrentWeights = weights + layer.recurrentOffset + direction * 4 * units * units
        for index in 0..<packing.steps {
            let step = direction == 0 ? index : packing.steps - 1 - index
            let (start, rows) = (packing.start(step), packing.rows(step))
            let gates = gates + start * gateWidth
            // The sequences that have a previous step; the others start here from zeros.
            let (previous, continuing) = previousRows(packing, step, direction)
            if continuing > 0 {
                StepProduct.add(
                    continuing,
                    4 * units,
                    units,
                    hidden + previous * width,
                    stride: width,
                    transposed: recurrentWeights,
                    to: gates,
                    stride: gateWidth
                )
            }
            for isNew in [false, true] {
                let first = isNew ? continuing : 0
                LSTMCell.forward(
                    isNew ? rows - continuing : continuing,
                    units,
                    gates: gates + first * gateWidth,
                    gateStride: gateWidth,
                    previousCells: isNew ? zeros.start : cells + previous * width,
                    previousStride: isNew ? 0 : width,
                    cells: cells + (start + first) * width,
                    cellTanhs: cellTanhs + (start + first) * width,
                    hidden: hidden + (start + first) * width,
                    stateStride: width
                )
            }
        }
    }

    /// The first row of the step before `step` in a direction's order of time, and how many
    /// sequences have both.
    private func previousRows(
        _ packing: PackedSequences,
        _ step: Int,
        _ direction: Int
    ) -> (start: Int, count: Int) {
        let previous = direction == 0 ? step - 1 : step + 1
        if previous < 0 || previous >= packing.steps { return (0, 0) }
        return (packing.start(previous), min(packing.rows(previous), packing.rows(step)))
    }

    /// Writes the last hidden state of every sequence in each direction, `[sequences, outputs]`, by
    /// their positions in the packing. That of a sequence of length 0 is zeros.
    package func finalStates(_ packing: PackedSequences, into y: UnsafeMutablePointer<Float>) {
        let (units, width) = (layer.units, layer.outputs)
        for position in 0..<packing.count {
            let y = y + position * width
            let length = packing.length(position)
            if length == 0 {
                y.update(repeating: 0, count: width)
                continue
            }
            let last = packing.start(length - 1) + position
            y.update(from: hidden.start + last * width, count: units)
            if layer.isBidirectional {
                (y + units).update(from: hidden.start + position * width + units, count: units)
            }
        }
    }

    /// Takes the gradient of the hidden states back through time. `forward` must have come before,
    /// on the same arguments; what it kept is used up.
    ///
    /// - Parameters:
    ///   - finalGradient: The gradient of the last hidden states, `[sequences, outputs]`, or nil.
    ///   - sequenceGradient: The gradient of all hidden states, `[rows, outputs]`, or nil.
    ///   - gradients: The gradient of the weights is added here.
    ///   - inputGradient: The gradient of `x` is written here, if anyone needs it.
    package func backward(
        _ packing: PackedSequences,
        _ x: UnsafePointer<Float>,
        weights: UnsafePointer<Float>,
        finalGradient: UnsafePointer<Float>?,
        sequenceGradient: UnsafePointer<Float>?,
        gradients: UnsafeMutablePointer<Float>,
        inputGradient: UnsafeMutablePointer<Float>?
    ) {
        let (rows, gateWidth) = (packing.rowCount, layer.gates)
        if rows == 0 { return }
        hiddenGradient.reserve(packing.count * layer.units)
        cellGradient.reserve(packing.count * layer.units)
        previousHidden.reserve(rows * layer.units)
        for direction in 0..<layer.directions {
            runBackward(
                packing,
                weights: weights,
                direction: direction,
                finalGradient: finalGradient,
                sequenceGradient: sequenceGradient,
                gradients: gradients
            )
        }
        // The gates now hold the gradient of their sums.
        let gates = UnsafePointer(gates.start)
        BLAS.gemm(
            gateWidth,
            layer.inputs,
            rows,
            gates,
            transposeA: true,
            x,
            beta: 1,
            gradients
        )
        addRows(rows, gateWidth, gates, to: gradients + layer.biasOffset)
        if let inputGradient {
            BLAS.gemm(rows, layer.inputs, gateWidth, gates, weights, inputGradient)
        }
    }

    private func runBackward(
        _ packing: PackedSequences,
        weights: UnsafePointer<Float>,
        direction: Int,
        finalGradient: UnsafePointer<Float>?,
        sequenceGradient: UnsafePointer<Float>?,
        gradients: UnsafeMutablePointer<Float>
    ) {
        let units = layer.units
        let (gateWidth, width) = (layer.gates, layer.outputs)
        let gates = gates.start + direction * 4 * units
        let state = direction * units
        let (cells, cellTanhs) = (cells.start + state, cellTanhs.start + state)
        let hidden = hidden.start + state
        let (hiddenGradient, cellGradient) = (hiddenGradient.start, cellGradient.start)
        let previousHidden = previousHidden.start
        let recurrent = layer.recurrentOffset + direction * 4 * units * units

        // A sequence's row keeps the gradient of its last state until the walk back comes to it.
        for position in 0..<packing.count {
            let target = hiddenGradient + position * units
            if let finalGradient {
                target.update(from: finalGradient + position * width + state, count: units)
            } else {
                target.update(repeating: 0, count: units)
            }
        }
        cellGradient.update(repeating: 0, count: packing.count * units)
        for index in 0..<packing.steps {
            let step = direction == 0 ? packing.steps - 1 - index : index
            let (start, stepRows) = (packing.start(step), packing.rows(step))
            let (previous, continuing) = previousRows(packing, step, direction)
            if let sequenceGradient {
                for row in 0..<stepRows {
                    let source = sequenceGradient + (start + row) * width + state
                    let target = hiddenGradient + row * units
                    for unit in 0..<units { target[unit] += source[unit] }
                }
            }
            for isNew in [false, true] {
                let first = isNew ? continuing : 0
                LSTMCell.backward(
                    isNew ? stepRows - continuing : continuing,
                    units,
                    gates: gates + (start + first) * gateWidth,
                    gateStride: gateWidth,
                    previousCells: isNew ? zeros.start : cells + previous * width,
                    previousStride: isNew ? 0 : width,
                    cellTanhs: cellTanhs + (start + first) * width,
                    stateStride: width,
                    hiddenGradient: hiddenGradient + first * units,
                    cellGradient: cellGradient + first * units
                )
            }
            if continuing > 0 {
                BLAS.gemm(
                    continuing,
                    units,
                    4 * units,
                    gates + start * gateWidth,
                    lda: gateWidth,
                    weights + recurrent,
                    ldb: units,
                    beta: 0,
                    hiddenGradient,
                    ldc: units
                )
            }
            for row in 0..<stepRows {
                let target = previousHidden + (start + row) * units
                if row < continuing {
                    target.update(from: hidden + (previous + row) * width, count: units)
                } else {
                    target.update(repeating: 0, count: units)
                }
            }
        }
        BLAS.gemm(
            4 * units,
            units,
            packing.rowCount,
            gates,
            lda: gateWidth,
            transposeA: true,
            previousHidden,
            beta: 1,
            gradients + recurrent
        )
    }
}

/// Adds every row of a matrix without gaps to `sum`.
package func addRows(
    _ rows: Int,
    _ columns: Int,
    _ x: UnsafePointer<Float>,
    to sum: UnsafeMutablePointer<Float>
) {
    for row in 0..<rows {
        let x = x + row * columns
        for column in 0..<columns { sum[column] += x[column] }
    }
}

/// The product of one step of an LSTM: a few rows with the recurrent weights.
enum StepProduct {
    /// `c += a bᵀ`, for one row a product of a matrix with a vector.
    ///
    /// - Parameters:
    ///   - rows: The rows of `a` and `c`.
    ///   - columns: The columns of `c`, which lie next to each other.
    ///   - depth: The columns of `a`.
    ///   - a: `[rows, depth]`, `aStride` apart.
    ///   - b: `[columns, depth]`.
    ///   - c: `[rows, columns]`, `cStride` apart.
    static func add(
        _ rows: Int,
        _ columns: Int,
        _ depth: Int,
        _ a: UnsafePointer<Float>,
        stride aStride: Int,
        transposed b: UnsafePointer<Float>,
        to c: UnsafeMutablePointer<Float>,
        stride cStride: Int
    ) {
        if rows == 1 {
            BLAS.gemv(columns, depth, b, transpose: false, a, beta: 1, c)
        } else {
            BLAS.gemm(
                rows,
                columns,
                depth,
                a,
                lda: aStride,
                b,
                ldb: depth,
                transposeB: true,
                beta: 1,
                c,
                ldc: cStride
            )
        }
    }
}
