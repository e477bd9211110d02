// Sums are added up in double precision, four at a time in a fixed order: so exact that rounding
// the end result to `Float` is the only error that shows, and the same whatever the thread count.

extension VectorMath {
    /// The sum of the elements; 0 for none.
    package static func sum(_ count: Int, _ x: UnsafePointer<Float>) -> Double {
        accumulate(count) { Double(x[$0]) }
    }

    /// The sum of the squares of the elements' distances from `center`.
    package static func sumOfSquares(
        _ count: Int,
        _ x: UnsafePointer<Float>,
        around center: Double = 0
    ) -> Double {
        accumulate(count) {
            let distance = Double(x[$0]) - center
            return distance * distance
        }
    }

    /// The inner product.
    package static func dot(
        _ count: Int,
        _ x: UnsafePointer<Float>,
        _ y: UnsafePointer<Float>
    ) -> Double {
        accumulate(count) { Double(x[$0]) * Double(y[$0]) }
    }

    /// The greatest element; NaN if any is; -infinity for none.
    package static func max(_ count: Int, _ x: UnsafePointer<Float>) -> Float {
        containsNaN(count, x) ? .nan : extreme(count, x, start: -.infinity) { $0 .> $1 }
    }

    /// The least element; NaN if any is; infinity for none.
    package static func min(_ count: Int, _ x: UnsafePointer<Float>) -> Float {
        containsNaN(count, x) ? .nan : extreme(count, x, start: .infinity) { $0 .< $1 }
    }

    /// The position of the greatest element, the first of equals; of the first NaN if there is one.
    /// There must be an element.
    package static func argmax(_ count: Int, _ x: UnsafePointer<Float>) -> Int {
        precondition(count > 0, "The position of the greatest of no elements was asked for.")
        let greatest = max(count, x)
        var position = 0
        while x[position] != greatest, !x[position].isNaN { position += 1 }
        return position
    }

    @inline(__always)
    private static func accumulate(_ count: Int, _ term: (Int) -> Double) -> Double {
        var (first, second, third, fourth) = (0.0, 0.0, 0.0, 0.0)
        var index = 0
        while index + 4 <= count {
            first += term(index)
            second += term(index + 1)
            third += term(index + 2)
            fourth += term(index + 3)
            index += 4
        }
        while index < count {
            first += term(index)
            index += 1
        }
        return (first + second) + (third + fourth)
    }

    private static func containsNaN(_ count: Int, _ x: UnsafePointer<Float>) -> Bool {
        var found: UInt32 = 0
        for index in 0..<count { found |= x[index] == x[index] ? 0 : 1 }
        return found != 0
    }

    /// The element that no other beats. No element may be NaN.
    @inline(__always)
    private static func extreme(
        _ count: Int,
        _ x: UnsafePointer<Float>,
        start: Float,
        _ beats: (SIMD8<Float>, SIMD8<Float>) -> SIMDMask<SIMD8<Int32>>
    ) -> Float {
        var best = SIMD8<Float>(repeating: start)
        var index = 0
        while index + 8 <= count {
            let next = UnsafeRawPointer(x + index).loadUnaligned(as: SIMD8<Float>.self)
            best.replace(with: next, where: beats(next, best))
            index += 8
        }
        while index < count {
            let next = SIMD8<Float>(repeating: x[index])
            best.replace(with: next, where: beats(next, best))
            index += 1
        }
        var result = SIMD8<Float>(repeating: best[0])
        for lane in 1..<8 {
            let next = SIMD8<Float>(repeating: best[lane])
            result.replace(with: next, where: beats(next, result))
        }
        return result[0]
    }
}
