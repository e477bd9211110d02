import SwiftletBase
import SwiftletTensor

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
    /// The step and the change in each slot: a matrix of `2 * capacity` rows of `count` numbers.
    private let vectors: Storage<Double>
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
        vectors = Storage<Double>(uninitialized: 2 * Self.capacity * count)
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
        let change = vector(Self.change(slot))
        DoubleVector.scale(direction, by: step, into: vector(Self.step(slot)), count)
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
            var product = -products[Self.step(slot)]
            for newer in order {
                product += factors[Self.change(newer)] * known(Self.step(slot), newer)
            }
            factors[Self.change(slot)] = -product / curvatures[slot]
        }
        let alphas = factors
        for slot in order { factors[Self.change(slot)] *= scale }
        for slot in order {
            var product = -scale * products[Self.change(slot)]
            for other in order {
                product += factors[Self.change(other)] * known(Self.change(other), slot)
                product += factors[Self.step(other)] * known(Self.step(other), slot)
            }
            factors[Self.step(slot)] = -alphas[Self.change(slot)] - product / curvatures[slot]
        }
        combine(gradient, factors, into: direction)
    }

    /// The row of the step in a slot.
    private static func step(_ slot: Int) -> Int { 2 * slot }

    /// The row of the change in a slot.
    private static func change(_ slot: Int) -> Int { 2 * slot + 1 }

    private func vector(_ row: Int) -> UnsafeMutablePointer<Double> {
        vectors.address + row * count
    }

    /// The product of a vector with the change in a slot.
    private func known(_ row: Int, _ slot: Int) -> Double {
        productsWithChanges[row * Self.capacity + slot]
    }

    /// The products of all vectors with the gradient; those of the pending pair become known, too.
    private func productsWithGradient(_ gradient: UnsafePointer<Double>) -> [Double] {
        if isEmpty { return [] }
        let rows = 2 * order.count
        // The vectors to multiply by: the gradient, the new change, the new step.
        var factors = [gradient]
        if let pending {
            for row in [Self.change(pending), Self.step(pending)] {
                factors.append(UnsafePointer(vector(row)))
            }
        }
        nonisolated(unsafe) let (vectors, columns) = (vectors.address, factors)
        let count = count
        let parts = Threads.map(count, minimumPart: DoubleVector.minimumPart) { range in
            var sums = [Double](repeating: 0, count: rows * columns.count)
            for start in stride(from: range.lowerBound, to: range.upperBound, by: Self.blockCount) {
                for (index, column) in columns.enumerated() {
                    sums.withUnsafeMutableBufferPointer {
                        BLAS.gemv(
                            rows,
                            min(Self.blockCount, range.upperBound - start),
                            vectors + start,
                            lda: count,
                            column + start,
                            beta: 1,
                            $0.baseAddress! + index * rows
                        )
                    }
                }
            }
            return sums
        }
        extendLifetime(self)
        var sums = [Double](repeating: 0, count: rows * factors.count)
        for part in parts { for index in sums.indices { sums[index] += part[index] } }
        if let pending {
            for row in 0..<rows {
                productsWithChanges[row * Self.capacity + pending] = sums[rows + row]
            }
            for slot in order {
                let withChange = sums[rows + Self.change(slot)]
                productsWithChanges[Self.change(pending) * Self.capacity + slot] = withChange
                productsWithChanges[Self.step(pending) * Self.capacity + slot] =
                    sums[2 * rows + Self.change(slot)]
            }
            self.pending = nil
        }
        return Array(sums[..<rows])
    }

    /// Writes the sum of all vectors times their factors, and of the gradient times `-scale`.
    private func combine(
        _ gradient: UnsafePointer<Double>,
        _ factors: [Double],
        into direction: UnsafeMutablePointer<Double>
    ) {
        let (rows, scale, count) = (2 * order.count, scale, count)
        nonisolated(unsafe) let (vectors, gradient, direction) = (
            vectors.address, gradient, direction
        )
        Threads.split(count, minimumPart: DoubleVector.minimumPart) { _, range in
            for start in stride(from: range.lowerBound, to: range.upperBound, by: Self.blockCount) {
                let length = min(Self.blockCount, range.upperBound - start)
                let (target, source) = (direction + start, gradient + start)
                for position in 0..<length { target[position] = -scale * source[position] }
                factors.withUnsafeBufferPointer {
                    BLAS.gemv(
                        rows,
                        length,
                        vectors + start,
                        lda: count,
                        transpose: true,
                        $0.baseAddress!,
                        beta: 1,
                        target
                    )
                }
            }
        }
        extendLifetime(self)
    }
}
