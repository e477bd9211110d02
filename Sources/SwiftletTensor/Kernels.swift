import CKernels
import SwiftletPlatform

/// The kernels in use on this machine, and why.
///
///     for kernel in Kernels.report { print(kernel) }
///     // float32 products: SkylakeX: chosen by OpenBLAS (OpenBLAS 0.3.29 …)
///     // 8-bit products: amx: the best that processor and system have
///     // 16-bit products: avx512-vnni: the best that processor and system have
///     // bfloat16 products: amx: the best that processor and system have
///     // rows of float32: avx512: the best that processor and system have
///     // sparse products: avx512: the best that processor and system have
///
/// `SWIFTLET_KERNEL` in the environment, one of ``Kernels/Instructions``, takes the processor for one that
/// has these and lesser ones alone, for tests and in doubt. It holds for all but BLAS, which has
/// `OPENBLAS_CORETYPE`; see ``BLAS``.
public enum Kernels {
    /// The instructions of a kernel, in ascending order.
    public enum Instructions: String, Sendable, CaseIterable, Comparable {
        /// Swift for any processor.
        case portable
        /// The vectors of arm64.
        case neon
        /// AVX2 with FMA.
        case avx2
        /// 256-bit products of bytes.
        case avxVNNI = "avx-vnni"
        case avx512
        /// 512-bit products of bytes.
        case avx512VNNI = "avx512-vnni"
        /// 512-bit products of bfloat16 numbers.
        case avx512BF16 = "avx512-bf16"
        /// Products of tiles of bytes or of bfloat16 numbers.
        case amx

        public static func < (left: Self, right: Self) -> Bool {
            let all = Self.allCases
            return all.firstIndex(of: left)! < all.firstIndex(of: right)!
        }
    }

    /// The kernel of an operation.
    public struct Kernel: Sendable, Equatable, CustomStringConvertible {
        /// The operation: `8-bit products`.
        public let work: String
        /// One of ``Kernels/Instructions``, or as OpenBLAS names it.
        public let name: String
        /// Why this one.
        public let reason: String

        public var description: String { "\(work): \(name): \(reason)" }
    }

    /// The kernels in use.
    public static var report: [Kernel] {
        let blas = BLAS.kernel
        func own(_ work: String, _ instructions: Instructions) -> Kernel {
            Kernel(
                work: work,
                name: instructions.rawValue,
                reason: setting.reason(best: instructions)
            )
        }
        return [
            Kernel(
                work: "float32 products",
                name: blas.name,
                reason: "\(blas.reason) (\(blas.configuration))"
            ),
            own("8-bit products", QuantizedKernel.current.instructions),
            own("16-bit products", Int16Kernel.current.instructions),
            own("bfloat16 products", BFloat16Kernel.current.instructions),
            own(
                "rows of float32",
                vectorWidth == 16 ? .avx512 : vectorWidth == 8 ? .avx2 : .portable
            ),
            own("sparse products", gathersSparseProducts ? .avx512 : .portable),
        ]
    }

    /// How many floats the vectors of the C kernels for rows hold; 0 where the Swift ones are used.
    package static let vectorWidth: Int = {
        let widths = [(16, Instructions.avx512), (8, .avx2)]
        let supported = Int(swiftlet_vector_width())
        return widths.first { $0.0 <= supported && setting.allows($0.1) }?.0 ?? 0
    }()

    /// Whether products of sparse rows gather the elements of the vector in C.
    static let gathersSparseProducts = swiftlet_sparse_supports() != 0 && setting.allows(.avx512)

    /// What `SWIFTLET_KERNEL` says.
    static let setting = KernelSetting(getenv("SWIFTLET_KERNEL").map { String(cString: $0) })
}

/// The setting of `SWIFTLET_KERNEL`.
package struct KernelSetting: Sendable {
    private let text: String?
    private let most: Kernels.Instructions?

    /// - Parameter text: The value of `SWIFTLET_KERNEL`, nil or empty where it is not set.
    package init(_ text: String?) {
        self.text = text?.isEmpty == true ? nil : text
        most = text.flatMap(Kernels.Instructions.init)
    }

    /// Whether kernels of these instructions may be used.
    package func allows(_ instructions: Kernels.Instructions) -> Bool {
        most.map { instructions <= $0 } ?? true
    }

    /// The first of some kernels that may be used and that this machine has.
    func fastest<Kernel: InstructionKernel>(of kernels: [Kernel]) -> Kernel? {
        kernels.first { allows($0.instructions) && $0.isSupported }
    }

    /// Why a kernel of these instructions is in use.
    package func reason(best instructions: Kernels.Instructions) -> String {
        let best = "the best that processor and system have"
        guard let text else { return best }
        guard most != nil else {
            let names = Kernels.Instructions.allCases.map(\.rawValue).joined(separator: ", ")
            return "\(best); SWIFTLET_KERNEL=\(text) is none of \(names)"
        }
        return "\(best) up to SWIFTLET_KERNEL=\(text)"
    }
}

/// An implementation of an operation for some instructions.
protocol InstructionKernel {
    var instructions: Kernels.Instructions { get }
    /// Whether this machine has the instructions.
    var isSupported: Bool { get }
}
