import SwiftletBase
import SwiftletNeural
import SwiftletTensor

/// A fully connected layer, `y = activation(x Wᵀ + b)`, whatever form its weights have: the only
/// place where a transformer multiplies with them.
///
/// Its work is split over the threads: by rows where there are more of them than outputs, else by
/// outputs.
package struct Linear: Sendable {
    package enum Activation: Sendable, Equatable {
        case none
        case relu
        case gelu
        /// GELU by its approximation with tanh.
        case tanhGELU
        case tanh
        case silu

        /// `y` may be `x`.
        func forward(
            _ count: Int,
            _ x: UnsafePointer<Float>,
            into y: UnsafeMutablePointer<Float>
        ) {
            switch self {
            case .none: if x != UnsafePointer(y) { y.update(from: x, count: count) }
            case .relu: ReLU.forward(count, x, into: y)
            case .gelu: GELU.forward(count, x, into: y)
            case .tanhGELU: TanhGELU.forward(count, x, into: y)
            case .tanh: Tanh.forward(count, x, into: y)
            case .silu: SiLU.forward(count, x, into: y)
            }
        }

        /// Turns the gradient of `activated` into that of `x`.
        func backward(
            _ count: Int,
            _ x: UnsafePointer<Float>,
            activated: UnsafePointer<Float>,
            gradient: UnsafeMutablePointer<Float>
        ) {
            switch self {
            case .none: break
            case .relu: ReLU.backward(count, activated, gradient: gradient)
            case .gelu: GELU.backward(count, x, gradient: gradient)
            case .tanhGELU: TanhGELU.backward(count, x, gradient: gradient)
            case .tanh: Tanh.backward(count, activated, gradient: gradient)
            case .silu: SiLU.backward(count, x, gradient: gradient)
            }
        }
    }

    package enum Weights: Sendable {
        /// `[outputs, inputs]`, as checkpoints and trainings keep them.
        case rows(FloatArray)
        /// `[inputs, outputs]`, which products with few rows read faster.
        case columns(FloatArray)
        /// Of 8 bits; the rows of `x` are quantised too, all in one range or each in its own.
        case quantized(QuantizedMatrix, ActivationRange?)
        /// Of 16 bits; the rows of `x` are rounded too.
        case bfloat16(BFloat16Matrix)
        /// `[outputs, inputs]` in training, with a rounded copy for products.
        case rounded(FloatArray, RoundedWeights)
        /// Others of floats, while a calibration looks at `x`.
        indirect case observed(Weights, InputObserver)
    }

    package let inputs: Int
    package let outputs: Int
    package let weights: Weights
    package let bias: FloatArray

    /// Stands where a table of parts puts the right one.
    static let unset = Linear(inputs: 0, outputs: 0, weights: .rows(.empty), bias: .empty)

    package init(inputs: Int, outputs: Int, weights: Weights, bias: FloatArray) {
        self.inputs = inputs
        self.outputs = outputs
        self.weights = weights
        self.bias = bias
    }

    /// Copies layers' weights, `[outputs, inputs]`, and biases into one layer that gives all their
    /// outputs, with the weights turned for prediction.
    package init(inputs: Int, turning parts: [(weights: FloatArray, bias: FloatArray)]) {
        let outputs = parts.reduce(0) { $0 + $1.bias.count }
        let weights = Storage<Float>(uninitialized: inputs * outputs)
        let bias = Storage<Float>(uninitialized: outputs)
        var start = 0
        for part in parts {
            precondition(
                part.weights.count == inputs * part.bias.count,
                "\(part.weights.count) weights do not fit [\(part.bias.count), \(inputs)]."
            )
            (bias.address + start).update(from: part.bias.start, count: part.bias.count)
            Self.turn(
                part.bias.count,
                inputs,
                part.weights.start,
                into: weights.address + start,
                stride: outputs
            )
            start += part.bias.count
        }
        self.init(
            inputs: inputs,
            outputs: outputs,
            weights: .columns(FloatArray(Tensor(storage: weights, shape: [inputs, outputs]))),
            bias: FloatArray(Tensor(storage: bias, shape: [outputs]))
        )
    }

    /// The weights `[outputs, inputs]`, copied.
    package var weightTensor: Tensor {
        switch weights {
        case .rows(let array), .rounded(let array, _): return array.tensor([outputs, inputs])
        case .columns(let array):
            let result = Storage<Float>(uninitialized: array.count)
            Self.turn(inputs, outputs, array.start, into: result.address, stride: inputs)
            return Tensor(storage: result, shape: [outputs, inputs])
        case .quantized(let matrix, _): return matrix.dequantized()
        case .bfloat16(let matrix): return matrix.tensor
        case .observed(let weights, _): return withWeights(weights).weightTensor
        }
    }

    /// Writes `y`, `[rows, outputs]`, for `x`, `[rows, inputs]`, whatever form the weights have.
    ///
    /// - Parameter narrowRows: Memory for the rows of `x` where the weights are no floats.
    package func callAsFunction(
        _ rows: Int,
        _ x: UnsafePointer<Float>,
        activation: Activation = .none,
        narrowRows: NarrowRows,
        into y: UnsafeMutablePointer<Float>
    ) {
        switch weights {
        case .rows, .columns: self(rows, x, activation: activation, into: y)
        case .quantized(let matrix, let range):
            narrowRows.quantized.quantize(rows, inputs, x, within: range)
            matrix.multiply(
                narrowRows.quantized,
                bias: bias.start,
                activation: activation == .gelu ? .gelu : .none,
                into: y
            )
            if activation != .gelu { activation.forward(rows * outputs, y, into: y) }
        case .bfloat16(let matrix):
            matrix.multiply(rows, x, memory: narrowRows.bfloat16, bias: bias.start, into: y) {
                activation.forward($0, $1, into: $1)
            }
        case .rounded(_, let weights):
            weights.kernel.multiply(
                rows: rows,
                outputs: outputs,
                inputs: inputs,
                narrowRows.bfloat16.left(rows, inputs, x, for: weights.kernel),
                weights.forward.address,
                start: bias.start,
                startStride: 0,
                into: y,
                stride: outputs
            )
            activation.forward(rows * outputs, y, into: y)
        case .observed(let weights, let observer):
            observer.observe(rows, x)
            withWeights(weights)(
                rows,
                x,
                activation: activation,
                narrowRows: narrowRows,
                into: y
            )
        }
    }

    /// Writes `y`, `[rows, outputs]`, for `x`, `[rows, inputs]`, with weights of floats.
    package func callAsFunction(
        _ rows: Int,
        _ x: UnsafePointer<Float>,
        activation: Activation = .none,
        into y: UnsafeMutablePointer<Float>
    ) {
        nonisolated(unsafe) let (x, y) = (x, y)
        let byRows = rows >= outputs
        let (longer, shorter) = byRows ? (rows, outputs) : (outputs, rows)
        let blockWork = Self.blockLength * shorter * inputs
        Threads.split(
            (longer + Self.blockLength - 1) / Self.blockLength,
            minimumPart: max(1, Self.minimumWork / max(1, blockWork))
        ) { _, blocks in
            let start = blocks.lowerBound * Self.blockLength
            let end = min(longer, blocks.upperBound * Self.blockLength)
            if byRows {
                multiply(start..<end, 0..<outputs, x, activation, y)
            } else {
                multiply(0..<rows, start..<end, x, activation, y)
            }
        }
    }

    /// Parts begin at multiples of this, so that kernels work on whole blocks.
    private static let blockLength = 16
    /// The fewest multiplications that are worth a thread of their own.
    private static let minimumWork = 1 << 20

    private func multiply(
        _ rows: Range<Int>,
        _ columns: Range<Int>,
        _ x: UnsafePointer<Float>,
        _ activation: Activation,
        _ y: UnsafeMutablePointer<Float>
    ) {
        let x = x + rows.lowerBound * inputs
        let y = y + rows.lowerBound * outputs + columns.lowerBound
        for row in 0..<rows.count {
            (y + row * outputs).update(from: bias.start + columns.lowerBound, count: columns.count)
        }
        switch weights {
        case .quantized, .bfloat16, .rounded, .observed:
            preconditionFailure("Weights of 8 or 16 bits need memory for rows like them.")
        case .rows(let array):
            let weights = array.start + columns.lowerBound * inputs
            if rows.count == 1 {
                BLAS.gemv(columns.count, inputs, weights, x, beta: 1, y)
            } else {
                BLAS.gemm(
                    rows.count,
                    columns.count,
                    inputs,
                    x,
                    weights,
                    transposeB: true,
                    beta: 1,
                    y,
                    ldc: outputs
                )
            }
        case .columns(let array):
            let weights = array.start + columns.lowerBound
            if rows.count == 1 {
                BLAS.gemv(
                    inputs,
                    columns.count,
                    weights,
                    lda: outputs,
                    transpose: true,
                    x,
                    beta: 1,
                    y
                )
            } else {
                BLAS.gemm(
                    rows.count,
                    columns.count,
                    inputs,
                    x,
                    weights,
                    ldb: outputs,
                    beta: 1,
                    y,
                    ldc: outputs
                )
            }
        }
        if activation == .none { return }
        for row in 0..<rows.count {
            let y = y + row * outputs
            activation.forward(columns.count, y, into: y)
        }
    }

    /// Writes the transpose of a matrix of `rows` by `columns`, whose rows become columns of a
    /// matrix whose rows are `stride` apart.
    private static func turn(
        _ rows: Int,
        _ columns: Int,
        _ source: UnsafePointer<Float>,
        into target: UnsafeMutablePointer<Float>,
        stride targetStride: Int
    ) {
        nonisolated(unsafe) let (source, target) = (source, target)
        // Squares whose lines stay in the nearest cache.
        let size = 32
        Threads.split((rows + size - 1) / size, minimumPart: 4) { _, blocks in
            for block in blocks {
                let rowRange = block * size..<min(rows, (block + 1) * size)
                for start in stride(from: 0, to: columns, by: size) {
                    for column in start..<min(columns, start + size) {
                        let target = target + column * targetStride
                        for row in rowRange { target[row] = source[row * columns + column] }
                    }
                }
            }
        }
    }
}

extension Linear {
    /// Adds the gradient of the bias, keeps the two factors of the weights' gradient, and writes or adds
    /// the gradient of `x`.
    ///
    /// - Parameters:
    ///   - x: In float32 it must stay unchanged until the factors are multiplied, and so must
    ///     `outputGradient`.
    ///   - gradients: nil for a layer that is not trained.
    ///   - narrowRows: Memory for rounded gradients.
    ///   - inputGradient: nil where nobody needs it.
    ///   - adds: Whether `inputGradient` holds something to add to.
    func backward(
        _ rows: Int,
        _ x: UnsafePointer<Float>,
        outputGradient: UnsafePointer<Float>,
        gradients: Gradients?,
        narrowRows: NarrowRows,
        inputGradient: UnsafeMutablePointer<Float>?,
        adds: Bool = false
    ) {
        switch weights {
        case .rows(let weights):
            if let gradients {
                gradients.factors.keep(rows, x, outputGradient)
                addRows(rows, outputs, outputGradient, to: gradients.bias)
            }
            guard let inputGradient else { return }
            BLAS.gemm(
                rows,
                inputs,
                outputs,
                outputGradient,
                weights.start,
                beta: adds ? 1 : 0,
                inputGradient
            )
        case .rounded(_, let weights):
            let kernel = weights.kernel
            let left = inputGradient.map { _ in
                narrowRows.bfloat16.reserveLeft(rows, outputs)
            }
            if let gradients {
                gradients.factors.keep(
                    rows,
                    x,
                    outputGradient,
                    roundedFor: kernel,
                    left: left,
                    sums: gradients.bias
                )
            } else if let left {
                kernel.pack(rows, outputs, outputGradient, as: .left, into: left)
            }
            guard let inputGradient, let left else { return }
            kernel.multiply(
                rows: rows,
                outputs: inputs,
                inputs: outputs,
                left,
                weights.backward.address,
                start: adds ? UnsafePointer(inputGradient) : nil,
                startStride: inputs,
                into: inputGradient,
                stride: inputs
            )
        case .columns, .quantized, .bfloat16, .observed:
            preconditionFailure("A layer made for prediction has no backward pass.")
        }
    }

    /// The factors of the gradient of a layer's weights, and where the gradient of its bias is.
    struct Gradients {
        let factors: WeightFactors
        let bias: UnsafeMutablePointer<Float>
    }

    /// The layer with weights of 16 bits, which hold nothing of this one's memory.
    func bfloat16() -> Linear {
        Linear(
            inputs: inputs,
            outputs: outputs,
            weights: .bfloat16(BFloat16Matrix(rounding: weightTensor)),
            bias: bias.copied()
        )
    }

    /// The layer with weights of 8 bits, which hold nothing of this one's memory.
    ///
    /// - Parameter range: That of its inputs; nil for one of each row's own.
    func quantized(within range: ActivationRange? = nil) throws(QuantizationError) -> Linear {
        Linear(
            inputs: inputs,
            outputs: outputs,
            weights: .quantized(try QuantizedMatrix(quantizing: weightTensor), range),
            bias: bias.copied()
        )
    }

    /// The same layer, whose inputs are shown to an observer.
    func observed(by observer: InputObserver) -> Linear {
        withWeights(.observed(weights, observer))
    }

    /// The same layer with weights in another form.
    func withWeights(_ weights: Weights) -> Linear {
        Linear(inputs: inputs, outputs: outputs, weights: weights, bias: bias)
    }
}
