import SwiftletBase
import SwiftletPlatform

/// Loops over runs of floats in memory, for tensors and for layers that keep their own work space.
///
/// None of them allocates. The target may be a source, but must not overlap one otherwise. Runs of
/// which an element costs a call of a mathematical function are split over the library's threads;
/// see ``Threads``. The others cost about as much as moving their elements.
package enum VectorMath {
    /// The fewest elements worth a thread of their own where an element costs about as much as
    /// moving it.
    static let minimumCheapPart = 1 << 18
    /// The same where an element costs a call of a mathematical function.
    static let minimumCostlyPart = 1 << 13

    /// `y = exp(x)`
    package static func exp(
        _ count: Int,
        _ x: UnsafePointer<Float>,
        into y: UnsafeMutablePointer<Float>
    ) {
        splitElements(count, x, y) { for index in 0..<$0 { $2[index] = expf($1[index]) } }
    }

    /// `y = log(x)`, the natural logarithm.
    package static func log(
        _ count: Int,
        _ x: UnsafePointer<Float>,
        into y: UnsafeMutablePointer<Float>
    ) {
        splitElements(count, x, y) { for index in 0..<$0 { $2[index] = logf($1[index]) } }
    }

    /// `y = tanh(x)`
    package static func tanh(
        _ count: Int,
        _ x: UnsafePointer<Float>,
        into y: UnsafeMutablePointer<Float>
    ) {
        splitElements(count, x, y) { for index in 0..<$0 { $2[index] = tanhf($1[index]) } }
    }

    /// `y = 1 / (1 + exp(-x))`
    package static func sigmoid(
        _ count: Int,
        _ x: UnsafePointer<Float>,
        into y: UnsafeMutablePointer<Float>
    ) {
        splitElements(count, x, y) {
            for index in 0..<$0 { $2[index] = 1 / (1 + expf(-$1[index])) }
        }
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

    @inline(__always)
    static func map(
        _ count: Int,
        _ x: UnsafePointer<Float>,
        into y: UnsafeMutablePointer<Float>,
        _ transform: (Float) -> Float
    ) {
        for index in 0..<count { y[index] = transform(x[index]) }
    }

    @inline(__always)
    static func zip(
        _ count: Int,
        _ a: UnsafePointer<Float>,
        _ b: UnsafePointer<Float>,
        into y: UnsafeMutablePointer<Float>,
        _ combine: (Float, Float) -> Float
    ) {
        for index in 0..<count { y[index] = combine(a[index], b[index]) }
    }

    private typealias Loop =
        @Sendable (_ count: Int, UnsafePointer<Float>, UnsafeMutablePointer<Float>) -> Void

    /// Calls `loop` with each part of `x` and `y`.
    private static func splitElements(
        _ count: Int,
        _ x: UnsafePointer<Float>,
        _ y: UnsafeMutablePointer<Float>,
        _ loop: Loop
    ) {
        nonisolated(unsafe) let (x, y) = (x, y)
        Threads.split(count, minimumPart: minimumCostlyPart) { _, range in
            loop(range.count, x + range.lowerBound, y + range.lowerBound)
        }
    }
}
