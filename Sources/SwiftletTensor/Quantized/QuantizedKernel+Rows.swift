import CKernels

// What comes before and after the products, on rows of floats. The C kernels do the same operations
// in the same order, and contract a multiplication with an addition where it says so here.

extension QuantizedKernel {
    /// Quantises a row: see ``QuantizedRows``.
    ///
    /// - Parameters:
    ///   - padded: How many activations are written: zeros follow the row's.
    ///   - greatest: The greatest activation.
    ///   - activations: Gets them in the kernel's form.
    /// - Returns: The row's scale, NaN if one of its numbers is not finite, and the rest of its form.
    package func quantize(
        _ count: Int,
        padded: Int,
        _ x: UnsafePointer<Float>,
        greatest: Int32,
        into activations: UnsafeMutablePointer<UInt8>
    ) -> (scale: Float, form: swiftlet_int8_row) {
        let extremes = extremes(count, x)
        let scale = extremes.map { Self.scale($0, greatest: greatest) } ?? .nan
        guard let extremes, scale > 0 else {
            fillWithZeros(padded, activations)
            return (scale, swiftlet_int8_row())
        }
        let factor = 1 / scale
        let zeroPoint = min(nearestInteger(-extremes.least * factor), greatest)
        if self == .portable {
            for index in 0..<count {
                let rounded = nearestInteger(x[index], times: factor) &+ zeroPoint
                activations[index] = UInt8(min(max(rounded, 0), greatest))
            }
            (activations + count).update(repeating: 0, count: padded - count)
        } else {
            swiftlet_int8_quantize(
                rawValue,
                count,
                padded,
                x,
                factor,
                zeroPoint,
                greatest,
                activations
            )
        }
        activations[extremes.outlier_index] = bits(of: zeroPoint)
        return (
            scale,
            swiftlet_int8_row(
                zero_point: zeroPoint,
                outlier: nearestInteger(extremes.outlier * factor),
                outlier_index: Int32(extremes.outlier_index)
            )
        )
    }

    /// Quantises a row of a fixed range; see ``ActivationSteps``. The parameters and what it returns are as
    /// above.
    func quantize(
        _ count: Int,
        padded: Int,
        _ x: UnsafePointer<Float>,
        within steps: ActivationSteps,
        into activations: UnsafeMutablePointer<UInt8>
    ) -> (scale: Float, form: swiftlet_int8_row) {
        let isFinite: Bool
        if self == .portable {
            isFinite = Self.quantize(count, padded: padded, x, within: steps, into: activations)
        } else {
            isFinite =
                swiftlet_int8_quantize_within(
                    rawValue,
                    count,
                    padded,
                    x,
                    steps.factor,
                    steps.zeroPoint,
                    steps.greatest,
                    activations
                ) != 0
        }
        guard isFinite else {
            fillWithZeros(padded, activations)
            return (.nan, swiftlet_int8_row())
        }
        var form = swiftlet_int8_row()
        form.zero_point = steps.zeroPoint
        if let column = steps.outlierColumn {
            let most = Float(QuantizedRows.greatestOutlier)
            form.outlier = nearestInteger(min(max(x[column] * steps.factor, -most), most))
            form.outlier_index = Int32(column)
            activations[column] = bits(of: steps.zeroPoint)
        }
        return (steps.scale, form)
    }

    /// Returns whether all numbers are finite; otherwise some of the activations may not be written.
    private static func quantize(
        _ count: Int,
        padded: Int,
        _ x: UnsafePointer<Float>,
        within steps: ActivationSteps,
        into activations: UnsafeMutablePointer<UInt8>
    ) -> Bool {
        let low = Float(-steps.zeroPoint)
        let high = Float(steps.greatest - steps.zeroPoint)
        for index in 0..<count {
            guard x[index].isFinite else { return false }
            let scaled = min(max(x[index] * steps.factor, low), high)
            activations[index] = UInt8(nearestInteger(scaled) &+ steps.zeroPoint)
        }
        (activations + count).update(repeating: 0, count: padded - count)
        return true
    }

    /// An activation in the kernel's form.
    private func bits(of activation: Int32) -> UInt8 {
        self == .neonDot ? UInt8(activation) ^ 128 : UInt8(activation)
    }

    /// Zeros for a row whose zero point is 0.
    private func fillWithZeros(_ padded: Int, _ activations: UnsafeMutablePointer<UInt8>) {
        activations.update(repeating: bits(of: 0), count: padded)
    }

    /// The unit of the row's integers; 0 where it would be below the least normal `Float`.
    private static func scale(_ extremes: swiftlet_int8_extremes, greatest: Int32) -> Float {
        // Divided one by one, for the difference may be too great for a Float.
        let steps = Float(greatest)
        let scale = max(
            extremes.greatest / steps - extremes.least / steps,
            extremes.outlier.magnitude / Float(QuantizedRows.greatestOutlier)
        )
        return scale < .leastNormalMagnitude ? 0 : scale
    }

    /// What the row's numbers are like; nil if any is NaN or infinite.
    private func extremes(_ count: Int, _ x: UnsafePointer<Float>) -> swiftlet_int8_extremes? {
        var extremes = swiftlet_int8_extremes()
        if self != .portable {
            return swiftlet_int8_find_extremes(rawValue, count, x, &extremes) != 0 ? extremes : nil
        }
        for index in 0..<count {
            guard x[index].isFinite else { return nil }
            // Of two with the same magnitude the greatest.
            if x[index].magnitude > extremes.outlier.magnitude
                || x[index] == -extremes.outlier && x[index] > 0
            {
                extremes.outlier = x[index]
                extremes.outlier_index = index
            }
        }
        for index in 0..<count where index != extremes.outlier_index {
            extremes.least = min(extremes.least, x[index])
            extremes.greatest = max(extremes.greatest, x[index])
        }
        return extremes
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
                let (sum, scale) = (Float(sums[column]), columnScales[column] * rowScales[row])
                var value = bias.map { $0[column].addingProduct(sum, scale) } ?? sum * scale
                if activation == .gelu { value = gelu(value) }
                if let residual { value += residual[row * stride + column] }
                y[column] = value
            }
        }
    }
}

/// `x Phi(x)`, where `Phi` is the normal distribution function.
///
/// `Phi(x) - 1/2` is `x` times a polynomial of `x^2`, here of `t`, which goes from -1 to 1: fitted on
/// |x| <= 5 to within 1.4e-7 of the greater of 1 and `1 / |x|`; beyond, `Phi` is 0 or 1 to within 5e-7.
@inline(__always)
private func gelu(_ value: Float) -> Float {
    let x = value < -5 ? -5 : value
    let y = x > 5 ? 5 : x
    let t = (-1 as Float).addingProduct(y * y, 0.08)
    var p: Float = 0x1.317616p-11
    func add(_ coefficient: Float) { p = coefficient.addingProduct(p, t) }
    add(-0x1.a09736p-10)
    add(0x1.d38784p-10)
    add(-0x1.672c66p-9)
    add(0x1.a0c4c2p-8)
    add(-0x1.6c60b8p-7)
    add(0x1.0d0b34p-6)
    add(-0x1.7d7ca8p-6)
    add(0x1.018ccap-5)
    add(-0x1.4b49ccp-5)
    add(0x1.a60eb0p-5)
    add(-0x1.1fef14p-4)
    add(0x1.218356p-3)
    return x * (0.5 as Float).addingProduct(y, p)
}
