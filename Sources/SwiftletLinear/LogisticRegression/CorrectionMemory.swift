import SwiftletBase

/// The last ten steps and the changes of the gradient along them, which stand for the inverse
/// Hessian.
///
/// A direction is a combination of them and the gradient, whose factors follow from their products:
/// all are read once for the products with the gradient and once for the sum, a block at a time that
/// stays in the cache, where the recursion of the textbook reads most of them four times.
///
/// Reference: W. Chen, Z. Wang, J. Zhou, "Large-scale L-BFGS using MapReduce", Advances in Neural
/// Information Processing Systems 27 (2014).
final class CorrectionMemory {
    private static let capacity = 10
    private static let blockCount = 1024
    private let count: Int
    /// The step in each slot, then the change in each slot.
    private let vectors: [Storage<Double>]
    private let addresses: [UnsafeMutablePointer<Double>]
    /// The product of step and change, one for each slot, as the search found it.
    private var curvatures = [Double](repeating: 0, count: capacity)
    /// The product of each vector (step or change) with each change.
    private var productsWithChanges = [Double](repeating: 0, count: 2 * capacity * capacity)
    /// The slots from the oldest pair to the newest.
    private var order: [Int] = []
    /// The inverse Hessian before any correction is this times the identity.
    private var scale = 1.0
    /// The slot of the pair whose products are not known yet.
    private var pending: Int?

    init(_ count: Int) {
        self.count = count
        vectors = (0..<2 * Self.capacity).map { _ in Storage<Double>(uninitialized: count) }
        addresses = vectors.map(\.address)
    }

    var isEmpty: Bool { order.isEmpty }

    func removeAll() {
        order.removeAll()
        pending = nil
        scale = 1
    }

    func append(
        gradient: UnsafePointer<Double>,
        oldGradient: UnsafePointer<Double>,
        direction: UnsafePointer<Double>,
        step: Double,
        curvature: Double
    ) {
        let slot = order.count < Self.capacity ? order.count : order.removeFirst()
        order.append(slot)
        pending = slot
        curvatures[slot] = curvature
        let change = self.change(slot)
        DoubleVector.scale(direction, by: step, into: self.step(slot), count)
        DoubleVector.step(from: gradient, along: oldGradient, times: -1, into: change, count)
        scale = curvature / DoubleVector.dot(change, change, count)
    }

    /// Writes the negative product of the approximate inverse Hessian with the gradient.
    func descentDirection(
        _ gradient: UnsafePointer<Double>,
        into direction: UnsafeMutablePointer<Double>
    ) {
        let products = productsWithGradient(gradient)
        // The two loops of the recursion, on factors of the vectors.
        var factors = [Double](repeating: 0, count: 2 * Self.capacity)
        for slot in order.reversed() {
            var product = -products[slot]
            for newer in order { product += factors[Self.capacity + newer] * known(slot, newer) }
            factors[Self.capacity + slot] = -product / curvatures[slot]
        }
        let alphas = factors
        for slot in order { factors[Self.capacity + slot] *= scale }
        for slot in order {
            var product = -scale * products[Self.capacity + slot]
            for other in order {
                product += factors[Self.capacity + other] * known(Self.capacity + other, slot)
                product += factors[other] * known(other, slot)
            }
            factors[slot] = -alphas[Self.capacity + slot] - product / curvatures[slot]
        }
        combine(gradient, factors, into: direction)
    }

    private func step(_ slot: Int) -> UnsafeMutablePointer<Double> { addresses[slot] }

    private func change(_ slot: Int) -> UnsafeMutablePointer<Double> {
        addresses[Self.capacity + slot]
    }

    /// The product of a vector with the change in a slot.
    private func known(_ vector: Int, _ slot: Int) -> Double {
        productsWithChanges[vector * Self.capacity + slot]
    }

    /// The products of all vectors with the gradient; those of the pending pair become known, too.
    private func productsWithGradient(_ gradient: UnsafePointer<Double>) -> [Double] {
        let used = order + order.map { Self.capacity + $0 }
        let newest = pending
        nonisolated(unsafe) let addresses = addresses
        nonisolated(unsafe) let gradient = gradient
        /// With the gradient, the new change and the new step.
        typealias Products = SIMD4<Double>
        let parts = Threads.map(count, minimumPart: DoubleVector.minimumPart) { range in
            var sums = [Products](repeating: .zero, count: 2 * Self.capacity)
            for start in stride(from: range.lowerBound, to: range.upperBound, by: Self.blockCount) {
                let length = min(Self.blockCount, range.upperBound - start)
                for vector in used {
                    let block = addresses[vector] + start
                    sums[vector][0] += DoubleVector.dotOfPart(block, gradient + start, length)
                    guard let newest else { continue }
                    let change = addresses[Self.capacity + newest] + start
                    sums[vector][1] += DoubleVector.dotOfPart(block, change, length)
                    if vector >= Self.capacity {
                        let step = addresses[newest] + start
                        sums[vector][2] += DoubleVector.dotOfPart(block, step, length)
                    }
                }
            }
            return sums
        }
        var sums = [Products](repeating: .zero, count: 2 * Self.capacity)
        for part in parts { for vector in used { sums[vector] += part[vector] } }
        if let newest {
            for vector in used {
                productsWithChanges[vector * Self.capacity + newest] = sums[vector][1]
            }
            for slot in order {
                let change = Self.capacity + slot
                productsWithChanges[change * Self.capacity + newest] = sums[change][1]
                productsWithChanges[(Self.capacity + newest) * Self.capacity + slot] =
                    sums[change][1]
                productsWithChanges[newest * Self.capacity + slot] = sums[change][2]
            }
            pending = nil
        }
        return sums.map { $0[0] }
    }

    /// Writes the sum of all vectors times their factors, and of the gradient times `-scale`.
    private func combine(
        _ gradient: UnsafePointer<Double>,
        _ factors: [Double],
        into direction: UnsafeMutablePointer<Double>
    ) {
        let (order, scale) = (order, scale)
        nonisolated(unsafe) let addresses = addresses
        nonisolated(unsafe) let (gradient, direction) = (gradient, direction)
        Threads.split(count, minimumPart: DoubleVector.minimumPart) { _, range in
            for start in stride(from: range.lowerBound, to: range.upperBound, by: Self.blockCount) {
                let length = min(Self.blockCount, range.upperBound - start)
                let (target, source) = (direction + start, gradient + start)
                for position in 0..<length { target[position] = -scale * source[position] }
                for slot in order {
                    let (step, change) = (
                        addresses[slot] + start, addresses[Self.capacity + slot] + start
                    )
                    let (stepFactor, changeFactor) = (factors[slot], factors[Self.capacity + slot])
                    for position in 0..<length {
                        target[position] +=
                            stepFactor * step[position] + changeFactor * change[position]
                    }
                }
            }
        }
        extendLifetime(vectors)
    }
}
