import SwiftletBase
import SwiftletTensor

/// Loops over vectors of `Double`, which the solvers are made of.
///
/// Long vectors are split over the threads. The sums of the parts are added up in their order: the same
/// thread count gives the same bits on the same kernels.
package enum DoubleVector {
    private typealias Lanes = SIMD8<Double>

    /// The fewest elements worth a thread of their own.
    static let minimumPart = 1 << 15

    @inline(__always)
    private static func load(_ vector: UnsafePointer<Double>, _ position: Int) -> Lanes {
        UnsafeRawPointer(vector + position).loadUnaligned(as: Lanes.self)
    }

    /// The sum of `left[i] * right[i]`.
    package static func dot(
        _ left: UnsafePointer<Double>,
        _ right: UnsafePointer<Double>,
        _ count: Int
    ) -> Double {
        nonisolated(unsafe) let (left, right) = (left, right)
        return Threads.map(count, minimumPart: minimumPart) { range in
            BLAS.dot(range.count, left + range.lowerBound, right + range.lowerBound)
        }.reduce(0, +)
    }

    /// The Euclidean length of a vector.
    package static func norm(_ vector: UnsafePointer<Double>, _ count: Int) -> Double {
        dot(vector, vector, count).squareRoot()
    }

    /// The sum of absolute values.
    package static func sumOfMagnitudes(_ vector: UnsafePointer<Double>, _ count: Int) -> Double {
        nonisolated(unsafe) let vector = vector
        return Threads.map(count, minimumPart: minimumPart) { range in
            var sum = 0.0
            for position in range { sum += abs(vector[position]) }
            return sum
        }.reduce(0, +)
    }

    /// The greatest absolute value; NaN where there is one.
    package static func greatestMagnitude(
        _ vector: UnsafePointer<Double>,
        _ count: Int
    ) -> Double {
        nonisolated(unsafe) let vector = vector
        let parts = Threads.map(count, minimumPart: minimumPart) { range in
            var greatest = Lanes.zero
            var isNumber = greatest .== greatest
            var position = range.lowerBound
            while position &+ 8 <= range.upperBound {
                let lanes = load(vector, position)
                let magnitude = lanes.replacing(with: -lanes, where: lanes .< Lanes.zero)
                greatest.replace(with: magnitude, where: magnitude .> greatest)
                isNumber .&= lanes .== lanes
                position &+= 8
            }
            var result = all(isNumber) ? greatest.max() : .nan
            while position < range.upperBound {
                let magnitude = abs(vector[position])
                if !(magnitude <= result) && !result.isNaN { result = magnitude }
                position &+= 1
            }
            return result
        }
        return parts.reduce(0) { $0.isNaN || $0 > $1 ? $0 : $1 }
    }

    /// `target[i] += scale * source[i]`.
    package static func add(
        _ source: UnsafePointer<Double>,
        times scale: Double,
        to target: UnsafeMutablePointer<Double>,
        _ count: Int
    ) {
        step(from: target, along: source, times: scale, into: target, count)
    }

    /// `target[i] = start[i] + scale * direction[i]`; two or all may be the same vector.
    package static func step(
        from start: UnsafePointer<Double>,
        along direction: UnsafePointer<Double>,
        times scale: Double,
        into target: UnsafeMutablePointer<Double>,
        _ count: Int
    ) {
        nonisolated(unsafe) let (start, direction, target) = (start, direction, target)
        Threads.split(count, minimumPart: minimumPart) { _, range in
            for position in range {
                target[position] = start[position] + scale * direction[position]
            }
        }
    }

    /// `target[i] = scale * source[i]`; the two may be the same vector.
    package static func scale(
        _ source: UnsafePointer<Double>,
        by scale: Double,
        into target: UnsafeMutablePointer<Double>,
        _ count: Int
    ) {
        nonisolated(unsafe) let (source, target) = (source, target)
        Threads.split(count, minimumPart: minimumPart) { _, range in
            for position in range { target[position] = scale * source[position] }
        }
    }
}
