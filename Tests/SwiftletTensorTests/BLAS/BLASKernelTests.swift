import SwiftletTensor
import Testing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

@Suite struct BLASKernelTests {
    private func decide(
        _ core: String,
        isDynamic: Bool = true,
        canChooseAgain: Bool = true,
        environment: String? = nil,
        _ instructions: VectorInstructions?,
        isAMD: Bool = false
    ) -> BLASKernelChoice.Decision {
        BLASKernelChoice.decide(
            BLASKernelChoice.Situation(
                core: core,
                isDynamic: isDynamic,
                canChooseAgain: canChooseAgain,
                environment: environment,
                processor: instructions.map { CPUFeatures(instructions: $0, isAMD: isAMD) }
            )
        )
    }

    @Test func fallbacksAreReplaced() {
        for core in ["Prescott", "Core2", "Nehalem", "Barcelona", "Unknown", "generic", "Atom"] {
            #expect(
                decide(core, .avx512) == .tryInOrder(["SkylakeX", "Haswell", "Sandybridge"])
            )
            #expect(decide(core, .avx2) == .tryInOrder(["Haswell", "Sandybridge"]))
            #expect(
                decide(core, .avx2, isAMD: true) == .tryInOrder(["Zen", "Haswell", "Sandybridge"])
            )
            #expect(decide(core, .avx) == .tryInOrder(["Sandybridge"]))
            #expect(decide(core, .sse) == .keep(.chosenByOpenBLAS))
        }
        #expect(decide("Sandybridge", .avx2) == .tryInOrder(["Haswell"]))
        #expect(decide("Haswell", .avx512) == .tryInOrder(["SkylakeX"]))
        #expect(decide("Zen", .avx512, isAMD: true) == .tryInOrder(["SkylakeX"]))
    }

    @Test func fittingCoresAreKept() {
        #expect(decide("Zen", .avx2, isAMD: true) == .keep(.chosenByOpenBLAS))
        #expect(decide("Haswell", .avx2) == .keep(.chosenByOpenBLAS))
        #expect(decide("SkylakeX", .avx512) == .keep(.chosenByOpenBLAS))
        #expect(decide("Cooperlake", .avx512) == .keep(.chosenByOpenBLAS))
        #expect(decide("Excavator", .avx2, isAMD: true) == .keep(.chosenByOpenBLAS))
        #expect(decide("SomeCoreOfTheFuture", .avx512) == .keep(.chosenByOpenBLAS))
        #expect(decide("NEOVERSEN1", nil) == .keep(.chosenByOpenBLAS))
        #expect(decide("ARMV8", nil) == .keep(.chosenByOpenBLAS))
    }

    @Test func otherReasonsToKeep() {
        #expect(
            decide("Prescott", environment: "Prescott", .avx512)
                == .keep(.setInEnvironment("Prescott"))
        )
        #expect(decide("Prescott", environment: "", .avx) == .tryInOrder(["Sandybridge"]))
        #expect(decide("Nehalem", isDynamic: false, .avx512) == .keep(.onlyOneBuilt))
        #expect(decide("Nehalem", canChooseAgain: false, .avx2) == .keep(.cannotChooseAgain))
        #expect(decide("Zen", canChooseAgain: false, .avx2) == .keep(.chosenByOpenBLAS))
    }

    @Test func stepsBackFromKernelsThatAreMissingOrWrong() {
        let built = ["skylakex": "SkylakeX", "sandybridge": "Sandybridge"]
        func carryOut(wrong: Set<String>) -> (String, BLASKernel.Reason, [String?]) {
            var current = "Prescott"
            var asked: [String?] = []
            let (core, reason) = BLASKernelChoice.carryOut(
                .tryInOrder(["SkylakeX", "Haswell", "Sandybridge"]),
                from: "Prescott",
                choose: { name in
                    asked.append(name)
                    current = name.flatMap { built[$0.lowercased()] } ?? "Prescott"
                    return current
                },
                isRight: { !wrong.contains(current) }
            )
            #expect(core == current)
            return (core, reason, asked)
        }
        let first = carryOut(wrong: [])
        #expect(first.1 == .replaced(original: "Prescott", rejected: []))
        #expect(first.2 == ["SkylakeX"])
        let third = carryOut(wrong: ["SkylakeX"])
        #expect(third.0 == "Sandybridge")
        #expect(third.1 == .replaced(original: "Prescott", rejected: ["SkylakeX", "Haswell"]))
        let none = carryOut(wrong: ["SkylakeX", "Sandybridge"])
        #expect(none.0 == "Prescott")
        #expect(none.1 == .noBetterOne(rejected: ["SkylakeX", "Haswell", "Sandybridge"]))
        #expect(none.2 == ["SkylakeX", "Haswell", "Sandybridge", nil])
    }

    @Test func readsWhatLinuxSaysOfTheProcessor() {
        func features(_ vendor: String, _ flags: String) -> CPUFeatures? {
            CPUFeatures(
                processorInformation: """
                    processor\t: 0
                    vendor_id\t: \(vendor)
                    model name\t: Some: Processor
                    flags\t\t: fpu sse2 \(flags) sha_ni
                    bugs\t\t: avx512f

                    processor\t: 1
                    flags\t\t: fpu
                    """
            )
        }
        let all = "avx avx2 fma avx512f avx512dq avx512cd avx512bw avx512vl"
        #expect(
            features("GenuineIntel", all) == CPUFeatures(instructions: .avx512, isAMD: false)
        )
        #expect(features("AuthenticAMD", all)?.isAMD == true)
        #expect(features("HygonGenuine", "avx avx2 fma")?.isAMD == true)
        // Knights Landing: AVX-512 without the parts that OpenBLAS's kernels need.
        #expect(
            features("GenuineIntel", "avx avx2 fma avx512f avx512cd")?.instructions == .avx2
        )
        #expect(features("GenuineIntel", "avx avx2")?.instructions == .avx)
        #expect(features("GenuineIntel", "ssse3")?.instructions == .sse)
        #expect(CPUFeatures(processorInformation: "") == nil)
        #expect(CPUFeatures(processorInformation: "Features\t: fp asimd neon") == nil)
    }

    @Test func tellsWhichKernelRuns() {
        let kernel = BLAS.kernel
        #expect(!kernel.name.isEmpty && kernel.threads == 1)
        #expect(kernel.configuration.hasPrefix("OpenBLAS"))
        #expect("\(kernel)".hasPrefix("\(kernel.name): "))
        #expect(BLASKernelCheck.passes())
    }

    @Test func reasonsAreSaid() {
        let reason = BLASKernel.Reason.replaced(original: "Prescott", rejected: ["SkylakeX"])
        #expect(
            reason.description
                == "instead of OpenBLAS's fallback Prescott (SkylakeX missing or found wrong)"
        )
    }

    private static let canRepair =
        BLASKernelSelector() != nil && BLAS.kernel.configuration.contains("DYNAMIC_ARCH")
        && (CPUFeatures.ofThisMachine()?.instructions ?? .sse) >= .avx2
        && getenv("OPENBLAS_CORETYPE") == nil

    /// In a process of its own: kernels must not change under other tests.
    @Test(.enabled(if: canRepair))
    func aFallbackIsRepairedOnFirstUse() async {
        await #expect(processExitsWith: .success) {
            let selector = try #require(BLASKernelSelector())
            let better = selector.choose(nil)
            try #require(selector.choose("Prescott") == "Prescott")
            let product = Tensor([[1, 2], [3, 4]]).matrixProduct(Tensor([[5], [6]]))
            #expect(product == Tensor([[17], [39]]))
            let kernel = BLAS.kernel
            guard case .replaced(original: "Prescott", _) = kernel.reason else {
                Issue.record("Not replaced: \(kernel)")
                return
            }
            #expect(["Zen", "Haswell", "SkylakeX"].contains(kernel.name), "not \(better)")
            #expect(getenv("OPENBLAS_CORETYPE") == nil)
            #expect(BLASKernelCheck.passes())
        }
    }

    /// Each kernel that this build has and this processor can run passes the check, so the check
    /// refuses none without cause.
    @Test(.enabled(if: canRepair))
    func everyKernelPassesTheCheck() async {
        await #expect(processExitsWith: .success) {
            let selector = try #require(BLASKernelSelector())
            for core in ["Haswell", "Zen", "Sandybridge", "Nehalem", "Prescott"]
            where selector.choose(core) == core {
                #expect(BLASKernelCheck.passes(), "\(core)")
            }
        }
    }

    @Test(.enabled(if: canRepair))
    func theEnvironmentIsRespected() async {
        await #expect(processExitsWith: .success) {
            let selector = try #require(BLASKernelSelector())
            try #require(selector.choose("Nehalem") == "Nehalem")
            setenv("OPENBLAS_CORETYPE", "Nehalem", 1)
            #expect(BLAS.kernel.reason == .setInEnvironment("Nehalem"))
            #expect(BLAS.kernel.name == "Nehalem")
        }
    }
}
