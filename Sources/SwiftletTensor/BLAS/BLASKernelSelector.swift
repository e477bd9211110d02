import COpenBLAS
import SwiftletPlatform

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
