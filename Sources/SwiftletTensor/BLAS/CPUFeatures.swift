import COpenBLAS

/// The vector instructions of an x86-64 processor, in the steps in which OpenBLAS has kernels.
package enum VectorInstructions: Int, Sendable, Comparable, CustomStringConvertible {
    case sse
    case avx
    /// AVX2 together with FMA.
    case avx2
    /// AVX-512 F, CD, BW, DQ and VL, as every Xeon since Skylake has them.
    case avx512

    package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }

    package var description: String {
        switch self {
        case .sse: "SSE"
        case .avx: "AVX"
        case .avx2: "AVX2"
        case .avx512: "AVX-512"
        }
    }
}

/// What matters of an x86-64 processor to the choice of a BLAS kernel.
package struct CPUFeatures: Sendable, Equatable {
    package var instructions: VectorInstructions
    /// Whether AMD made it, or Hygon after AMD's design.
    package var isAMD: Bool

    package init(instructions: VectorInstructions, isAMD: Bool) {
        self.instructions = instructions
        self.isAMD = isAMD
    }

    /// What this machine's processor has; nil where that is not x86-64.
    package static func ofThisMachine() -> CPUFeatures? {
        #if arch(x86_64)
            let (vendor, basic) = (swiftlet_cpuid(0, 0), swiftlet_cpuid(1, 0))
            let hasSavedRegisters = basic.ecx & (1 << 27) != 0
            return CPUFeatures(
                vendor: vendor.ebx,
                basicECX: basic.ecx,
                extendedEBX: swiftlet_cpuid(7, 0).ebx,
                savedRegisters: hasSavedRegisters ? swiftlet_saved_registers() : 0
            )
        #else
            return nil
        #endif
    }

    /// What the processor's identification says (Intel's and AMD's manuals under CPUID).
    ///
    /// - Parameters:
    ///   - vendor: EBX of leaf 0: the first four letters of the vendor's name.
    ///   - basicECX: ECX of leaf 1.
    ///   - extendedEBX: EBX of leaf 7, subleaf 0.
    ///   - savedRegisters: The registers that the operating system saves (XCR0): without that,
    ///     their instructions cannot be used.
    package init(vendor: UInt32, basicECX: UInt32, extendedEBX: UInt32, savedRegisters: UInt32) {
        func has(_ bits: [UInt32], in register: UInt32) -> Bool {
            bits.allSatisfy { register & (1 << $0) != 0 }
        }
        let hasAVX = has([28], in: basicECX) && has([1, 2], in: savedRegisters)
        let hasAVX2 = hasAVX && has([12], in: basicECX) && has([5], in: extendedEBX)
        let hasAVX512 =
            hasAVX2 && has([16, 17, 28, 30, 31], in: extendedEBX)
            && has([5, 6, 7], in: savedRegisters)
        instructions = hasAVX512 ? .avx512 : hasAVX2 ? .avx2 : hasAVX ? .avx : .sse
        // "Auth" of AuthenticAMD and "Hygo" of HygonGenuine.
        isAMD = vendor == 0x6874_7541 || vendor == 0x6F67_7948
    }
}
