import Foundation
import SwiftletPlatform
import SwiftletTensor
import Testing

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

    /// Registers as processors of these generations give them.
    @Test func readsTheProcessorsIdentification() {
        func features(
            _ vendor: UInt32,
            _ basicECX: UInt32,
            _ extendedEBX: UInt32,
            saved: UInt32 = 0xE7
        ) -> CPUFeatures {
            CPUFeatures(
                vendor: vendor,
                basicECX: basicECX,
                extendedEBX: extendedEBX,
                savedRegisters: saved
            )
        }
        let (intel, amd, hygon): (UInt32, UInt32, UInt32) = (0x756E_6547, 0x6874_7541, 0x6F67_7948)
        // Xeon of the Ice Lake, EPYC of the Milan and Core of the Sandy Bridge generations.
        let iceLake = features(intel, 0xFFFA_3203, 0xF1BF_07AB)
        #expect(iceLake == CPUFeatures(instructions: .avx512, isAMD: false))
        let milan = features(amd, 0xFEFA_3203, 0x219C_07AB, saved: 0x7)
        #expect(milan == CPUFeatures(instructions: .avx2, isAMD: true))
        #expect(features(intel, 0x1FBA_E3BF, 0, saved: 0x7).instructions == .avx)
        #expect(features(hygon, 0xFEFA_3203, 0x219C_07AB).isAMD)
        // AVX-512 F and CD alone, as Knights Landing has them.
        #expect(features(intel, 0xFFFA_3203, 0x1001_0020).instructions == .avx2)
        // The operating system saves less than the processor has.
        #expect(features(intel, 0xFFFA_3203, 0xF1BF_07AB, saved: 0x7).instructions == .avx2)
        #expect(features(intel, 0xFFFA_3203, 0xF1BF_07AB, saved: 0x3).instructions == .sse)
        // AVX2 without FMA.
        #expect(features(intel, 0xFFFA_2203, 0xF1BF_07AB).instructions == .avx)
        #expect(features(intel, 0, 0, saved: 0).instructions == .sse)
    }

    #if os(Linux) && arch(x86_64)
        @Test func agreesWithTheSystemOnThisProcessor() throws {
            let text = try String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)
            let flags = Set(
                try #require(text.split(separator: "\n").first { $0.hasPrefix("flags") })
                    .split(separator: " ")
            )
            let features = try #require(CPUFeatures.ofThisMachine())
            #expect((features.instructions >= .avx) == flags.contains("avx"))
            #expect((features.instructions >= .avx2) == flags.isSuperset(of: ["avx2", "fma"]))
            #expect(
                (features.instructions >= .avx512)
                    == flags.isSuperset(of: ["avx512bw", "avx512dq", "avx512vl", "avx512cd"])
            )
            #expect(features.isAMD == (text.contains("AuthenticAMD") || text.contains("Hygon")))
        }
    #endif

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
