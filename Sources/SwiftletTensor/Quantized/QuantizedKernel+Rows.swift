import CKernels

// What comes before and after the products, on rows of floats. The C kernels do the same operations
// in the same order, with no multiplication contracted with an addition.

extension QuantizedKernel {
    /// The scale and the zero point for the numbers of a row: see ``QuantizedRows``.
    package func scale(
        _ count: Int,
        _ x: UnsafePointer<Float>
    ) -> (scale: Float, zeroPoint: Int32) {
        guard let range = range(count, x) else { return (.nan, 0) }
        // Divided one by one, for the difference may be too great for a Float.
        let scale = range.upperBound / 255 - range.lowerBound / 255
        if scale < .leastNormalMagnitude { return (0, 0) }
        let zeroPoint = (-range.lowerBound * (1 / scale)).rounded(.toNearestOrEven)
        return (scale, Int32(min(zeroPoint, 255)))
    }

    /// The least and the greatest of 0 and the row's numbers; nil if any is NaN or infinite.
    private func range(_ count: Int, _ x: UnsafePointer<Float>) -> ClosedRange<Float>? {
        var (least, greatest): (Float, Float) = (0, 0)
        if self != .portable {
            let isFinite = swiftlet_int8_range(rawValue, count, x, &least, &greatest) != 0
            return isFinite ? least...greatest : nil
        }
        var isFinite = true
        for index in 0..<count {
            if x[index] < least { least = x[index] }
            if x[index] > greatest { greatest = x[index] }
            isFinite = isFinite && x[index].isFinite
        }
        return isFinite ? least...greatest : nil
    }

    /// `round(x / scale) + zeroPoint`, from 0 to 255, in the kernel's form, then zeros up to `padded`.
    package func quantize(
        _ count: Int,
        padded: Int,
        _ x: UnsafePointer<Float>,
        scale: Float,
        zeroPoint: Int32,
        into activations: UnsafeMutablePointer<UInt8>
    ) {
        guard scale > 0 else {
            // A zero of every form, in a row whose zero point is 0.
            let zero: UInt8 = self == .neonDot ? 128 : 0
            activations.update(repeating: zero, count: padded)
            return
        }
        let factor = 1 / scale
        if self != .portable {
            return swiftlet_int8_quantize(
                rawValue,
                count,
                padded,
                x,
                factor,
                zeroPoint,
                activations
            )
        }
        for index in 0..<count {
            // Adding 1.5 * 2^23 rounds to an integer, which stands in the lowest bits.
            let shifted = x[index] * factor + 0x1.8p23
            let rounded = Int32(bitPattern: shifted.bitPattern) &- 0x4B40_0000 &+ zeroPoint
            activations[index] = UInt8(min(max(rounded, 0), 255))
        }
        (activations + count).update(repeating: 0, count: padded - count)
    }

    /// `y = activation(sums * rowScale * columnScales + bias) + residual` for each of some rows.
    func finish(
        _ rows: Int,
        _ columns: Int,
        _ sums: UnsafePointer<Int32>,
        sumStride: Int,
        rowScales: UnsafePointer<Float>,
        columnScales: UnsafePointer<Float>,
        bias: UnsafePointer<Float>?,
        activation: FusedActivation,
        residual: UnsafePointer<Float>?,
        into y: UnsafeMutablePointer<Float>,
        stride: Int
    ) {
        if self != .portable {
            return swiftlet_int8_finish(
                rawValue,
                Int32(rows),
                columns,
                sums,
                sumStride,
                rowScales,
                columnScales,
                bias,
                activation.rawValue,
                residual,
                y,
                stride
            )
        }
        for row in 0..<rows {
            let (sums, y) = (sums + row * sumStride, y + row * stride)
            for column in 0..<columns {
                var value = Float(sums[column]) * (columnScales[column] * rowScales[row])
                if let bias { value += bias[column] }
                if activation == .gelu { value = gelu(value) }
                if let residual { value += residual[row * stride + column] }
                y[column] = value
            }
        }
    }
}

/// `x Phi(x)`, where `Phi` is the normal distribution function.
///
/// `Phi(x) - 1/2` is `x` times a quotient of two polynomials of `x^2`, fitted on |x| <= 5.4 to within
/// 5.5e-9; beyond, `Phi` is 0 or 1 to within 4e-8.
@inline(__always)
private func gelu(_ value: Float) -> Float {
    let x = value < -5.4 ? -5.4 : value
    let y = x > 5.4 ? 5.4 : x
    let s = y * y
    var p: Float = 0x1.91c7f0p-26
    p = p * s + 0x1.aacfecp-18
    p = p * s + 0x1.589adep-13
    p = p * s + 0x1.30cc34p-8
    p = p * s + 0x1.116268p-5
    p = p * s + 0x1.988450p-2
    var q: Float = 0x1.469360p-20
    q = q * s + 0x1.2faa98p-14
    q = q * s + 0x1.e751aap-10
    q = q * s + 0x1.d0f492p-6
    q = q * s + 0x1.005342p-2
    q = q * s + 1
    return x * (0.5 + y * p / q)
}
