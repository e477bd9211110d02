import CKernels

/// The instructions that multiply quantised activations by quantised weights.
///
/// All of them give the same integers for the same activations, and the same floats made of them, to the
/// bit.
package enum QuantizedKernel: Int32, Sendable, CaseIterable, InstructionKernel {
    // The numbers are those of `swiftlet_int8_kernel`.
    /// Swift for any processor.
    case portable = 0
    case avx2 = 1
    case avxVNNI = 2
    case avx512VNNI = 3
    case neonDot = 4
    case amx = 5

    /// The fastest that this machine has and ``Kernels`` allows.
    package static let current =
        Kernels.setting.fastest(of: [Self.amx, .avx512VNNI, .avxVNNI, .neonDot, .avx2])
        ?? .portable

    var instructions: Kernels.Instructions {
        switch self {
        case .portable: .portable
        case .avx2: .avx2
        case .avxVNNI: .avxVNNI
        case .avx512VNNI: .avx512VNNI
        case .neonDot: .neon
        case .amx: .amx
        }
    }

    /// Whether this machine has the instructions.
    package var isSupported: Bool {
        self == .portable || swiftlet_int8_supports(rawValue) != 0
    }

    /// The greatest integer that an activation becomes.
    package var greatestActivation: Int32 { self == .avx2 ? 127 : 255 }

    /// The kernel for a product of some rows, each of `depth` blocks of four activations: where AMX has too
    /// few rows to be any faster, or would have to fill its tiles up, that of AVX-512, which takes the
    /// same activations.
    package func fitting(rows: Int, depth: Int) -> QuantizedKernel {
        self == .amx && (rows <= 8 || depth < 16) ? .avx512VNNI : self
    }

    /// How many bytes of weights stay near the processor while all rows are multiplied by them.
    var groupBytes: Int { self == .amx ? 192 << 10 : 48 << 10 }

    /// The most panels of weights whose sums are finished at once: the memory takes long runs of outputs
    /// sooner than short ones.
    var groupPanels: Int { self == .amx ? 16 : 8 }

    /// How many of `rows` rows of activations, at least 1, are multiplied by a group of panels, and then
    /// finished, at a time: a multiple of those whose sums fit the registers, or for AMX, which takes any
    /// number equally well, an equal part of all; and few enough for their sums to stay near.
    func blockRows(of rows: Int, panels: Int) -> Int {
        switch self {
        case .avx2: return 32
        case .amx:
            let most = 512 / panels
            return (rows - 1) / ((rows + most - 1) / most) + 1
        default: return 48
        }
    }

    /// The most panels of weights that are multiplied at once.
    package var maximumPanels: Int {
        switch self {
        case .avx512VNNI: 2
        case .amx: groupPanels
        default: 1
        }
    }
}

/// The activation that is fused with a quantised product.
package enum FusedActivation: Int32, Sendable {
    case none = 0
    /// The exact Gaussian error linear unit, `x Phi(x)`, to within 1e-6 of the greater of 1 and `|x|`.
    case gelu = 1
}

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
