import CKernels

extension QuantizedKernel {
    /// `sums[r][n] = ` the sum over `k` of `(activations[r][k] - zeroPoint[r]) * weights[n][k]`, and
    /// `outlier[r] * weights[n][outlierIndex[r]]`, exact, for some rows and up to `maximumPanels` panels
    /// of 16 outputs each.
    ///
    /// - Parameters:
    ///   - depth: How many blocks of four inputs by 16 outputs a panel has.
    ///   - activations: Rows of `4 * depth` activations without gaps, in the kernel's form.
    ///   - weights: The panels, one after the other.
    ///   - forms: How each row was quantised.
    ///   - columnSums: The sum of each output's weights.
    ///   - plainPairs: How many of `pairs` may be summed in 16 bits; 0 for other kernels than AVX2.
    ///   - pairs: The panel's order of pairs of blocks; nil for other kernels than AVX2.
    ///   - ahead: Weights that will be asked for next, for the memory to bring near.
    ///   - aheadBytes: How many of them.
    ///   - sumStride: The distance between two rows of `sums`, 16 a panel at least.
    package func multiply(
        rows: Int,
        panels: Int,
        depth: Int,
        activations: UnsafePointer<UInt8>,
        weights: UnsafePointer<Int8>,
        plainPairs: Int32,
        pairs: UnsafePointer<UInt16>?,
        forms: UnsafePointer<swiftlet_int8_row>,
        columnSums: UnsafePointer<Int32>,
        ahead: UnsafePointer<Int8>,
        aheadBytes: Int = 0,
        into sums: UnsafeMutablePointer<Int32>,
        sumStride: Int
    ) {
        if depth == 0 {
            for row in 0..<rows {
                (sums + row * sumStride).update(repeating: 0, count: 16 * panels)
            }
            return
        }
        if self != .portable {
            return swiftlet_int8_products(
                rawValue,
                Int32(rows),
                Int32(panels),
                depth,
                activations,
                4 * depth,
                weights,
                plainPairs,
                pairs,
                forms,
                columnSums,
                ahead,
                aheadBytes,
                sums,
                sumStride
            )
        }
        for row in 0..<rows {
            let sums = sums + row * sumStride
            let activations = activations + row * 4 * depth
            let form = forms[row]
            let outlierPlace = Int(form.outlier_index / 4 * 64 + form.outlier_index % 4)
            for output in 0..<16 {
                let outlierWeight = Int32(weights[outlierPlace + 4 * output])
                sums[output] =
                    form.outlier &* outlierWeight &- form.zero_point &* columnSums[output]
            }
            for block in 0..<depth {
                let (a, w) = (activations + 4 * block, weights + 64 * block)
                let (a0, a1) = (Int32(a[0]), Int32(a[1]))
                let (a2, a3) = (Int32(a[2]), Int32(a[3]))
                for output in 0..<16 {
                    let w = w + 4 * output
                    let first = a0 &* Int32(w[0]) &+ a1 &* Int32(w[1])
                    let second = a2 &* Int32(w[2]) &+ a3 &* Int32(w[3])
                    sums[output] &+= first &+ second
                }
            }
        }
    }
}
