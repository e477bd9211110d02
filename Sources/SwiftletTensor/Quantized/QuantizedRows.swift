import CKernels
import SwiftletBase

/// Rows of activations as 8-bit integers, each row with a scale and a zero point of its own, ready
/// for products with any number of quantised matrices.
///
/// `x = scale * (q - zeroPoint)` with `q` from 0 to `greatestActivation`, except for the number of
/// the greatest magnitude, the row's outlier, often half as great again as any other: it has 16
/// bits, `x = scale * outlier`. The range of a row is that of its other numbers and 0, so that 0 is
/// exact: `scale = (greatest - least) / greatestActivation`, at least `abs(outlier) /
/// greatestOutlier`, `zeroPoint = round(-least / scale)`, `q = round(x / scale) + zeroPoint`. A row
/// that has NaN or an infinity gives NaN in every output of a product; one whose scale would be
/// below the least normal `Float` counts as zeros.
///
/// Where the range is fixed, all rows have its scale and zero point, and 16 bits are for the column
/// that is left out of it alone; see ``ActivationRange``.
///
/// The memory is kept from one use to the next. One thread at a time may use an object.
package final class QuantizedRows {
    package let kernel: QuantizedKernel
    package let greatestActivation: Int32
    /// The greatest magnitude of the integer that an outlier becomes.
    package static let greatestOutlier: Int32 = 1 << 15
    package private(set) var rows = 0
    package private(set) var inputs = 0
    private let valueBuffer = Buffer<UInt8>()
    private let scaleBuffer = Buffer<Float>()
    private let formBuffer = Buffer<swiftlet_int8_row>()

    /// - Parameter greatestActivation: What the kernel asks for, or, to compare kernels, less.
    package init(kernel: QuantizedKernel = .current, greatestActivation: Int32? = nil) {
        precondition(kernel.isSupported, "This machine has no kernel \(kernel).")
        self.kernel = kernel
        self.greatestActivation = greatestActivation ?? kernel.greatestActivation
        precondition(
            (1...kernel.greatestActivation).contains(self.greatestActivation),
            "Activations up to \(self.greatestActivation), where 1 to \(kernel.greatestActivation) is expected."
        )
    }

    /// The rows without gaps, each padded to a whole number of four inputs, in the kernel's form.
    package var values: UnsafePointer<UInt8> { UnsafePointer(valueBuffer.start) }
    package var scales: UnsafePointer<Float> { UnsafePointer(scaleBuffer.start) }
    /// What the integers of each row stand for, without the scale.
    package var forms: UnsafePointer<swiftlet_int8_row> { UnsafePointer(formBuffer.start) }
    /// The bytes of a row of `values`.
    package var stride: Int { 4 * QuantizedMatrix.depth(inputs) }

    /// Quantises the rows of `x` `[rows, inputs]`, in place of what was here.
    ///
    /// - Parameter range: The range of all rows; nil for one of each row's own.
    package func quantize(
        _ rows: Int,
        _ inputs: Int,
        _ x: UnsafePointer<Float>,
        within range: ActivationRange? = nil
    ) {
        precondition(
            rows >= 0 && (0...QuantizedMatrix.maximumInputs).contains(inputs),
            "\(rows) rows of \(inputs) inputs, where 0 to \(QuantizedMatrix.maximumInputs) inputs fit."
        )
        self.rows = rows
        self.inputs = inputs
        let (kernel, greatest, stride) = (kernel, greatestActivation, stride)
        let steps = range.map { ActivationSteps($0, greatest: greatest) }
        nonisolated(unsafe) let x = x
        nonisolated(unsafe) let values = valueBuffer.reserve(rows * stride)
        nonisolated(unsafe) let scales = scaleBuffer.reserve(rows)
        nonisolated(unsafe) let forms = formBuffer.reserve(rows)
        Threads.split(rows, minimumPart: max(1, (1 << 16) / max(1, inputs))) { _, range in
            for row in range {
                let (x, values) = (x + row * inputs, values + row * stride)
                (scales[row], forms[row]) =
                    if let steps {
                        kernel.quantize(inputs, padded: stride, x, within: steps, into: values)
                    } else {
                        kernel.quantize(inputs, padded: stride, x, greatest: greatest, into: values)
                    }
            }
        }
    }
}
