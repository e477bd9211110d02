import Benchmark
import CAllocationCounter

/// The allocations of all threads.
struct Allocations {
    var count: Int
    var bytes: Int

    /// Whether this system's allocator is counted; on others nothing is reported.
    static var areCounted: Bool { allocations_are_counted() != 0 }

    /// Since the process began.
    static var soFar: Allocations {
        let totals = allocation_totals()
        return Allocations(count: Int(totals.count), bytes: Int(totals.bytes))
    }

    /// What `work` asked for.
    static func of(_ work: () throws -> Void) rethrows -> Allocations {
        let before = soFar
        try work()
        let after = soFar
        return Allocations(count: after.count - before.count, bytes: after.bytes - before.bytes)
    }
}

extension BenchmarkMetric {
    static let allocations = BenchmarkMetric.custom("Allocations")
    static let allocatedBytes = BenchmarkMetric.custom("Allocated bytes")
}
