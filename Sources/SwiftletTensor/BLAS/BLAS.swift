import COpenBLAS
import SwiftletPlatform

/// The linear algebra library underneath: OpenBLAS, made ready on the first use.
///
/// Being ready means two things. First, the kernels fit the processor: where OpenBLAS does not know
/// the processor's model and fell back to kernels for a lesser one, it is made to choose again, and
/// the better kernels are checked against plain loops. `OPENBLAS_CORETYPE` in the environment is
/// respected. Second, OpenBLAS is held to one thread (`openblas_set_num_threads(1)`): the library
/// splits large products over ``Threads`` itself, so tasks that run at the same time do not queue
/// for OpenBLAS's own threads, and results depend on nothing but the thread count.
///
/// A program that itself calls OpenBLAS on other threads should read ``kernel`` before it does: the
/// kernels must not change under a running call. The library's own calls need no such care.
public enum BLAS {
    /// Which kernels run, and why.
    public static var kernel: BLASKernel {
        makeReady()
        return preparation.kernel
    }

    /// Called before every call into OpenBLAS, on the thread that makes it. Costs next to nothing
    /// after the first time.
    package static func makeReady() {
        preparation.openMP?.holdThisThreadToOne()
    }

    private struct Preparation {
        let kernel: BLASKernel
        let openMP: OpenMPThreads?
    }

    private static let preparation: Preparation = {
        openblas_set_num_threads(1)
        let configuration = String(cString: openblas_get_config())
        let core = String(cString: openblas_get_corename())
        let selector = BLASKernelSelector()
        let decision = BLASKernelChoice.decide(
            BLASKernelChoice.Situation(
                core: core,
                isDynamic: configuration.contains("DYNAMIC_ARCH"),
                canChooseAgain: selector != nil,
                environment: getenv("OPENBLAS_CORETYPE").map { String(cString: $0) },
                processor: CPUFeatures.ofThisMachine()
            )
        )
        let (name, reason) = BLASKernelChoice.carryOut(
            decision,
            from: core,
            choose: { selector?.choose($0) ?? core },
            isRight: BLASKernelCheck.passes
        )
        let isOpenMP = openblas_get_parallel() == 2
        return Preparation(
            kernel: BLASKernel(
                name: name,
                reason: reason,
                threads: Int(openblas_get_num_threads()),
                configuration: configuration
            ),
            openMP: isOpenMP ? OpenMPThreads() : nil
        )
    }()

    /// A size in the form that OpenBLAS takes.
    static func int32(_ size: Int) -> Int32 {
        guard let value = Int32(exactly: size) else {
            preconditionFailure("A dimension of \(size) is more than BLAS takes: \(Int32.max).")
        }
        return value
    }
}
