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
