import SwiftletPlatform
import SwiftletTensor
import Testing

@Suite struct KernelsTests {
    @Test func theReportNamesWhatRuns() {
        let report = Kernels.report
        #expect(
            report.map(\.work)
                == [
                    "float32 products", "8-bit products", "16-bit products", "bfloat16 products",
                    "rows of float32", "sparse products",
                ]
        )
        #expect(report[0].name == BLAS.kernel.name)
        for kernel in report.dropFirst() {
            #expect(Kernels.Instructions(rawValue: kernel.name) != nil)
            #expect(kernel.description.contains(": \(kernel.name): the best"))
        }
    }

    @Test func aSettingAllowsWhatItNamesAndLess() {
        let setting = KernelSetting("avx512")
        let allowed = Kernels.Instructions.allCases.filter(setting.allows)
        #expect(allowed == [.portable, .neon, .avx2, .avxVNNI, .avx512])
        #expect(setting.reason(best: .avx2).hasSuffix("up to SWIFTLET_KERNEL=avx512"))
        for text in [nil, "", "avx1024"] {
            let setting = KernelSetting(text)
            #expect(Kernels.Instructions.allCases.allSatisfy(setting.allows))
        }
        let wrong = KernelSetting("avx1024").reason(best: .amx)
        #expect(wrong.contains("SWIFTLET_KERNEL=avx1024 is none of portable, neon, avx2,"))
    }

    /// In a process of its own: the choice is made once.
    @Test func theEnvironmentLimitsAllKernels() async {
        await #expect(processExitsWith: .success) {
            setenv("SWIFTLET_KERNEL", "portable", 1)
            #expect(QuantizedKernel.current == .portable)
            #expect(Int16Kernel.current == .portable)
            #expect(BFloat16Kernel.current == .portable)
            #expect(Kernels.vectorWidth == 0)
            let names = Kernels.report.dropFirst().map(\.name)
            #expect(names == Array(repeating: "portable", count: 5))
        }
    }
}
