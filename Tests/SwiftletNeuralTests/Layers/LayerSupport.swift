import SwiftletBase
import SwiftletNeural
import SwiftletTensor
import SwiftletText
import TestSupport
import Testing

/// Memory for a test's arrays, which layers write through pointers.
final class Memory {
    let start: UnsafeMutablePointer<Float>
    let count: Int

    init(_ values: [Float]) {
        count = values.count
        start = .allocate(capacity: max(1, count))
        start.initialize(from: values, count: count)
    }

    convenience init(_ count: Int) { self.init([Float](repeating: 0, count: count)) }
    convenience init(_ tensor: Tensor) { self.init(tensor.elements) }

    deinit { start.deallocate() }

    var values: [Float] { Array(UnsafeBufferPointer(start: start, count: count)) }
}

func expectClose(
    _ found: [Float],
    _ expected: Tensor,
    tolerance: Float = 1e-4,
    _ name: String = "",
    sourceLocation: SourceLocation = #_sourceLocation
) {
    expectClose(
        found,
        expected.elements,
        tolerance: tolerance,
        name,
        sourceLocation: sourceLocation
    )
}

/// Expects `gradient` to be that of `loss` at `values`: its inner product with a random direction is
/// the slope of `loss` along it. `loss` reads `values`, which are moved and put back.
func expectGradient(
    _ gradient: [Float],
    at values: UnsafeMutablePointer<Float>,
    step: Float = 1e-2,
    tolerance: Double = 3e-3,
    _ name: String = "",
    sourceLocation: SourceLocation = #_sourceLocation,
    of loss: () -> Double
) {
    var generator = PCG64(seed: 9)
    let count = gradient.count
    let start = Array(UnsafeBufferPointer(start: values, count: count))
    for _ in 0..<3 {
        let length = Float(count).squareRoot()
        let direction = (0..<count).map { _ in Float(generator.normal()) / length }
        var sides: [Double] = []
        for sign in [Float(1), -1] {
            for index in 0..<count { values[index] = start[index] + sign * step * direction[index] }
            sides.append(loss())
        }
        for index in 0..<count { values[index] = start[index] }
        let slope = (sides[0] - sides[1]) / Double(2 * step)
        let expected = zip(gradient, direction).reduce(0) { $0 + Double($1.0) * Double($1.1) }
        let size = gradient.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot() / Double(length)
        #expect(
            abs(slope - expected) <= tolerance * max(size, abs(expected)),
            "\(name): slope \(slope), gradient \(expected)",
            sourceLocation: sourceLocation
        )
    }
}

func dot(_ a: [Float], _ b: [Float]) -> Double {
    zip(a, b).reduce(0) { $0 + Double($1.0) * Double($1.1) }
}

/// The inputs of a padded array `[sequences, steps, width]` in the rows of a packing.
func packed(_ padded: Tensor, _ packing: PackedSequences) -> [Float] {
    let (steps, width) = (padded.shape[1], padded.shape[2])
    let elements = padded.elements
    var result: [Float] = []
    for step in 0..<packing.steps {
        for position in 0..<packing.rows(step) {
            let start = (Int(packing.order[position]) * steps + step) * width
            result += elements[start..<start + width]
        }
    }
    return result
}

/// The rows of `[sequences, width]` in the order of a packing.
func ordered(_ rows: Tensor, _ packing: PackedSequences) -> [Float] {
    let elements = rows.elements
    return (0..<packing.count).flatMap { position in
        let start = Int(packing.order[position]) * rows.columns
        return elements[start..<start + rows.columns]
    }
}

/// Packs sequences of some lengths, whose tokens do not matter.
func packing(lengths: [Int]) -> PackedSequences {
    let sequences = TokenSequences(lengths.map { [Int](repeating: 1, count: $0) })
    let packing = PackedSequences()
    let examples = (0..<Int32(lengths.count)).map { $0 }
    examples.withUnsafeBufferPointer { packing.pack($0, of: sequences, maximumLength: 100) }
    return packing
}
