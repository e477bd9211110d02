#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Loops over runs of floats in memory, for tensors and for layers that keep their own work space.
///
/// None of them allocates. The target may be a source, but must not overlap one otherwise. Long runs
/// are split over the library's threads; see ``Threads``.
package enum VectorMath {
    /// The fewest elements worth a thread of their own where an element costs about as much as
    /// moving it.
    static let minimumCheapPart = 1 << 16
    /// The same where an element costs a call of a mathematical function.
    static let minimumCostlyPart = 1 << 12

    @inline(__always)
    static func map(
        _ count: Int,
        _ x: UnsafePointer<Float>,
        into y: UnsafeMutablePointer<Float>,
        minimumPart: Int = minimumCheapPart,
        _ transform: @Sendable (Float) -> Float
    ) {
        nonisolated(unsafe) let (x, y) = (x, y)
        Threads.split(count, minimumPart: minimumPart) { _, range in
            let (x, y) = (x, y)
            for index in range { y[index] = transform(x[index]) }
        }
    }

    @inline(__always)
    static func zip(
        _ count: Int,
        _ a: UnsafePointer<Float>,
        _ b: UnsafePointer<Float>,
        into y: UnsafeMutablePointer<Float>,
        _ combine: @Sendable (Float, Float) -> Float
    ) {
        nonisolated(unsafe) let (a, b, y) = (a, b, y)
        Threads.split(count, minimumPart: minimumCheapPart) { _, range in
            let (a, b, y) = (a, b, y)
            for index in range { y[index] = combine(a[index], b[index]) }
        }
    }

    /// `y = exp(x)`
    package static func exp(
        _ count: Int,
        _ x: UnsafePointer<Float>,
        into y: UnsafeMutablePointer<Float>
    ) {
        map(count, x, into: y, minimumPart: minimumCostlyPart) { expf($0) }
    }

    /// `y = log(x)`, the natural logarithm.
    package static func log(
        _ count: Int,
        _ x: UnsafePointer<Float>,
        into y: UnsafeMutablePointer<Float>
    ) {
        map(count, x, into: y, minimumPart: minimumCostlyPart) { logf($0) }
    }

    /// `y = tanh(x)`
    package static func tanh(
        _ count: Int,
        _ x: UnsafePointer<Float>,
        into y: UnsafeMutablePointer<Float>
    ) {
        map(count, x, into: y, minimumPart: minimumCostlyPart) { tanhf($0) }
    }

    /// `y = 1 / (1 + exp(-x))`
    package static func sigmoid(
        _ count: Int,
        _ x: UnsafePointer<Float>,
        into y: UnsafeMutablePointer<Float>
    ) {
        map(count, x, into: y, minimumPart: minimumCostlyPart) { 1 / (1 + expf(-$0)) }
    }

    /// `y = sqrt(x)`
    package static func squareRoot(
        _ count: Int,
        _ x: UnsafePointer<Float>,
        into y: UnsafeMutablePointer<Float>
    ) {
        map(count, x, into: y) { $0.squareRoot() }
    }

    /// `y = x`, or the nearer of two bounds where `x` lies outside of them. NaN stays.
    package static func clamp(
        _ count: Int,
        _ x: UnsafePointer<Float>,
        to limits: ClosedRange<Float>,
        into y: UnsafeMutablePointer<Float>
    ) {
        let (lower, upper) = (limits.lowerBound, limits.upperBound)
        map(count, x, into: y) {
            let raised = $0 < lower ? lower : $0
            return raised > upper ? upper : raised
        }
    }
}
