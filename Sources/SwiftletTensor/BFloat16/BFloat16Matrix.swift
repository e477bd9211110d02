import SwiftletBase

/// A matrix of weights as bfloat16 numbers, the upper halves of floats: half the memory, three decimal
/// digits.
///
///     let weights = BFloat16Matrix(rounding: dense.weights)       // [outputs, inputs]
///     let y = x.matrixProduct(transposing: weights, bias: dense.bias)
///
/// The rows that it is multiplied with are rounded, too; sums are floats. The numbers may lie in a mapped
/// file, in one piece or several, each with some of the outputs.
public struct BFloat16Matrix: Sendable {
    public let outputs: Int
    public let inputs: Int
    /// Each `[some outputs, inputs]`.
    private let pieces: [Storage<UInt16>]
    /// The outputs of the smallest piece.
    private let leastOutputs: Int

    /// - Parameter pieces: Each `[some outputs, inputs]`.
    package init(inputs: Int, pieces: [Storage<UInt16>]) {
        precondition(
            pieces.allSatisfy { inputs > 0 && $0.count % inputs == 0 },
            "Pieces of \(pieces.map(\.count)) numbers have no rows of \(inputs) inputs."
        )
        self.inputs = inputs
        self.pieces = pieces
        let counts = pieces.map { $0.count / inputs }
        outputs = counts.reduce(0, +)
        leastOutputs = counts.min() ?? 0
    }

    /// Rounds weights `[outputs, inputs]` to the nearest, halves to even.
    public init(rounding weights: Tensor) {
        precondition(
            weights.shape.count == 2,
            "Weights of shape \(weights.shape), where [outputs, inputs] is expected."
        )
        self.init(inputs: weights.columns, pieces: [Self.rounded(weights)])
    }

    /// The numbers `[outputs, inputs]` as floats.
    public var tensor: Tensor {
        let result = Tensor(uninitialized: [outputs, inputs])
        var target = result.storage.address
        for piece in pieces {
            Self.widen(piece.count, piece.address, into: target)
            target += piece.count
        }
        return withExtendedLifetime(pieces) { result }
    }

    /// The numbers of a tensor, rounded.
    package static func rounded(_ tensor: Tensor) -> Storage<UInt16> {
        let result = Storage<UInt16>(uninitialized: tensor.count)
        nonisolated(unsafe) let (x, y) = (tensor.storage.address, result.address)
        Threads.split(tensor.count, minimumPart: 1 << 18) { _, range in
            for index in range { y[index] = rounded(x[index]) }
        }
        return withExtendedLifetime(tensor) { result }
    }

    /// Whether none of some numbers is NaN or infinite.
    package static func areFinite(_ numbers: Storage<UInt16>) -> Bool {
        nonisolated(unsafe) let start = numbers.address
        defer { withExtendedLifetime(numbers) {} }
        return Threads.map(numbers.count, minimumPart: 1 << 20) { range in
            // Of all exponents that of NaN and infinity alone carries into the sign's bit.
            var carried: UInt16 = 0
            for index in range { carried |= (start[index] & 0x7FFF) &+ 0x80 }
            return carried & 0x8000 == 0
        }.allSatisfy { $0 }
    }

    /// The nearest bfloat16 number; of two equally near the even one.
    @inline(__always)
    package static func rounded(_ number: Float) -> UInt16 {
        let bits = number.bitPattern
        // What is no number stays so, whatever its bits.
        if number.isNaN { return UInt16(bits >> 16) | 0x40 }
        return UInt16((bits + 0x7FFF + (bits >> 16 & 1)) >> 16)
    }

    /// Writes the values of bfloat16 numbers.
    package static func widen(
        _ count: Int,
        _ numbers: UnsafePointer<UInt16>,
        into target: UnsafeMutablePointer<Float>
    ) {
        for index in 0..<count { target[index] = float(numbers[index]) }
    }

    /// The value of a bfloat16 number. Exact.
    @inline(__always)
    package static func float(_ bits: UInt16) -> Float { Float(bitPattern: UInt32(bits) << 16) }
}

/// Rows of activations as bfloat16 numbers, in memory that is kept. One thread at a time may use it.
package final class BFloat16Rows {
    fileprivate let buffer = Buffer<UInt16>()
    let kernel: BFloat16Kernel

    package init(kernel: BFloat16Kernel = .current) {
        precondition(kernel.isSupported, "This machine has no kernel \(kernel).")
        self.kernel = kernel
    }

    /// Rounds the rows of `x`, `[rows, inputs]`, to the form that `kernel` asks for.
    fileprivate func round(
        _ rows: Int,
        _ inputs: Int,
        _ x: UnsafePointer<Float>,
        for kernel: BFloat16Kernel
    ) -> UnsafePointer<UInt16> {
        nonisolated(unsafe) let x = x
        nonisolated(unsafe) let target = buffer.reserve(
            kernel.paddedCount(rows: rows, inputs: inputs)
        )
        // By 16 rows, which tiles take together.
        Threads.split(
            (rows + 15) / 16,
            minimumPart: max(1, (1 << 16) / max(1, 16 * inputs))
        ) { _, blocks in
            let start = 16 * blocks.lowerBound
            kernel.round(
                min(rows, 16 * blocks.upperBound) - start,
                inputs,
                x + start * inputs,
                into: target + start * inputs
            )
        }
        return UnsafePointer(target)
    }
}

extension BFloat16Rows {
    /// Memory for the left matrix of a product of a training, `[rows, inputs]`.
    package func reserveLeft(_ rows: Int, _ inputs: Int) -> UnsafeMutablePointer<UInt16> {
        buffer.reserve(BFloat16Kernel.Form.left.count(rows: rows, columns: inputs))
    }

    /// The rows of `x`, `[rows, inputs]`, as the left matrix of a product of a training.
    package func left(
        _ rows: Int,
        _ inputs: Int,
        _ x: UnsafePointer<Float>,
        for kernel: BFloat16Kernel
    ) -> UnsafePointer<UInt16> {
        let target = reserveLeft(rows, inputs)
        kernel.pack(rows, inputs, x, as: .left, into: target)
        return UnsafePointer(target)
    }
}

extension BFloat16Matrix {
    /// `y = x weights^T + bias`, and then `finish` with each row of some outputs.
    ///
    /// The outputs are split over the threads.
    ///
    /// - Parameters:
    ///   - x: `[rows, inputs]`.
    ///   - memory: For the rounded rows.
    ///   - bias: `[outputs]`.
    ///   - y: `[rows, outputs]`.
    ///   - finish: Called with a number of outputs and where they are in `y`.
    package func multiply(
        _ rows: Int,
        _ x: UnsafePointer<Float>,
        memory: BFloat16Rows,
        bias: UnsafePointer<Float>,
        into y: UnsafeMutablePointer<Float>,
        finish: @Sendable (Int, UnsafeMutablePointer<Float>) -> Void
    ) {
        let kernel = memory.kernel
        let fitting = kernel.fitting(outputs: leastOutputs, inputs: inputs)
        nonisolated(unsafe) let rounded = memory.round(rows, inputs, x, for: fitting)
        // Tiles have 16 outputs, and two of them share the rows.
        let block = 32
        let minimumPart = max(1, (1 << 20) / max(1, rows * inputs * block))
        var first = 0
        for piece in pieces {
            let count = piece.count / inputs
            nonisolated(unsafe) let (bias, y) = (bias + first, y + first)
            first += count
            // The last block has what is left, so that none is shorter.
            let blocks = max(1, count / block)
            Threads.split(blocks, minimumPart: minimumPart) { _, range in
                let start = block * range.lowerBound
                let end = range.upperBound == blocks ? count : block * range.upperBound
                let room = rows > 32 ? 32 * inputs : 1
                withUnsafeTemporaryAllocation(of: UInt16.self, capacity: room) { scratch in
                    fitting.multiply(
                        rows: rows,
                        outputs: end - start,
                        inputs: inputs,
                        rounded,
                        piece.address + start * inputs,
                        bias: bias + start,
                        scratch: scratch.baseAddress!,
                        into: y + start,
                        stride: outputs
                    )
                }
                for row in 0..<rows { finish(end - start, y + row * outputs + start) }
            }
        }
        withExtendedLifetime(pieces) {}
    }
}

extension Tensor {
    /// The matrix product of this matrix and a transposed one of bfloat16 numbers, with a bias added to
    /// each row. The rows of this matrix are rounded first.
    ///
    /// - Parameters:
    ///   - weights: A matrix `[outputs, inputs]`, for this tensor `[..., inputs]`.
    ///   - bias: `[outputs]`; nil for none.
    /// - Returns: `[..., outputs]`.
    public func matrixProduct(transposing weights: BFloat16Matrix, bias: Tensor? = nil) -> Tensor {
        let outputs = weights.outputs
        requireProduct(outputs: outputs, inputs: weights.inputs, bias: bias)
        let y = Tensor(uninitialized: shape.dropLast() + [outputs])
        let bias = bias ?? Tensor(zeros: [outputs])
        weights.multiply(
            shape.dropLast().reduce(1, *),
            storage.address,
            memory: BFloat16Rows(),
            bias: bias.storage.address,
            into: y.storage.address
        ) { _, _ in }
        return withExtendedLifetime((self, bias)) { y }
    }
}
