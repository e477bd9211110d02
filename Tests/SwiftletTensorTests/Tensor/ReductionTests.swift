import SwiftletTensor
import Testing

@Suite struct ReductionTests {
    @Test func equalsNumPy() throws {
        let x = try ExpectedArrays.named("x")
        let y = try ExpectedArrays.named("y")
        let results = Tensor([
            x.sum(), x.mean(), x.min(), x.max(), x.variance(), x.variance(degreesOfFreedom: 1),
            x.norm(), x.dot(y), Float(x.argmax()),
        ])
        let expected = try ExpectedArrays.named("statistics")
        #expect(results.isApproximatelyEqual(to: expected, relativeTolerance: 1e-6))
    }

    @Test func sumsOfMillionsAreExact() {
        // Adding 0.1 ten million times in Float gives 1087937.
        let x = Tensor(repeating: 0.1, shape: [10_000_000])
        #expect(x.sum() == Float(10_000_000 * Double(Float(0.1))))
        #expect(x.mean() == 0.1)
        #expect(x.dot(x) == Float(10_000_000 * Double(Float(0.1)) * Double(Float(0.1))))
        #expect(x.variance() < 1e-12)
        let offset = Tensor((0..<1000).map { 1e6 + Float($0 % 2) })
        #expect(offset.variance() == 0.25)
    }

    @Test func lengthsDoNotOverflow() {
        #expect(Tensor([3e30, 4e30]).norm() == 5e30)
        #expect(Tensor([3e-30, 4e-30]).norm() == 5e-30)
    }

    @Test func extremesSeeEveryPosition() {
        for count in [1, 2, 7, 8, 9, 31] {
            for position in 0..<count {
                var x = Tensor(repeating: 1, shape: [count])
                x[position] = 5
                #expect(x.max() == 5 && x.argmax() == position)
                x[position] = -5
                #expect(x.min() == -5)
                x[position] = .nan
                #expect(x.max().isNaN && x.min().isNaN && x.argmax() == position)
            }
        }
    }

    @Test func emptyTensors() {
        let empty = Tensor(zeros: [0])
        #expect(empty.sum() == 0 && empty.norm() == 0 && empty.dot(empty) == 0)
        #expect(empty.mean().isNaN && empty.variance().isNaN)
        #expect(Tensor([1]).variance() == 0 && Tensor([1]).variance(degreesOfFreedom: 1).isNaN)
    }
}
