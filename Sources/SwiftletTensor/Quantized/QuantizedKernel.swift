import CKernels

/// The instructions that multiply quantised activations by quantised weights.
///
/// All of them give the same integers for the same activations, and the same floats made of them, to the
/// bit.
package enum QuantizedKernel: Int32, Sendable, CaseIterable {
    // The numbers are those of `swiftlet_int8_kernel`.
    /// Swift for any processor.
    case portable = 0
    case avx2 = 1
    case avxVNNI = 2
    case avx512VNNI = 3
    case neonDot = 4
    case amx = 5

    /// The fastest that this machine has and ``Kernels`` allows.
    package static let current: QuantizedKernel =
        [.amx, .avx512VNNI, .avxVNNI, .neonDot, .avx2].first {
            Kernels.setting.allows($0.instructions) && $0.isSupported
        } ?? .portable

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

/// What is applied to the result of a quantised product while it is at hand.
package enum FusedActivation: Int32, Sendable {
    case none = 0
    /// The exact Gaussian error linear unit, `x Phi(x)`, to within 1e-6 of the greater of 1 and `|x|`.
    case gelu = 1
}
