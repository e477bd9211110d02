import CKernels
import SwiftletBase

extension Tensor {
    /// The matrix product of this matrix and a transposed one of 8-bit integers, with a bias added to
    /// each row. The rows of this matrix are quantised first.
    ///
    ///     let y = x.matrixProduct(transposing: weights, bias: bias)
    ///
    /// A row that has NaN or an infinity gives a row of NaN.
    ///
    /// - Parameters:
    ///   - weights: A matrix `[outputs, inputs]`, for this tensor `[..., inputs]`.
    ///   - bias: `[outputs]`; nil for none.
    /// - Returns: `[..., outputs]`.
    public func matrixProduct(transposing weights: QuantizedMatrix, bias: Tensor? = nil) -> Tensor {
        let (outputs, inputs) = (weights.outputs, weights.inputs)
        requireProduct(outputs: outputs, inputs: inputs, bias: bias)
        let count = shape.dropLast().reduce(1, *)
        let y = Tensor(uninitialized: shape.dropLast() + [outputs])
        let rows = QuantizedRows()
        rows.quantize(count, inputs, storage.address)
        weights.multiply(
            rows,
            bias: bias.map { UnsafePointer($0.storage.address) },
            into: y.storage.address
        )
        return withExtendedLifetime((self, bias)) { y }
    }

    /// Stops the program where this tensor and a bias do not fit weights `[outputs, inputs]`.
    func requireProduct(outputs: Int, inputs: Int, bias: Tensor?) {
        precondition(
            shape.last == inputs,
            "Rows of shape \(shape) do not fit weights of shape \([outputs, inputs])."
        )
        precondition(
            bias == nil || bias!.shape == [outputs],
            "A bias of shape \(bias?.shape ?? []) does not fit weights of shape \([outputs, inputs])."
        )
    }
}

extension QuantizedMatrix {
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
        let order =
            x.kernel == .avx2
            ? pairOrder.value {
                PairOrder(
                    panels: panelCount,
                    depth: Self.depth(inputs),
                    weights: panels.address
                )
            } : .none
        // A thread of its own is worth a million products.
        let minimumPart = max(1, (1 << 20) / max(1, x.rows * inputs * 16))
        order.plainCounts.withUnsafeBufferPointer { plainCounts in
            order.pairs.withUnsafeBufferPointer { pairs in
                let work = QuantizedProduct(
                    kernel: x.kernel.fitting(rows: x.rows, depth: Self.depth(inputs)),
                    rows: x.rows,
                    outputs: outputs,
                    depth: Self.depth(inputs),
                    activations: x.values,
                    rowScales: x.scales,
                    forms: x.forms,
                    weights: panels.address,
                    plainCounts: plainCounts,
                    pairs: pairs,
                    columnScales: scales.storage.address,
                    columnSums: columnSums.address,
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

/// The arguments of a product, shared by its threads.
private struct QuantizedProduct: @unchecked Sendable {
    let kernel: QuantizedKernel
    let rows: Int
    let outputs: Int
    let depth: Int
    let activations: UnsafePointer<UInt8>
    let rowScales: UnsafePointer<Float>
    let forms: UnsafePointer<swiftlet_int8_row>
    let weights: UnsafePointer<Int8>
    /// Empty, as are `pairs`, for other kernels than AVX2.
    let plainCounts: UnsafeBufferPointer<Int32>
    let pairs: UnsafeBufferPointer<UInt16>
    let columnScales: UnsafePointer<Float>
    let columnSums: UnsafePointer<Int32>
    let bias: UnsafePointer<Float>?
    let activation: FusedActivation
    let residual: UnsafePointer<Float>?
    let y: UnsafeMutablePointer<Float>

    /// How many panels a row's outputs are finished for at a time: as many as stay in the cache.
    private var groupPanels: Int {
        let count = min(kernel.groupPanels, kernel.groupBytes / max(1, 64 * depth))
        let multiple = min(2, kernel.maximumPanels)
        return max(1, count / multiple) * multiple
    }

    /// The outputs of some panels, for all rows: a group of panels, whose weights stay in the cache, by
    /// blocks of rows. Meanwhile the next group's weights are fetched, a part of them by each product.
    func run(panels: Range<Int>) {
        let groupPanels = groupPanels
        let sumStride = 16 * groupPanels
        let blockRows = kernel.blockRows(of: max(1, rows), panels: groupPanels)
        let sumCount = blockRows * sumStride
        withUnsafeTemporaryAllocation(of: SIMD16<Int32>.self, capacity: sumCount / 16) { memory in
            let sums = UnsafeMutableRawPointer(memory.baseAddress!)
                .bindMemory(to: Int32.self, capacity: sumCount)
            for start in stride(from: panels.lowerBound, to: panels.upperBound, by: groupPanels) {
                let group = start..<min(panels.upperBound, start + groupPanels)
                let next = group.upperBound..<min(panels.upperBound, group.upperBound + groupPanels)
                for blockStart in stride(from: 0, to: rows, by: blockRows) {
                    let block = blockStart..<min(rows, blockStart + blockRows)
                    for panel in stride(from: start, to: group.upperBound, by: kernel.maximumPanels)
                    {
                        multiply(
                            block,
                            panel..<min(group.upperBound, panel + kernel.maximumPanels),
                            of: group,
                            next: next,
                            sums + 16 * (panel - start),
                            sumStride
                        )
                    }
                    finish(block, group, sums, sumStride)
                }
            }
        }
    }

    private func multiply(
        _ rows: Range<Int>,
        _ panels: Range<Int>,
        of group: Range<Int>,
        next: Range<Int>,
        _ sums: UnsafeMutablePointer<Int32>,
        _ sumStride: Int
    ) {
        let (row, panel) = (rows.lowerBound, panels.lowerBound)
        // As great a part of the next weights as this is of the group's work.
        let nextBytes = 64 * depth * next.count
        let work = self.rows * group.count
        let done = row * group.count + rows.count * (panel - group.lowerBound)
        let aheadStart = nextBytes * done / work
        let aheadEnd = nextBytes * (done + rows.count * panels.count) / work
        kernel.multiply(
            rows: rows.count,
            panels: panels.count,
            depth: depth,
            activations: activations + row * 4 * depth,
            weights: weights + 64 * depth * panel,
            plainPairs: plainCounts.isEmpty ? 0 : plainCounts[panel],
            pairs: pairs.baseAddress.map { $0 + panel * (depth / 2) },
            forms: forms + row,
            columnSums: columnSums + 16 * panel,
            ahead: weights + 64 * depth * next.lowerBound + aheadStart,
            aheadBytes: aheadEnd - aheadStart,
            into: sums,
            sumStride: sumStride
        )
    }

    private func finish(
        _ rows: Range<Int>,
        _ panels: Range<Int>,
        _ sums: UnsafePointer<Int32>,
        _ sumStride: Int
    ) {
        let (row, column) = (rows.lowerBound, 16 * panels.lowerBound)
        let target = row * outputs + column
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
