import CKernels

/// Rows of activations as 8-bit integers, each row with a scale and a zero point of its own, ready
/// for products with any number of quantised matrices.
///
/// `x = scale * (q - zeroPoint)` with `q` from 0 to 255. The range of a row is that of its numbers
/// and 0, so that 0 is exact: `scale = (greatest - least) / 255`, `zeroPoint = round(-least / scale)`,
/// `q = round(x / scale) + zeroPoint`. A row that has NaN or an infinity gives NaN in every output of
/// a product; one whose scale would be below the least normal `Float` counts as zeros.
///
/// The memory is kept from one use to the next. One thread at a time may use an object.
package final class QuantizedRows {
    package let kernel: QuantizedKernel
    package private(set) var rows = 0
    package private(set) var inputs = 0
    /// How many rows are corrected at once.
    package static let correctedRows = 32
    private let valueBuffer = Buffer<UInt8>()
    private let pairBuffer = Buffer<UInt8>()
    private let greatestBuffer = Buffer<UInt8>()
    private let scaleBuffer = Buffer<Float>()
    private let zeroPointBuffer = Buffer<Int32>()

    package init(kernel: QuantizedKernel = .current) {
        precondition(kernel.isSupported, "This machine has no kernel \(kernel).")
        self.kernel = kernel
    }

    /// The rows without gaps, each padded to a whole number of four inputs, in the kernel's form.
    package var values: UnsafePointer<UInt8> { UnsafePointer(valueBuffer.start) }
    package var scales: UnsafePointer<Float> { UnsafePointer(scaleBuffer.start) }
    package var zeroPoints: UnsafePointer<Int32> { UnsafePointer(zeroPointBuffer.start) }
    /// The bytes of a row of `values`.
    package var stride: Int { 4 * QuantizedMatrix.depth(inputs) }

    /// What the AVX2 kernel's corrections take, for each `correctedRows` rows.
    package struct Turned: @unchecked Sendable {
        /// For each two neighbouring inputs, those of one row after the other.
        let pairs: UnsafeMutablePointer<UInt8>
        /// The greatest value of two neighbouring inputs.
        let greatest: UnsafeMutablePointer<UInt8>

        /// That of rows which come a number of times `correctedRows` later, of `depth` times four inputs.
        func advanced(by blocks: Int, depth: Int) -> Turned {
            Turned(
                pairs: pairs + blocks * correctedRows * 4 * depth,
                greatest: greatest + blocks * 4 * depth
            )
        }
    }

    /// For AVX2, that of the first rows.
    package var turned: Turned {
        Turned(pairs: pairBuffer.start, greatest: greatestBuffer.start)
    }

    /// Quantises the rows of `x` `[rows, inputs]`, in place of what was here.
    package func quantize(_ rows: Int, _ inputs: Int, _ x: UnsafePointer<Float>) {
        precondition(
            rows >= 0 && (0...QuantizedMatrix.maximumInputs).contains(inputs),
            "\(rows) rows of \(inputs) inputs, where 0 to \(QuantizedMatrix.maximumInputs) inputs fit."
        )
        self.rows = rows
        self.inputs = inputs
        let (kernel, stride) = (kernel, stride)
        nonisolated(unsafe) let x = x
        nonisolated(unsafe) let values = valueBuffer.reserve(rows * stride)
        nonisolated(unsafe) let scales = scaleBuffer.reserve(rows)
        nonisolated(unsafe) let zeroPoints = zeroPointBuffer.reserve(rows)
        Threads.split(rows, minimumPart: max(1, (1 << 16) / max(1, inputs))) { _, range in
            for row in range {
                let x = x + row * inputs
                (scales[row], zeroPoints[row]) = kernel.scale(inputs, x)
                kernel.quantize(
                    inputs,
                    padded: stride,
                    x,
                    scale: scales[row],
                    zeroPoint: zeroPoints[row],
                    into: values + row * stride
                )
            }
        }
        if kernel == .avx2 { turn() }
    }

    private func turn() {
        let (rows, inputs, stride) = (rows, inputs, stride)
        let size = Self.correctedRows
        let blocks = (rows + size - 1) / size
        pairBuffer.reserve(blocks * size * stride)
        greatestBuffer.reserve(blocks * stride)
        nonisolated(unsafe) let values = values
        let turned = turned
        Threads.split(blocks, minimumPart: max(1, (1 << 12) / max(1, inputs))) { _, range in
            for block in range {
                let turned = turned.advanced(by: block, depth: stride / 4)
                swiftlet_int8_turn(
                    Int32(min(size, rows - block * size)),
                    stride / 4,
                    values + block * size * stride,
                    stride,
                    turned.pairs,
                    turned.greatest
                )
            }
        }
    }
}
