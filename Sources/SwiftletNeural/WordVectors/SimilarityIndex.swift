import SwiftletBase

/// Finds the rows whose vectors have the largest cosines with a query, among all rows.
///
/// The unit vectors are kept with 8 bits a number, a quarter of the memory that a search has to
/// read. A search scores all rows with those, and then computes the cosine again, from the vectors
/// themselves, for every row that may be among the best: the error of a score is bounded by the
/// lengths of the rounding errors (Cauchy and Schwarz), so no row is missed and the result is that
/// of a search through all the vectors.
final class SimilarityIndex: Sendable {
    private let rows: VectorRows
    /// The unit vectors as multiples of the row's scale, each row padded with zeros to `stride`.
    private nonisolated(unsafe) let codes: UnsafeMutablePointer<Int8>
    private nonisolated(unsafe) let scales: UnsafeMutablePointer<Float>
    /// The largest distance between a unit vector and its rounded form.
    private let roundingError: Double
    private let stride: Int
    private static let largestCode = 127.0

    init(_ rows: VectorRows) {
        let stride = (rows.dimension + 15) / 16 * 16
        let codes = UnsafeMutablePointer<Int8>.allocate(capacity: max(rows.count * stride, 1))
        let scales = UnsafeMutablePointer<Float>.allocate(capacity: max(rows.count, 1))
        let parts = Threads.parts(rows.count, minimumPart: 1 << 10)
        var errors = [Double](repeating: 0, count: parts)
        errors.withUnsafeMutableBufferPointer { errors in
            nonisolated(unsafe) let errors = errors
            nonisolated(unsafe) let codes = codes
            nonisolated(unsafe) let scales = scales
            Threads.split(rows.count, minimumPart: 1 << 10) { part, range in
                for row in range {
                    let error = Self.round(
                        rows.address(of: row),
                        count: rows.dimension,
                        to: codes + row * stride,
                        stride: stride,
                        scale: scales + row
                    )
                    errors[part] = max(errors[part], error)
                }
            }
        }
        roundingError = errors.max() ?? 0
        self.rows = rows
        self.stride = stride
        self.codes = codes
        self.scales = scales
    }

    deinit {
        codes.deallocate()
        scales.deallocate()
    }

    /// Rounds the unit vector of a row and returns how far the rounded one is from it.
    private static func round(
        _ vector: UnsafeRawPointer,
        count: Int,
        to codes: UnsafeMutablePointer<Int8>,
        stride: Int,
        scale: UnsafeMutablePointer<Float>
    ) -> Double {
        codes.initialize(repeating: 0, count: stride)
        scale.initialize(to: 0)
        let norm = squaredNorm(vector, count).squareRoot()
        var largest: Float = 0
        for index in 0..<count { largest = max(largest, abs(element(vector, index))) }
        guard norm > 0 && norm.isFinite else { return 0 }
        let step = Float(Double(largest) / norm / largestCode)
        scale.pointee = step
        let factor = 1 / norm
        let toCode = 1 / (norm * Double(step))
        // Adding this rounds to an integer, which then stands in the lowest bits.
        let rounder = 0x1.8p52
        var error = 0.0
        for index in 0..<count {
            let value = Double(element(vector, index))
            let rounded = value * toCode + rounder
            codes[index] = Int8(truncatingIfNeeded: Int64(bitPattern: rounded.bitPattern))
            let rest = value * factor - (rounded - rounder) * Double(step)
            error += rest * rest
        }
        return error.squareRoot()
    }

    /// The `count` rows with the largest cosines with `query`, the largest first and of equal ones
    /// the first, without the rows `excluded`. A vector without a direction (zeros, NaN, infinity) has
    /// the cosine 0 with all.
    func nearest(
        to query: [Double],
        count: Int,
        excluding excluded: [Int]
    ) -> [(row: Int, cosine: Float)] {
        let unit = Self.unit(query)
        let wanted = min(count, rows.count) + excluded.count
        let candidates = candidates(for: unit, count: wanted)
        var scored = candidates.filter { !excluded.contains($0) }.map { row in
            (row: row, cosine: cosine(row, unit))
        }
        scored.sort { $0.cosine == $1.cosine ? $0.row < $1.row : $0.cosine > $1.cosine }
        return Array(scored.prefix(count))
    }

    private func cosine(_ row: Int, _ unit: [Double]) -> Float {
        let vector = rows.address(of: row)
        let norm = squaredNorm(vector, rows.dimension).squareRoot()
        guard norm > 0 && norm.isFinite else { return 0 }
        var sum = 0.0
        for index in 0..<rows.dimension { sum += Double(element(vector, index)) * unit[index] }
        return Float(sum / norm)
    }

    /// The vector of length 1 in the direction of another; zeros where there is none.
    static func unit(_ vector: [Double]) -> [Double] {
        let norm = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
        return vector.map { norm > 0 && norm.isFinite ? $0 / norm : 0 }
    }

    /// All rows that may be among the `count` nearest.
    private func candidates(for unit: [Double], count: Int) -> [Int] {
        if count >= rows.count { return Array(0..<rows.count) }
        // As fine as sums of 32 bits allow.
        let largest = min(32767, Double(Int32.max) / (Self.largestCode * Double(stride)))
        let step = max(unit.reduce(0) { max($0, abs($1)) } / largest.rounded(.down), 1e-30)
        var query = [Int16](repeating: 0, count: stride)
        var error = 0.0
        for (index, value) in unit.enumerated() {
            query[index] = Int16((value / step).rounded(.towardZero))
            let rest = value - Double(query[index]) * step
            error += rest * rest
        }
        // The scores themselves are computed in 32 bits, hence the constant.
        let bound = roundingError + (1 + roundingError) * error.squareRoot() + 1e-5
        let margin = Float(2 * bound)

        let minimumPart = 1 << 12
        let parts = Threads.parts(rows.count, minimumPart: minimumPart)
        var found = [[Candidate]](repeating: [], count: parts)
        found.withUnsafeMutableBufferPointer { found in
            query.withUnsafeBufferPointer { query in
                nonisolated(unsafe) let found = found
                nonisolated(unsafe) let query = query
                Threads.split(rows.count, minimumPart: minimumPart) { part, range in
                    found[part] = self.scan(
                        range,
                        query.baseAddress!,
                        step: Float(step),
                        count: count,
                        margin: margin
                    )
                }
            }
        }
        let all = Array(found.joined())
        let scores = all.map(\.score).sorted(by: >)
        let threshold = scores[count - 1] - margin
        return all.filter { $0.score >= threshold }.map(\.row)
    }

    private struct Candidate {
        let row: Int
        let score: Float
    }

    /// Scores a range of rows; returns those that may be among the `count` best of the range.
    private func scan(
        _ range: Range<Int>,
        _ query: UnsafePointer<Int16>,
        step: Float,
        count: Int,
        margin: Float
    ) -> [Candidate] {
        var candidates: [Candidate] = []
        var best = SmallestOfLargest(count: count)
        var threshold = -Float.infinity
        for row in range {
            let score = Float(dot(codes + row * stride, query, stride)) * (scales[row] * step)
            if score >= threshold {
                candidates.append(Candidate(row: row, score: score))
                best.insert(score)
                threshold = best.smallest - margin
            }
        }
        return candidates.filter { $0.score >= threshold }
    }
}

/// Keeps the largest of the numbers inserted and knows the smallest of those: a binary heap.
struct SmallestOfLargest {
    private var heap: [Float] = []
    private let count: Int

    init(count: Int) { self.count = count }

    /// The smallest of the `count` largest, or minus infinity while there are fewer.
    var smallest: Float { heap.count < count ? -.infinity : heap[0] }

    mutating func insert(_ value: Float) {
        if heap.count < count {
            heap.append(value)
            var child = heap.count - 1
            while child > 0, case let parent = (child - 1) / 2, heap[parent] > heap[child] {
                heap.swapAt(parent, child)
                child = parent
            }
        } else if value > heap[0] {
            heap[0] = value
            var parent = 0
            while case var child = 2 * parent + 1, child < heap.count {
                if child + 1 < heap.count && heap[child + 1] < heap[child] { child += 1 }
                guard heap[child] < heap[parent] else { return }
                heap.swapAt(parent, child)
                parent = child
            }
        }
    }
}

/// The inner product of `count` numbers, a multiple of 16.
@inline(__always)
private func dot(
    _ codes: UnsafePointer<Int8>,
    _ query: UnsafePointer<Int16>,
    _ count: Int
) -> Int32 {
    var codes = UnsafeRawPointer(codes)
    var query = UnsafeRawPointer(query)
    let end = codes + count
    var sum = SIMD4<Int32>.zero
    while codes < end {
        sum &+= pairProducts(codes, query) &+ pairProducts(codes + 8, query + 16)
        codes += 16
        query += 32
    }
    return sum.wrappedSum()
}

/// The products of eight numbers with eight others, neighbours added. Written so that the compiler
/// finds the instruction that does this on x86-64.
@inline(__always)
private func pairProducts(_ codes: UnsafeRawPointer, _ query: UnsafeRawPointer) -> SIMD4<Int32> {
    let left = SIMD8<Int16>(truncatingIfNeeded: codes.loadUnaligned(as: SIMD8<Int8>.self))
    let right = query.loadUnaligned(as: SIMD8<Int16>.self)
    let products = SIMD8<Int32>(truncatingIfNeeded: left) &* SIMD8<Int32>(truncatingIfNeeded: right)
    return products.evenHalf &+ products.oddHalf
}

/// An element of a little-endian vector of any alignment.
@inline(__always)
func element(_ vector: UnsafeRawPointer, _ index: Int) -> Float {
    let bits = vector.loadUnaligned(fromByteOffset: index * 4, as: UInt32.self)
    return Float(bitPattern: UInt32(littleEndian: bits))
}

private func squaredNorm(_ vector: UnsafeRawPointer, _ count: Int) -> Double {
    var sum = 0.0
    for index in 0..<count {
        let value = Double(element(vector, index))
        sum += value * value
    }
    return sum
}
