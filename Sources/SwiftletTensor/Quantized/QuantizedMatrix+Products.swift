extension QuantizedMatrix {
    /// `x weights^T + bias`, `[..., outputs]` for `x` `[..., inputs]`, whose rows are quantised first.
    ///
    /// A row that has NaN or an infinity gives a row of NaN.
    public func products(of x: Tensor, bias: Tensor? = nil) -> Tensor {
        precondition(
            x.shape.last == inputs,
            "Rows of shape \(x.shape) do not fit weights of shape \([outputs, inputs])."
        )
        precondition(
            bias == nil || bias!.shape == [outputs],
            "A bias of shape \(bias?.shape ?? []) does not fit weights of shape \([outputs, inputs])."
        )
        let count = x.shape.dropLast().reduce(1, *)
        let y = Tensor(uninitialized: x.shape.dropLast() + [outputs])
        let rows = QuantizedRows()
        rows.quantize(count, inputs, x.storage.address)
        multiply(
            rows,
            bias: bias.map { UnsafePointer($0.storage.address) },
            into: y.storage.address
        )
        return withExtendedLifetime((x, bias)) { y }
    }

    /// `y = activation(x weights^T + bias) + residual`.
    ///
    /// The outputs are split over the threads. Nothing is allocated.
    ///
    /// - Parameters:
    ///   - x: Quantised rows `[rows, inputs]`.
    ///   - bias: `[outputs]`.
    ///   - residual: `[rows, outputs]`; may be `y` itself.
    ///   - y: `[rows, outputs]`.
    package func multiply(
        _ x: QuantizedRows,
        bias: UnsafePointer<Float>? = nil,
        activation: FusedActivation = .none,
        residual: UnsafePointer<Float>? = nil,
        into y: UnsafeMutablePointer<Float>
    ) {
        precondition(
            x.inputs == inputs,
            "Rows of \(x.inputs) inputs do not fit weights of shape \([outputs, inputs])."
        )
        let work = QuantizedProduct(
            kernel: x.kernel,
            rows: x.rows,
            outputs: outputs,
            depth: Self.depth(inputs),
            activations: x.values,
            rowScales: x.scales,
            zeroPoints: x.zeroPoints,
            weights: panels.int8s,
            columnScales: scales.storage.address,
            columnSums: columnSums.address.assumingMemoryBound(to: Int32.self),
            bias: bias,
            activation: activation,
            residual: residual,
            y: y
        )
        // A thread of its own is worth a million products.
        let panelWork = max(1, x.rows * inputs * 16)
        Threads.split(
            Self.paddedOutputs(outputs) / 16,
            minimumPart: max(1, (1 << 20) / panelWork)
        ) { _, range in
            work.run(panels: range)
        }
    }
}

/// What the threads that share a product need to know of it.
private struct QuantizedProduct: @unchecked Sendable {
    let kernel: QuantizedKernel
    let rows: Int
    let outputs: Int
    let depth: Int
    let activations: UnsafePointer<UInt8>
    let rowScales: UnsafePointer<Float>
    let zeroPoints: UnsafePointer<Int32>
    let weights: UnsafePointer<Int8>
    let columnScales: UnsafePointer<Float>
    let columnSums: UnsafePointer<Int32>
    let bias: UnsafePointer<Float>?
    let activation: FusedActivation
    let residual: UnsafePointer<Float>?
    let y: UnsafeMutablePointer<Float>

    /// The outputs of some panels, for all rows: a group of panels, which stay in the cache, by tiles
    /// of a few rows. Meanwhile the next group's weights are fetched, each tile's share of them.
    func run(panels: Range<Int>) {
        let sumStride = 16 * kernel.maximumPanels
        let tiles = (rows + QuantizedKernel.maximumRows - 1) / QuantizedKernel.maximumRows
        withUnsafeTemporaryAllocation(
            byteCount: 4 * QuantizedKernel.maximumRows * sumStride,
            alignment: 64
        ) { memory in
            let sums = memory.baseAddress!.bindMemory(
                to: Int32.self,
                capacity: QuantizedKernel.maximumRows * sumStride
            )
            for start in stride(
                from: panels.lowerBound,
                to: panels.upperBound,
                by: kernel.maximumPanels
            ) {
                let count = min(kernel.maximumPanels, panels.upperBound - start)
                let next = min(count, panels.upperBound - start - count)
                for tile in 0..<tiles {
                    // Tiles of nearly the same number of rows: a short last one would be slow.
                    let range = rows * tile / tiles..<rows * (tile + 1) / tiles
                    let ahead = next * tile / tiles..<next * (tile + 1) / tiles
                    run(
                        rows: range,
                        panels: start..<start + count,
                        ahead: start + count + ahead.lowerBound,
                        aheadLines: ahead.count,
                        sums,
                        sumStride
                    )
                }
            }
        }
    }

    @inline(__always)
    private func run(
        rows: Range<Int>,
        panels: Range<Int>,
        ahead: Int,
        aheadLines: Int,
        _ sums: UnsafeMutablePointer<Int32>,
        _ sumStride: Int
    ) {
        let (row, column) = (rows.lowerBound, 16 * panels.lowerBound)
        let target = row * outputs + column
        kernel.multiply(
            rows: rows.count,
            panels: panels.count,
            depth: depth,
            activations: activations + row * 4 * depth * kernel.activationSize,
            weights: weights + 64 * depth * panels.lowerBound,
            zeroPoints: zeroPoints + row,
            columnSums: columnSums + column,
            ahead: weights + 64 * depth * ahead,
            aheadLines: aheadLines,
            into: sums,
            sumStride: sumStride
        )
        kernel.finish(
            rows.count,
            min(outputs, 16 * panels.upperBound) - column,
            sums,
            sumStride: sumStride,
            rowScales: rowScales + row,
            columnScales: columnScales + column,
            bias: bias.map { $0 + column },
            activation: activation,
            residual: residual.map { $0 + target },
            into: y + target,
            stride: outputs
        )
    }
}
