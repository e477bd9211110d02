import CKernels

/// The instructions that multiply rows of 16-bit integers by 16-bit weights.
///
/// All of them give the same integers, and the same floats made of them, to the bit.
package enum Int16Kernel: Int32, Sendable, CaseIterable, InstructionKernel {
    // The numbers are those of `swiftlet_int16_kernel`.
    /// Swift for any processor.
    case portable = 0
    case avx2 = 1
    case avx512 = 2
    case avx512VNNI = 3
    case neon = 4

    /// The fastest that this machine has and ``Kernels`` allows.
    package static let current =
        Kernels.setting.fastest(of: [Self.avx512VNNI, .avx512, .avx2, .neon]) ?? .portable

    var instructions: Kernels.Instructions {
        switch self {
        case .portable: .portable
        case .avx2: .avx2
        case .avx512: .avx512
        case .avx512VNNI: .avx512VNNI
        case .neon: .neon
        }
    }

    /// Whether this machine has the instructions.
    package var isSupported: Bool {
        self == .portable || swiftlet_int16_supports(rawValue) != 0
    }

    /// How many rows are multiplied by the weights of all panels before the next rows are: a multiple of
    /// the rows whose sums fit the registers, and few enough for them to stay near the processor.
    static let blockRows = 96

    /// Adds products to what a row begins with: see `swiftlet_int16_products`.
    ///
    /// - Parameters:
    ///   - columns: How many of the panel's 16 outputs are written.
    ///   - depth: How many pairs of inputs by 16 outputs the panel has.
    ///   - activations: Rows of `2 * depth` integers.
    ///   - start: What the products are added to; nil for zeros. It may be `y`.
    ///   - startStride: 0 if `start` is the same for all rows.
    func multiply(
        rows: Int,
        columns: Int,
        depth: Int,
        activations: UnsafePointer<Int16>,
        activationStride: Int,
        weights: UnsafePointer<Int16>,
        rowScales: UnsafePointer<Float>,
        rowStep: Int,
        columnScales: UnsafePointer<Float>,
        start: UnsafePointer<Float>?,
        startStride: Int,
        into y: UnsafeMutablePointer<Float>,
        stride: Int
    ) {
        if self != .portable {
            return swiftlet_int16_products(
                rawValue,
                rows,
                Int32(columns),
                depth,
                activations,
                activationStride,
                weights,
                rowScales,
                rowStep,
                columnScales,
                start,
                startStride,
                y,
                stride
            )
        }
        for row in 0..<rows {
            let activations = activations + row * activationStride
            var sums = SIMD16<Int32>(repeating: 0)
            for pair in 0..<depth {
                let weights = UnsafeRawPointer(weights + 32 * pair)
                    .loadUnaligned(as: SIMD32<Int16>.self)
                let first = SIMD16<Int32>(truncatingIfNeeded: weights.evenHalf)
                let second = SIMD16<Int32>(truncatingIfNeeded: weights.oddHalf)
                sums &+= first &* Int32(activations[2 * pair])
                sums &+= second &* Int32(activations[2 * pair + 1])
            }
            for column in 0..<columns {
                let scale = rowScales[row * rowStep] * columnScales[column]
                let value = Float(sums[column]) * scale
                y[row * stride + column] = (start?[row * startStride + column] ?? 0) + value
            }
        }
    }
}
