import SwiftletBase
import SwiftletTensor
import Testing

@Suite struct ElementwiseTests {
    @Test func functionsEqualNumPy() throws {
        let x = try ExpectedArrays.named("x")
        let positive = x.map { abs($0) }
        for (name, result) in [
            ("exp", x.exp()), ("log", positive.log()), ("tanh", x.tanh()),
            ("sigmoid", x.sigmoid()), ("sqrt", positive.squareRoot()),
            ("clamped", x.clamped(to: -1...1.5)),
        ] {
            let expected = try ExpectedArrays.named(name)
            #expect(
                result.isApproximatelyEqual(to: expected, relativeTolerance: 1e-6),
                "\(name)"
            )
        }
    }

    @Test func functionsInPlaceEqualTheirCopies() throws {
        let x = try ExpectedArrays.named("x").map { abs($0) }
        func inPlace(_ change: (inout Tensor) -> Void) -> Tensor {
            var copy = x
            change(&copy)
            return copy
        }
        #expect(inPlace { $0.formExp() } == x.exp())
        #expect(inPlace { $0.formLog() } == x.log())
        #expect(inPlace { $0.formTanh() } == x.tanh())
        #expect(inPlace { $0.formSigmoid() } == x.sigmoid())
        #expect(inPlace { $0.formSquareRoot() } == x.squareRoot())
        #expect(inPlace { $0.clamp(to: 0.5...1) } == x.clamped(to: 0.5...1))
        #expect(inPlace { $0.formMap { $0 + 1 } } == x + 1)
    }

    @Test func arithmeticEqualsNumPy() throws {
        let x = try ExpectedArrays.named("x")
        let y = try ExpectedArrays.named("y")
        #expect(try distance(x + y, ExpectedArrays.named("sum")) < 1e-6)
        #expect(try distance(x - y, ExpectedArrays.named("difference")) < 1e-6)
        #expect(try distance(x / y, ExpectedArrays.named("quotient")) < 1e-6)
    }

    @Test func arithmeticWithNumbers() {
        let x = Tensor([[1, 2], [4, 8]])
        #expect(x + 1 == Tensor([[2, 3], [5, 9]]))
        #expect(x - 1 == Tensor([[0, 1], [3, 7]]))
        #expect(x * 2 == Tensor([[2, 4], [8, 16]]))
        #expect(x / 2 == Tensor([[0.5, 1], [2, 4]]))
        #expect(1 + x == x + 1)
        #expect(1 - x == Tensor([[0, -1], [-3, -7]]))
        #expect(2 * x == x * 2)
        #expect(8 / x == Tensor([[8, 4], [2, 1]]))
        #expect(-x == 0 - x)
        #expect(x * x == Tensor([[1, 4], [16, 64]]))
    }

    @Test func arithmeticInPlace() {
        let y = Tensor([2, 4, -1])
        var x = Tensor([1, 2, 3])
        x += y
        #expect(x == Tensor([3, 6, 2]))
        x -= y
        x *= y
        #expect(x == Tensor([2, 8, -3]))
        x /= y
        x.add(y, times: -0.5)
        #expect(x == Tensor([0, 0, 3.5]))
        x += 1
        x *= 4
        x -= 2
        x /= 2
        #expect(x == Tensor([1, 1, 8]))
    }

    /// Every element is reached, whatever the number of parts.
    @Test(arguments: [1, 2, 3])
    func longRunsAreDoneWithoutGaps(threads: Int) {
        let x = wholeNumbers([3, 70_001])
        Threads.withCount(threads) {
            let sum = x + x
            let exponentials = x.exp()
            for index in [0, 65_535, 65_536, 70_000, 105_001, 140_002, 210_002] {
                let value = x.elements[index]
                #expect(sum.elements[index] == 2 * value)
            }
            #expect(sum - x == x)
            #expect(exponentials.log().isApproximatelyEqual(to: x, absoluteTolerance: 1e-5))
        }
    }

    @Test func specialValues() {
        let special = Tensor([.nan, .infinity, -.infinity])
        let clamped = special.clamped(to: -1...2)
        #expect(clamped[0].isNaN && clamped[1] == 2 && clamped[2] == -1)
        #expect(special.sigmoid()[1] == 1 && special.sigmoid()[2] == 0)
        #expect(special.exp()[2] == 0 && special.exp()[0].isNaN)
        #expect(Tensor([0]).log()[0] == -.infinity && Tensor([-1]).log()[0].isNaN)
        #expect(Tensor([-1]).squareRoot()[0].isNaN)
    }

    @Test func emptyTensors() {
        let empty = Tensor(zeros: [0, 4])
        #expect(empty + empty == empty)
        #expect((empty * 3).exp().shape == [0, 4])
    }

    @Test func errorsOfMapArePassedOn() {
        struct Refusal: Error, Equatable {}
        #expect(throws: Refusal()) {
            try Tensor([1, 2]).map { value throws(Refusal) in
                if value > 1 { throw Refusal() }
                return value
            }
        }
    }
}
