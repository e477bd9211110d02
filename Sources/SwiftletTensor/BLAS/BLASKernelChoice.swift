import COpenBLAS
import SwiftletPlatform

/// The choice of a kernel where OpenBLAS's own is one for a lesser processor.
///
/// OpenBLAS knows processors by their model numbers. An older build, such as the 0.3.21 of
/// Debian 12, does not know newer models and takes kernels of the year 2004 (`Prescott`) for them,
/// five times slower than what the processor can do.
package enum BLASKernelChoice {
    /// What the choice depends on.
    package struct Situation: Sendable {
        /// The core that OpenBLAS chose, from `openblas_get_corename`.
        package var core: String
        /// Whether the build holds the kernels of several cores (`DYNAMIC_ARCH`).
        package var isDynamic: Bool
        /// Whether the build has the functions that make it choose again.
        package var canChooseAgain: Bool
        /// The environment's `OPENBLAS_CORETYPE`.
        package var environment: String?
        /// The processor; nil where it is not x86-64.
        package var processor: CPUFeatures?

        package init(
            core: String,
            isDynamic: Bool,
            canChooseAgain: Bool,
            environment: String?,
            processor: CPUFeatures?
        ) {
            self.core = core
            self.isDynamic = isDynamic
            self.canChooseAgain = canChooseAgain
            self.environment = environment
            self.processor = processor
        }
    }

    package enum Decision: Sendable, Equatable {
        case keep(BLASKernel.Reason)
        /// Take the first of these, best first, that is there and computes right.
        case tryInOrder([String])
    }

    package static func decide(_ situation: Situation) -> Decision {
        if let value = situation.environment, !value.isEmpty {
            return .keep(.setInEnvironment(value))
        }
        guard situation.isDynamic else { return .keep(.onlyOneBuilt) }
        // On arm64 OpenBLAS falls back to ARMV8, which any core runs well: left as chosen.
        guard let processor = situation.processor, let chosen = instructions(of: situation.core),
            chosen < processor.instructions
        else { return .keep(.chosenByOpenBLAS) }
        guard situation.canChooseAgain else { return .keep(.cannotChooseAgain) }
        return .tryInOrder(candidates(for: processor, above: chosen))
    }

    /// Carries a decision out.
    ///
    /// - Parameters:
    ///   - core: The core that OpenBLAS chose.
    ///   - choose: Makes OpenBLAS choose the named core, or by itself for nil; gives what it chose.
    ///   - isRight: Whether the kernels in use compute right.
    package static func carryOut(
        _ decision: Decision,
        from core: String,
        choose: (String?) -> String,
        isRight: () -> Bool
    ) -> (core: String, reason: BLASKernel.Reason) {
        switch decision {
        case .keep(let reason): return (core, reason)
        case .tryInOrder(let candidates):
            var rejected: [String] = []
            for candidate in candidates {
                let chosen = choose(candidate)
                if chosen.lowercased() == candidate.lowercased(), isRight() {
                    return (chosen, .replaced(original: core, rejected: rejected))
                }
                rejected.append(candidate)
            }
            return (choose(nil), .noBetterOne(rejected: rejected))
        }
    }

    private static func candidates(
        for processor: CPUFeatures,
        above chosen: VectorInstructions
    ) -> [String] {
        var candidates: [(String, VectorInstructions)] = [("SkylakeX", .avx512)]
        if processor.isAMD { candidates.append(("Zen", .avx2)) }
        candidates += [("Haswell", .avx2), ("Sandybridge", .avx)]
        return candidates.filter { $0.1 <= processor.instructions && $0.1 > chosen }.map { $0.0 }
    }

    /// What the kernels of an x86-64 core use; nil for a core not known here, which is then newer.
    private static func instructions(of core: String) -> VectorInstructions? {
        switch core.lowercased() {
        case "skylakex", "cooperlake", "sapphirerapids": .avx512
        case "haswell", "zen", "excavator": .avx2
        case "sandybridge", "bulldozer", "piledriver", "steamroller": .avx
        case "unknown", "generic", "katmai", "coppermine", "northwood", "prescott", "banias",
            "atom", "core2", "penryn", "dunnington", "nehalem", "athlon", "opteron",
            "opteron_sse3", "barcelona", "nano", "bobcat":
            .sse
        default: nil
        }
    }
}

/// Makes OpenBLAS choose its kernels again.
///
/// OpenBLAS chooses in `gotoblas_dynamic_init`, which obeys `OPENBLAS_CORETYPE` and does nothing
/// while a choice stands; `gotoblas_dynamic_quit` drops the choice. Not every build exports the two,
/// so they are looked up at run time. No other thread may be inside OpenBLAS meanwhile.
package struct BLASKernelSelector {
    private typealias Function = @convention(c) () -> Void
    private let quit: Function
    private let initialize: Function

    /// Nil where this build of OpenBLAS cannot choose again.
    package init?() {
        guard let quit = loadedSymbol("gotoblas_dynamic_quit"),
            let initialize = loadedSymbol("gotoblas_dynamic_init")
        else { return nil }
        self.quit = unsafeBitCast(quit, to: Function.self)
        self.initialize = unsafeBitCast(initialize, to: Function.self)
    }

    /// Makes OpenBLAS choose the named core, or by itself for nil, and gives what it then uses.
    /// The environment is left without `OPENBLAS_CORETYPE`.
    package func choose(_ core: String?) -> String {
        if let core { setenv("OPENBLAS_CORETYPE", core, 1) } else { unsetenv("OPENBLAS_CORETYPE") }
        quit()
        initialize()
        unsetenv("OPENBLAS_CORETYPE")
        return String(cString: openblas_get_corename())
    }
}

/// Holds the OpenMP build of OpenBLAS to one thread.
///
/// That build asks OpenMP for the thread count in every call, and OpenMP keeps one for each thread
/// of the program: so it is set on every thread that comes here.
struct OpenMPThreads {
    private typealias SetCount = @convention(c) (Int32) -> Void
    private let setCount: SetCount
    private let key: pthread_key_t

    init?() {
        var key = pthread_key_t()
        guard let setCount = loadedSymbol("omp_set_num_threads"),
            pthread_key_create(&key, nil) == 0
        else { return nil }
        self.setCount = unsafeBitCast(setCount, to: SetCount.self)
        self.key = key
    }

    func holdThisThreadToOne() {
        if pthread_getspecific(key) != nil { return }
        setCount(1)
        pthread_setspecific(key, UnsafeRawPointer(bitPattern: 1))
    }
}

/// The address of a function of any library in this process.
private func loadedSymbol(_ name: String) -> UnsafeMutableRawPointer? {
    guard let process = dlopen(nil, RTLD_NOW) else { return nil }
    defer { dlclose(process) }
    return dlsym(process, name)
}
