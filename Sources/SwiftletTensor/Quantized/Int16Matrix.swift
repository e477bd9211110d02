import SwiftletBase

/// The weights of a linear layer as 16-bit integers, in the order in which a product reads them.
///
/// Inputs are cut into blocks. Within a block each output has a scale of its own, `w = scale * q`, as
/// small as lets every sum of products with an ``Int16Rows`` stay within 32 bits: `|q|` is at most 32,767
/// and adds up to at most 262,176. Of 256 weights from a normal distribution the greatest has about 13
/// bits. The sums are exact, so a row's result does not depend on how many rows there are, nor on the
/// processor; it differs from the product of floats by about 1/3,000 of its standard deviation.
///
/// A product reads half the bytes that one of floats would, multiplies twice as many at a time, and need
/// not put the weights in order first, which OpenBLAS does in every call.
package struct Int16Matrix: Sendable {
    package let outputs: Int
    private let blocks: InputBlocks
    /// Panels of 16 outputs, each of blocks, each of pairs `[16 outputs, 2 inputs]`, with zeros where
    /// there are no further outputs or inputs.
    private let panels: Storage<Int16>
    /// `[panels, blocks, 16]`
    private let scales: Storage<Float>

    /// What the magnitudes of an output's integers within a block add up to at most.
    private static let greatestSum = Float((Int(Int32.max) / Int(Int16Rows.greatest)))

    /// Quantises weights `[parts, inputs, outputs / parts]`, whose outputs then stand side by side.
    ///
    /// An output with a weight that is NaN or infinite will be NaN.
    package init(
        quantizing weights: UnsafePointer<Float>,
        parts: Int = 1,
        inputs: Int,
        outputs: Int,
        blockInputs: Int = 256
    ) {
        precondition(
            inputs > 0 && outputs > 0 && outputs % parts == 0 && blockInputs > 0
                && (blockInputs % 2 == 0 || inputs % blockInputs == 0),
            "\(parts) parts of weights with \(inputs) inputs, in blocks of \(blockInputs), and \(outputs) outputs in all do not go."
        )
        let blocks = InputBlocks(inputs: inputs, size: min(inputs, blockInputs))
        let panelCount = (outputs + 15) / 16
        let panels = Storage<Int16>(zeros: 32 * blocks.depth * panelCount)
        let scales = Storage<Float>(zeros: 16 * blocks.count * panelCount)
        (self.outputs, self.blocks, self.panels, self.scales) = (outputs, blocks, panels, scales)
        nonisolated(unsafe) let weights = weights
        nonisolated(unsafe) let target = panels.address
        nonisolated(unsafe) let scale = scales.address
        let width = outputs / parts
        Threads.split(panelCount, minimumPart: max(1, (1 << 14) / (16 * inputs))) { _, range in
            withUnsafeTemporaryAllocation(of: SIMD16<Float>.self, capacity: blocks.size + 1) {
                let block = $0.baseAddress!
                for panel in range {
                    var target = target + 32 * blocks.depth * panel
                    let columns = 16 * panel..<min(outputs, 16 * panel + 16)
                    for index in 0..<blocks.count {
                        let inputs = blocks.inputs(of: index)
                        // Where an output's weights begin.
                        func column(_ output: Int) -> UnsafePointer<Float> {
                            let (part, place) = output.quotientAndRemainder(dividingBy: width)
                            let row = part * blocks.inputs + inputs.lowerBound
                            return weights + row * width + place
                        }
                        Self.copy(columns, stride: width, column, rows: inputs.count, into: block)
                        let blockScale = Self.quantize(inputs.count, block, into: target)
                        let scale = scale + 16 * (blocks.count * panel + index)
                        for lane in 0..<16 { scale[lane] = blockScale[lane] }
                        target += 32 * blocks.depth(of: index)
                    }
                }
            }
        }
    }

    /// Copies up to 16 columns of a block, and a row of zeros behind it.
    private static func copy(
        _ columns: Range<Int>,
        stride: Int,
        _ column: (Int) -> UnsafePointer<Float>,
        rows: Int,
        into block: UnsafeMutablePointer<SIMD16<Float>>
    ) {
        block[rows] = SIMD16(repeating: 0)
        let first = column(columns.lowerBound)
        if columns.count == 16, column(columns.lowerBound + 15) == first + 15 {
            for row in 0..<rows {
                block[row] = UnsafeRawPointer(first + row * stride)
                    .loadUnaligned(as: SIMD16<Float>.self)
            }
            return
        }
        block.update(repeating: SIMD16(repeating: 0), count: rows)
        for (lane, output) in columns.enumerated() {
            let first = column(output)
            for row in 0..<rows { block[row][lane] = first[row * stride] }
        }
    }

    /// Writes a block's integers.
    ///
    /// - Parameter weights: `[count, 16]`, and a row of zeros.
    /// - Returns: The scales of the outputs.
    private static func quantize(
        _ count: Int,
        _ weights: UnsafePointer<SIMD16<Float>>,
        into target: UnsafeMutablePointer<Int16>
    ) -> SIMD16<Float> {
        // Magnitudes are in the order of their bits.
        var (greatestBits, sum) = (SIMD16<Int32>(repeating: 0), SIMD16<Float>(repeating: 0))
        for row in 0..<count {
            let bits = unsafeBitCast(weights[row], to: SIMD16<Int32>.self) & 0x7FFF_FFFF
            greatestBits.replace(with: bits, where: bits .> greatestBits)
            sum += unsafeBitCast(bits, to: SIMD16<Float>.self)
        }
        let greatest = unsafeBitCast(greatestBits, to: SIMD16<Float>.self)
        // Rounded, each may be half a unit more.
        var scale = pointwiseMax(
            greatest / Float(Int16.max),
            sum / (greatestSum - Float(count))
        )
        scale.replace(with: 0, where: scale .< .leastNormalMagnitude)
        let factor = (1 / scale).replacing(with: 0, where: scale .== 0)
        let pairs = UnsafeMutableRawPointer(target)
        for row in stride(from: 0, to: count, by: 2) {
            let first = nearestIntegers(weights[row] * factor)
            let second = nearestIntegers(weights[row + 1] * factor)
            let pair = first & 0xFFFF | second &<< 16
            pairs.storeBytes(of: pair, toByteOffset: 32 * row, as: SIMD16<Int32>.self)
        }
        scale.replace(with: .nan, where: sum .!= sum .| sum .== .infinity)
        return scale
    }

    /// `y = start + x weights`, `[count, outputs]`.
    ///
    /// The inputs of a result's row are those of a row of `x`, or, if `x` has as many inputs as a block,
    /// those of as many neighbouring rows as there are blocks. The outputs are split over the threads.
    /// Nothing is allocated.
    ///
    /// - Parameters:
    ///   - x: Quantised rows.
    ///   - first: The first row of `x`.
    ///   - step: The distance, in rows of `x`, from what one row of the result begins with to what the
    ///     next does.
    ///   - bias: What each row starts with, `[outputs]`; nil for zeros.
    ///   - adds: Whether `y` is what the rows start with.
    ///   - stride: The distance from a row of `y` to the next.
    package func multiply(
        _ x: Int16Rows,
        from first: Int = 0,
        step: Int = 1,
        count: Int,
        bias: UnsafePointer<Float>? = nil,
        adds: Bool = false,
        into y: UnsafeMutablePointer<Float>,
        stride: Int? = nil,
        kernel: Int16Kernel = .current
    ) {
        precondition(
            x.inputs == blocks.inputs && (blocks.count == 1 || blocks.size % 2 == 0)
                || x.inputs == blocks.size && blocks.inputs % blocks.size == 0,
            "Rows of \(x.inputs) inputs do not fit \(blocks.count) blocks of \(blocks.size)."
        )
        precondition(bias == nil || !adds, "A product begins with a bias, or with what is there.")
        let rowsTogether = x.inputs == blocks.inputs ? 1 : blocks.count
        precondition(
            first >= 0 && (count == 0 || first + (count - 1) * step + rowsTogether <= x.rows),
            "\(count) results need more rows than \(x.rows)."
        )
        let work = Int16Product(
            kernel: kernel,
            rows: count,
            blocks: blocks,
            outputs: outputs,
            activations: x.values + first * x.stride,
            activationStride: step * x.stride,
            rowScales: x.scales + first,
            rowStep: step,
            blockStep: rowsTogether == 1 ? 0 : 1,
            weights: panels.address,
            columnScales: scales.address,
            bias: bias,
            adds: adds,
            y: y,
            stride: stride ?? outputs
        )
        // A thread of its own is worth 65,536 products.
        let minimumPart = max(1, (1 << 16) / max(1, count * blocks.inputs * 16))
        Threads.split((outputs + 15) / 16, minimumPart: minimumPart) { _, range in
            work.run(panels: range)
        }
        withExtendedLifetime((self, x)) {}
    }
}

/// Inputs cut into blocks, each of which is padded to pairs.
private struct InputBlocks {
    let inputs: Int
    /// How many inputs a block has; the last one may have fewer.
    let size: Int

    var count: Int { (inputs + size - 1) / size }
    /// The pairs of all blocks.
    var depth: Int { (count - 1) * depth(of: 0) + depth(of: count - 1) }

    func inputs(of block: Int) -> Range<Int> { block * size..<min(inputs, (block + 1) * size) }
    func depth(of block: Int) -> Int { (inputs(of: block).count + 1) / 2 }
}

/// The arguments of a product, shared by its threads.
private struct Int16Product: @unchecked Sendable {
    let kernel: Int16Kernel
    let rows: Int
    let blocks: InputBlocks
    let outputs: Int
    let activations: UnsafePointer<Int16>
    let activationStride: Int
    let rowScales: UnsafePointer<Float>
    /// From a row's scale to the next one's.
    let rowStep: Int
    /// From a block's scale to the next one's, of the same row.
    let blockStep: Int
    let weights: UnsafePointer<Int16>
    let columnScales: UnsafePointer<Float>
    let bias: UnsafePointer<Float>?
    let adds: Bool
    let y: UnsafeMutablePointer<Float>
    let stride: Int

    func run(panels: Range<Int>) {
        for start in Swift.stride(from: 0, to: rows, by: Int16Kernel.blockRows) {
            let count = min(Int16Kernel.blockRows, rows - start)
            for panel in panels {
                let y = y + start * stride + 16 * panel
                for block in 0..<blocks.count {
                    let pairs = block * blocks.depth(of: 0)
                    let addsToOutput = adds || block > 0
                    kernel.multiply(
                        rows: count,
                        columns: min(16, outputs - 16 * panel),
                        depth: blocks.depth(of: block),
                        activations: activations + start * activationStride + 2 * pairs,
                        activationStride: activationStride,
                        weights: weights + 32 * (panel * blocks.depth + pairs),
                        rowScales: rowScales + start * rowStep + block * blockStep,
                        rowStep: rowStep,
                        columnScales: columnScales + 16 * (panel * blocks.count + block),
                        start: addsToOutput ? UnsafePointer(y) : bias.map { $0 + 16 * panel },
                        startStride: addsToOutput ? stride : 0,
                        into: y,
                        stride: stride
                    )
                }
            }
        }
    }
}
