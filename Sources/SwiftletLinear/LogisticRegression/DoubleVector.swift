/// Loops over vectors of `Double`, which the solvers are made of.
///
/// Sums run in eight lanes that are added up at the end, always in the same order.
package enum DoubleVector {
    private typealias Lanes = SIMD8<Double>

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
        var sum = 0.0
        for position in 0..<count { sum += abs(vector[position]) }
        return sum
    }

    /// The greatest absolute value; NaN where there is one.
    package static func greatestMagnitude(
        _ vector: UnsafePointer<Double>,
        _ count: Int
    ) -> Double {
        var greatest = 0.0
        for position in 0..<count {
            let magnitude = abs(vector[position])
            if !(magnitude <= greatest) { greatest = magnitude }
            if greatest.isNaN { return greatest }
        }
        return greatest
    }

    /// `target[i] += scale * source[i]`.
    package static func add(
        _ source: UnsafePointer<Double>,
        times scale: Double,
        to target: UnsafeMutablePointer<Double>,
        _ count: Int
    ) {
        for position in 0..<count {
            target[position] += scale * source[position]
        }
    }

    /// `target[i] = start[i] + scale * direction[i]`.
    package static func step(
        from start: UnsafePointer<Double>,
        along direction: UnsafePointer<Double>,
        times scale: Double,
        into target: UnsafeMutablePointer<Double>,
        _ count: Int
    ) {
        for position in 0..<count {
            target[position] = start[position] + scale * direction[position]
        }
    }

    /// `target[i] = scale * source[i]`; the two may be the same vector.
    package static func scale(
        _ source: UnsafePointer<Double>,
        by scale: Double,
        into target: UnsafeMutablePointer<Double>,
        _ count: Int
    ) {
        for position in 0..<count { target[position] = scale * source[position] }
    }
}
