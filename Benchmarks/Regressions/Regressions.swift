import Benchmark

/// This library's hot paths on inputs that are made here, for regressions: times and allocations.
/// Run it with `Benchmarks/regressions.sh`.
@main
struct Regressions: BenchmarkRunnerHooks {
    static func registerBenchmarks() {
        registerTensorPaths()
        registerTextPaths()
        registerLinearPaths()
        registerWordVectorPaths()
        registerBiLSTMPaths()
        registerSentencePaths()
        registerDistilBERTPaths()
        registerAllocationChecks()
    }
}
