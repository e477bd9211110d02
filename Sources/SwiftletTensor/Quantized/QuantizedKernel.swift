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

    /// The fastest that this machine has.
    package static let current: QuantizedKernel =
        [.avx512VNNI, .avxVNNI, .neonDot, .avx2].first { $0.isSupported } ?? .portable

    /// Whether this machine has the instructions.
    package var isSupported: Bool {
        self == .portable || swiftlet_int8_supports(rawValue) != 0
    }

    /// The greatest integer that an activation becomes.
    package var greatestActivation: Int32 { self == .avx2 ? 127 : 255 }

    /// How many rows of activations are multiplied by the same weights, and then finished, at a time:
    /// a multiple of the rows whose sums fit the registers, and few enough for all sums to stay in the
    /// nearest cache.
    package var blockRows: Int { self == .avx2 ? 32 : 48 }

    /// The most panels of weights that are multiplied at once.
    package var maximumPanels: Int { self == .avx512VNNI ? 2 : 1 }
}

/// What is applied to the result of a quantised product while it is at hand.
package enum FusedActivation: Int32, Sendable {
    case none = 0
    /// The exact Gaussian error linear unit, `x Phi(x)`, to within 1e-6 of the greater of 1 and `|x|`.
    case gelu = 1
}
