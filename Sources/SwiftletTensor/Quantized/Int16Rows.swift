import SwiftletBase

/// Rows of activations as 16-bit integers, each row with a scale of its own, ready for products with any
/// number of ``Int16Matrix``.
///
/// `x = scale * q` with `q` from -8,191 to 8,191, `scale = max |x| / 8191` and `q = round(x / scale)`:
/// half a step is 1/16,382 of the row's greatest number. A row that has NaN or an infinity gives NaN in
/// every output of a product; one whose scale would be below the least normal `Float` counts as zeros.
///
/// The memory is kept from one use to the next. One thread at a time may use an object.
package final class Int16Rows {
    /// The greatest magnitude of an integer.
    package static let greatest: Int32 = 8_191

    package private(set) var rows = 0
    package private(set) var inputs = 0
    private let valueBuffer = Buffer<Int16>()
    private let scaleBuffer = Buffer<Float>()

    package init() {}

    /// The rows without gaps, each padded by a zero to an even number of inputs.
    package var values: UnsafePointer<Int16> { UnsafePointer(valueBuffer.start) }
    package var scales: UnsafePointer<Float> { UnsafePointer(scaleBuffer.start) }
    /// The elements from a row of `values` to the next.
    package var stride: Int { (inputs + 1) / 2 * 2 }

    /// Quantises the rows of `x` `[rows, inputs]`, in place of what was here.
    package func quantize(_ rows: Int, _ inputs: Int, _ x: UnsafePointer<Float>) {
        self.rows = rows
        self.inputs = inputs
        let stride = stride
        nonisolated(unsafe) let x = x
        nonisolated(unsafe) let values = valueBuffer.reserve(rows * stride)
        nonisolated(unsafe) let scales = scaleBuffer.reserve(rows)
        Threads.split(rows, minimumPart: max(1, (1 << 15) / max(1, inputs))) { _, range in
            for row in range {
                let values = values + row * stride
                scales[row] = Self.quantize(inputs, x + row * inputs, into: values)
                if inputs < stride { values[inputs] = 0 }
            }
        }
    }

    /// - Returns: The row's scale, NaN if one of its numbers is not finite.
    private static func quantize(
        _ count: Int,
        _ x: UnsafePointer<Float>,
        into values: UnsafeMutablePointer<Int16>
    ) -> Float {
        // Magnitudes are in the order of their bits, and those of NaN and infinity come last.
        var greatestBits: Int32 = 0
        for index in 0..<count {
            greatestBits = max(greatestBits, Int32(bitPattern: x[index].bitPattern) & 0x7FFF_FFFF)
        }
        let greatestMagnitude = Float(bitPattern: UInt32(greatestBits))
        let scale = greatestMagnitude.isFinite ? greatestMagnitude / Float(greatest) : .nan
        guard scale >= .leastNormalMagnitude else {
            values.update(repeating: 0, count: count)
            return scale.isNaN ? scale : 0
        }
        let factor = 1 / scale
        for index in 0..<count {
            values[index] = Int16(truncatingIfNeeded: nearestInteger(x[index] * factor))
        }
        return scale
    }
}
