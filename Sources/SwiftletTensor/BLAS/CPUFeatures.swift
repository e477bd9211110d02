#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

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

    /// What this machine's processor has; nil where that is not x86-64, or unknown.
    package static func ofThisMachine() -> CPUFeatures? {
        #if !arch(x86_64)
            return nil
        #elseif canImport(Darwin)
            func has(_ name: String) -> Bool {
                var value: Int32 = 0
                var size = MemoryLayout<Int32>.size
                return sysctlbyname("hw.optional." + name, &value, &size, nil, 0) == 0 && value != 0
            }
            let names = [
                ("avx", "avx1_0"), ("avx2", "avx2_0"), ("fma", "fma"), ("avx512f", "avx512f"),
                ("avx512cd", "avx512cd"), ("avx512bw", "avx512bw"), ("avx512dq", "avx512dq"),
                ("avx512vl", "avx512vl"),
            ]
            let flags = Set(names.filter { has($0.1) }.map { $0.0 })
            return CPUFeatures(instructions: instructions(of: flags), isAMD: false)
        #else
            return CPUFeatures(processorInformation: beginning(ofFile: "/proc/cpuinfo"))
        #endif
    }

    /// What Linux's `/proc/cpuinfo` says of its first processor; nil where it names no flags.
    ///
    /// Linux lists AVX and AVX-512 only where it also saves their registers.
    package init?(processorInformation text: String) {
        var isAMD = false
        for line in text.split(separator: "\n") {
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2, let key = parts[0].split(whereSeparator: \.isWhitespace).first
            else { continue }
            let values = parts[1].split(separator: " ").map(String.init)
            if key == "vendor_id" {
                isAMD = values == ["AuthenticAMD"] || values == ["HygonGenuine"]
            } else if key == "flags" {
                self.init(
                    instructions: CPUFeatures.instructions(of: Set(values)),
                    isAMD: isAMD
                )
                return
            }
        }
        return nil
    }

    private static func instructions(of flags: Set<String>) -> VectorInstructions {
        if flags.isSuperset(of: [
            "avx2", "fma", "avx512f", "avx512cd", "avx512bw", "avx512dq", "avx512vl",
        ]) {
            return .avx512
        }
        if flags.isSuperset(of: ["avx2", "fma"]) { return .avx2 }
        return flags.contains("avx") ? .avx : .sse
    }

    /// The first 8 KiB: `/proc/cpuinfo` grows with the number of processors, and takes the kernel
    /// as long, but its first processor is enough.
    private static func beginning(ofFile path: String) -> String {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return "" }
        defer { close(file) }
        var bytes: [UInt8] = []
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 4096) { buffer in
            while bytes.count < 8192 {
                let count = read(file, buffer.baseAddress!, buffer.count)
                if count <= 0 { break }
                bytes += buffer.prefix(count)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
