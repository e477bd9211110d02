import CKernels

extension QuantizedKernel {
    /// `sums[r][n] = ` the sum over `k` of `(activations[r][k] - zeroPoints[r]) * weights[n][k]`,
    /// exact, for some rows and up to `maximumPanels` panels of 16 outputs each.
    ///
    /// - Parameters:
    ///   - depth: How many blocks of four inputs by 16 outputs a panel has.
    ///   - activations: Rows of `4 * depth` activations without gaps, in the kernel's form.
    ///   - weights: The panels, one after the other.
    ///   - columnSums: The sum of each output's weights.
    ///   - corrections: What `correct` gave for these rows, rows of 16; nil for none.
    ///   - ahead: Weights that will be asked for next, for the memory to bring near.
    ///   - aheadBytes: How many of them.
    ///   - sumStride: The distance between two rows of `sums`, 16 a panel at least.
    package func multiply(
        rows: Int,
        panels: Int,
        depth: Int,
        activations: UnsafePointer<UInt8>,
        weights: UnsafePointer<Int8>,
        zeroPoints: UnsafePointer<Int32>,
        columnSums: UnsafePointer<Int32>,
        corrections: UnsafePointer<Int32>?,
        ahead: UnsafePointer<Int8>,
        aheadBytes: Int = 0,
        into sums: UnsafeMutablePointer<Int32>,
        sumStride: Int
    ) {
        if self != .portable {
            return swiftlet_int8_products(
                rawValue,
                Int32(rows),
                Int32(panels),
                depth,
                activations,
                4 * depth,
                weights,
                zeroPoints,
                columnSums,
                corrections,
                ahead,
                aheadBytes,
                sums,
                sumStride
            )
        }
        for row in 0..<rows {
            let sums = sums + row * sumStride
            let activations = activations + row * 4 * depth
            for output in 0..<16 { sums[output] = 0 &- zeroPoints[row] &* columnSums[output] }
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

    /// What the AVX2 kernel's products of up to `QuantizedRows.correctedRows` rows and a panel of
    /// weights lose where a pair saturates.
    ///
    /// - Parameters:
    ///   - rows: How many rows, from the first of `turned` on.
    ///   - places: The panel's saturating pairs.
    ///   - corrections: Rows of 16, room for `correctedRows` of them.
    /// - Returns: Whether there are any: otherwise `corrections` stay as they were.
    package static func correct(
        rows: Int,
        places: UnsafeBufferPointer<UInt32>,
        weights: UnsafePointer<Int8>,
        turned: QuantizedRows.Turned,
        into corrections: UnsafeMutablePointer<Int32>
    ) -> Bool {
        swiftlet_int8_correct(
            Int32(rows),
            places.count,
            places.baseAddress,
            weights,
            turned.pairs,
            turned.greatest,
            corrections
        ) != 0
    }
}
