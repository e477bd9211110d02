import SwiftletBase

/// Loops over vectors of `Double`, which the solvers are made of.
///
/// Long vectors are split over the threads. Sums run in eight lanes that are added up at the end of
/// each part, always in the same order: the same thread count gives the same bits.
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
            dotOfPart(left + range.lowerBound, right + range.lowerBound, range.count)
        }.reduce(0, +)
    }

    /// ``dot(_:_:_:)`` on the calling thread.
    @inline(__always)
    static func dotOfPart(
        _ left: UnsafePointer<Double>,
        _ right: UnsafePointer<Double>,
        _ count: Int
    ) -> Double {
        var lanes = Lanes.zero
        var position = 0
        while position &+ 8 <= count {
            lanes += load(left, position) * load(right, position)
            position &+= 8
        }
        var sum = lanes.sum()
        while position < count {
            sum += left[position] * right[position]
            position &+= 1
        }
        return sum
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
        let greatest = Threads.map(count, minimumPart: minimumPart) { range in
            var greatest = 0.0
            for position in range {
                let magnitude = abs(vector[position])
                if !(magnitude <= greatest) { greatest = magnitude }
                if greatest.isNaN { return greatest }
            }
            return greatest
        }
        return greatest.reduce(0) { $0.isNaN || $0 > $1 ? $0 : $1 }
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
