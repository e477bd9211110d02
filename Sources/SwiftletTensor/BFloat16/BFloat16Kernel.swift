import CKernels

/// The instructions that multiply bfloat16 numbers, the upper halves of floats, and add up floats.
///
/// They add in different orders, so results differ by rounding; those of AMX and of AVX-512's own
/// products take subnormal numbers for 0.
package enum BFloat16Kernel: Int32, Sendable, CaseIterable, InstructionKernel {
    // The numbers are those of `swiftlet_bf16_kernel`.
    /// Swift for any processor.
    case portable = 0
    case avx2 = 1
    case avx512 = 2
    case avx512BF16 = 3
    case amx = 4

    /// The fastest that this machine has and ``Kernels`` allows.
    package static let current =
        Kernels.setting.fastest(of: [Self.amx, .avx512BF16, .avx512, .avx2]) ?? .portable

    var instructions: Kernels.Instructions {
        switch self {
        case .portable: .portable
        case .avx2: .avx2
        case .avx512: .avx512
        case .avx512BF16: .avx512BF16
        case .amx: .amx
        }
    }

    /// Whether this machine has the instructions.
    package var isSupported: Bool {
        self == .portable || swiftlet_bf16_supports(rawValue) != 0
    }

    /// The kernel for weights `[outputs, inputs]`: tiles take none that do not fill them.
    package func fitting(outputs: Int, inputs: Int) -> BFloat16Kernel {
        self == .amx && (outputs < 16 || inputs == 0 || inputs % 32 != 0) ? .avx512 : self
    }

    /// How many numbers the rows of activations take in the kernel's form.
    package func paddedCount(rows: Int, inputs: Int) -> Int {
        self == .amx ? (rows + 15) / 16 * 16 * inputs : rows * inputs
    }

    /// Writes `x`, `[rows, inputs]`, in the kernel's form, each number rounded to the nearest, halves to
    /// even.
    package func round(
        _ rows: Int,
        _ inputs: Int,
        _ x: UnsafePointer<Float>,
        into target: UnsafeMutablePointer<UInt16>
    ) {
        if self != .portable { return swiftlet_bf16_round(rawValue, rows, inputs, x, target) }
        for index in 0..<rows * inputs { target[index] = BFloat16Matrix.rounded(x[index]) }
    }

    /// `y[r][n] = bias[n] + ` the sum over `k` of `x[r][k] * weights[n][k]`.
    ///
    /// - Parameters:
    ///   - x: `[rows, inputs]`, in the kernel's form.
    ///   - weights: `[outputs, inputs]`.
    ///   - scratch: Room for `32 * inputs` numbers where there are more than 32 rows.
    ///   - stride: The distance between two rows of `y`.
    package func multiply(
        rows: Int,
        outputs: Int,
        inputs: Int,
        _ x: UnsafePointer<UInt16>,
        _ weights: UnsafePointer<UInt16>,
        bias: UnsafePointer<Float>,
        scratch: UnsafeMutablePointer<UInt16>,
        into y: UnsafeMutablePointer<Float>,
        stride: Int
    ) {
        if self != .portable {
            return swiftlet_bf16_products(
                rawValue,
                rows,
                outputs,
                inputs,
                x,
                weights,
                bias,
                scratch,
                y,
                stride
            )
        }
        for row in 0..<rows {
            for output in 0..<outputs {
                let (x, weights) = (x + row * inputs, weights + output * inputs)
                var sum = bias[output]
                for index in 0..<inputs {
                    sum += BFloat16Matrix.float(x[index]) * BFloat16Matrix.float(weights[index])
                }
                y[row * stride + output] = sum
            }
        }
    }
}
