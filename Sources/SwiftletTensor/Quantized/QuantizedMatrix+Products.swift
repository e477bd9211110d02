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
        let panelCount = Self.paddedOutputs(outputs) / 16
        let saturating =
            x.kernel == .avx2
            ? saturatingPairs.value {
                SaturatingPairs(
                    panels: panelCount,
                    depth: Self.depth(inputs),
                    weights: panels.int8s
                )
            } : .none
        // A thread of its own is worth a million products.
        let minimumPart = max(1, (1 << 20) / max(1, x.rows * inputs * 16))
        saturating.starts.withUnsafeBufferPointer { starts in
            saturating.places.withUnsafeBufferPointer { places in
                let work = QuantizedProduct(
                    kernel: x.kernel,
                    rows: x.rows,
                    outputs: outputs,
                    depth: Self.depth(inputs),
                    activations: x.values,
                    pairs: x.pairs,
                    pairStride: x.pairStride,
                    rowScales: x.scales,
                    zeroPoints: x.zeroPoints,
                    weights: panels.int8s,
                    saturatingStarts: starts,
                    saturatingPlaces: places,
                    columnScales: scales.storage.address,
                    columnSums: columnSums.address.assumingMemoryBound(to: Int32.self),
                    bias: bias,
                    activation: activation,
                    residual: residual,
                    y: y
                )
                Threads.split(panelCount, minimumPart: minimumPart) { _, range in
                    work.run(panels: range)
                }
            }
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
    let pairs: UnsafePointer<UInt16>
    let pairStride: Int
    let rowScales: UnsafePointer<Float>
    let zeroPoints: UnsafePointer<Int32>
    let weights: UnsafePointer<Int8>
    let saturatingStarts: UnsafeBufferPointer<Int>
    let saturatingPlaces: UnsafeBufferPointer<UInt32>
    let columnScales: UnsafePointer<Float>
    let columnSums: UnsafePointer<Int32>
    let bias: UnsafePointer<Float>?
    let activation: FusedActivation
    let residual: UnsafePointer<Float>?
    let y: UnsafeMutablePointer<Float>

    /// The outputs of some panels, for all rows: a group of panels, which stay in the cache, by tiles
    /// of a few rows. Meanwhile the next group's weights are fetched, as many of them by each tile.
    func run(panels: Range<Int>) {
        let (most, sumStride) = (kernel.maximumRows, 16 * kernel.maximumPanels)
        let tiles = (rows + most - 1) / most
        let correctedTiles = QuantizedRows.correctedRows / most
        let correctionCount = 16 * QuantizedRows.correctedRows
        withUnsafeTemporaryAllocation(
            of: SIMD16<Int32>.self,
            capacity: (correctionCount + most * sumStride) / 16
        ) { memory in
            let memory = UnsafeMutableRawPointer(memory.baseAddress!)
                .bindMemory(to: Int32.self, capacity: correctionCount + most * sumStride)
            let (corrections, sums) = (memory, memory + correctionCount)
            for start in stride(
                from: panels.lowerBound,
                to: panels.upperBound,
                by: kernel.maximumPanels
            ) {
                let count = min(kernel.maximumPanels, panels.upperBound - start)
                let next = start + count
                let nextBytes = 64 * depth * min(count, panels.upperBound - next)
                let places = places(panel: start)
                for tile in 0..<tiles {
                    let range = rows(tile, tiles)
                    let group = tile / correctedTiles * correctedTiles
                    let groupStart = rows(group, tiles).lowerBound
                    if !places.isEmpty, tile == group {
                        let last = min(tiles, group + correctedTiles) - 1
                        correct(
                            groupStart..<rows(last, tiles).upperBound,
                            panel: start,
                            places,
                            into: corrections
                        )
                    }
                    run(
                        rows: range,
                        panels: start..<next,
                        corrections: places.isEmpty
                            ? nil : corrections + 16 * (range.lowerBound - groupStart),
                        ahead: weights + (64 * depth * next + nextBytes * tile / tiles),
                        aheadStep: min(64, (nextBytes / tiles + depth - 1) / max(1, depth)),
                        sums,
                        sumStride
                    )
                }
            }
        }
    }

    /// The rows of a tile: of nearly the same number in each, for a short last one would be slow.
    private func rows(_ tile: Int, _ tiles: Int) -> Range<Int> {
        rows * tile / tiles..<rows * (tile + 1) / tiles
    }

    /// The saturating pairs of a panel.
    private func places(panel: Int) -> UnsafeBufferPointer<UInt32> {
        guard kernel == .avx2 else { return UnsafeBufferPointer(start: nil, count: 0) }
        return UnsafeBufferPointer(
            rebasing: saturatingPlaces[saturatingStarts[panel]..<saturatingStarts[panel + 1]]
        )
    }

    private func correct(
        _ rows: Range<Int>,
        panel: Int,
        _ places: UnsafeBufferPointer<UInt32>,
        into corrections: UnsafeMutablePointer<Int32>
    ) {
        QuantizedKernel.correct(
            rows: rows.count,
            places: places,
            weights: weights + 64 * depth * panel,
            pairs: pairs + rows.lowerBound,
            pairStride: pairStride,
            into: corrections
        )
    }

    @inline(__always)
    private func run(
        rows: Range<Int>,
        panels: Range<Int>,
        corrections: UnsafePointer<Int32>?,
        ahead: UnsafePointer<Int8>,
        aheadStep: Int,
        _ sums: UnsafeMutablePointer<Int32>,
        _ sumStride: Int
    ) {
        let (row, column) = (rows.lowerBound, 16 * panels.lowerBound)
        let target = row * outputs + column
        kernel.multiply(
            rows: rows.count,
            panels: panels.count,
            depth: depth,
            activations: activations + row * 4 * depth,
            weights: weights + 64 * depth * panels.lowerBound,
            zeroPoints: zeroPoints + row,
            columnSums: columnSums + column,
            corrections: corrections,
            ahead: ahead,
            aheadStep: aheadStep,
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
