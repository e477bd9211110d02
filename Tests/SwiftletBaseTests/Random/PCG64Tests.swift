import SwiftletBase
import TestSupport
import Testing

/// Compares with NumPy: Fixtures/random/make_random.py.
@Suite struct PCG64Tests {
    struct Case: Decodable, Sendable, CustomTestStringConvertible {
        let seed: String
        let raw: [String]
        let uniform: [Double]
        let uniformFloat: [Float]
        let streams: [[String]]
        let jumped: [[String]]
        let belowLarge: [Int]
        let belowLargeBound: Int
        let below: [[Int]]
        let shuffled: [Int]
        let sample: [Int]
        let normal: [Double]

        var generator: PCG64 { PCG64(seed: UInt64(seed)!) }
        var testDescription: String { "seed \(seed)" }
    }

    static let cases: [Case] = try! Fixtures.json("random/random.json")

    func bits(_ generator: PCG64, _ count: Int) -> [String] {
        var generator = generator
        return (0..<count).map { _ in String(generator.next()) }
    }

    func filled(
        _ count: Int,
        _ fill: (UnsafeMutableBufferPointer<Float>) -> Void
    ) -> [Float] {
        var numbers = [Float](repeating: 0, count: count)
        numbers.withUnsafeMutableBufferPointer { fill($0) }
        return numbers
    }

    @Test(arguments: cases) func bitsEqualNumPy(_ expected: Case) {
        #expect(bits(expected.generator, 20) == expected.raw)
        for (stream, raw) in expected.streams.enumerated() {
            let generator = PCG64(seed: UInt64(expected.seed)!, stream: UInt32(stream))
            #expect(bits(generator, 3) == raw)
        }
        for (count, raw) in zip([1, 2, 7] as [UInt64], expected.jumped) {
            #expect(bits(expected.generator.jumped(count), 3) == raw)
        }
    }

    @Test(arguments: cases) func manyBitsAtOnceAreThoseOfOneByOne(_ expected: Case) {
        for count in 0...20 {
            var generator = expected.generator
            var words = [UInt64](repeating: 0, count: count)
            generator.fill(&words, count)
            #expect(words.map { String($0) } == Array(expected.raw.prefix(count)))
            var other = expected.generator
            for _ in 0..<count { _ = other.next() }
            #expect(generator == other)
        }
    }

    @Test(arguments: cases) func uniformNumbersEqualNumPy(_ expected: Case) {
        var generator = expected.generator
        #expect((0..<20).map { _ in generator.uniform() } == expected.uniform)
        generator = expected.generator
        let unit = filled(20) { generator.fill($0, uniformFrom: 0, to: 1) }
        #expect(unit == expected.uniformFloat)
        generator = expected.generator
        let odd = filled(7) { generator.fill($0, uniformFrom: -3, to: 5) }
        #expect(odd == expected.uniformFloat.prefix(7).map { -3 + 8 * $0 })
    }

    @Test(arguments: cases) func integersEqualTheReference(_ expected: Case) {
        var generator = expected.generator
        let large = (0..<20).map { _ in generator.below(expected.belowLargeBound) }
        #expect(large == expected.belowLarge)
        generator = expected.generator
        #expect(expected.below.map { [$0[0], generator.below($0[0])] } == expected.below)
    }

    @Test(arguments: cases) func ordersEqualTheReference(_ expected: Case) {
        var generator = expected.generator
        #expect(generator.permutation(of: 50) == expected.shuffled)
        generator = expected.generator
        #expect(generator.sample(20, of: 1000) == expected.sample)
    }

    @Test(arguments: cases) func normalNumbersEqualTheReference(_ expected: Case) {
        var generator = expected.generator
        for index in stride(from: 0, to: 20, by: 2) {
            #expect(abs(generator.normal() - expected.normal[index]) < 1e-13)
        }
        generator = expected.generator
        let numbers = filled(19) { generator.fill($0, normalWithMean: 2, standardDeviation: 3) }
        for (actual, expected) in zip(numbers, expected.normal) {
            #expect(abs(Double(actual) - (2 + 3 * expected)) < 1e-5)
        }
    }

    @Test func smallestSamples() {
        var generator = PCG64(seed: 1)
        #expect(generator.sample(0, of: 0) == [])
        #expect(generator.permutation(of: 0) == [])
        #expect(generator.permutation(of: 1) == [0])
        #expect(generator.sample(9, of: 9).sorted() == Array(0..<9))
    }

    /// Each share of [0, 1) and of the single-precision numbers must be drawn about as often:
    /// the sum of squared deviations of 100 shares follows a chi-squared distribution of 99
    /// degrees, whose 0.0001 quantile is 51 and 0.9999 quantile 159.
    @Test func singlePrecisionIsUniform() {
        var generator = PCG64(seed: 5)
        var counts = [Double](repeating: 0, count: 100)
        for _ in 0..<100_000 { counts[Int(generator.uniformFloat() * 100)] += 1 }
        let statistic = counts.reduce(0) { $0 + ($1 - 1000) * ($1 - 1000) / 1000 }
        #expect(statistic > 51 && statistic < 159)
    }
}
