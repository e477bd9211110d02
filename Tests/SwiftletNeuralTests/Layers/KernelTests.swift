import SwiftletBase
import SwiftletNeural
import SwiftletPlatform
import TestSupport
import Testing

@Suite struct KernelTests {
    /// Numbers of all sizes, close together around zero.
    static let numbers: [Float] =
        (-4_000...4_000).map { Float($0) / 40 }
        + (-60...20).flatMap {
            [Float(pow(2, Double($0))) * 1.3, -Float(pow(2, Double($0))) * 1.7]
        }

    /// How many units in the last place two numbers are apart.
    static func distance(_ found: Float, _ exact: Double) -> Double {
        abs(Double(found) - exact) / Double(max(Float(exact).magnitude.ulp, .leastNormalMagnitude))
    }

    /// The hyperbolic tangents of `x`, eight at a time.
    static func writeTangents(of x: Memory, into y: Memory) {
        for index in stride(from: 0, to: x.count, by: 8) {
            let rest = x.count - index
            storeEight(hyperbolicTangent(loadEight(x.start + index, rest)), y.start + index, rest)
        }
    }

    @Test func sigmoidAndTanhAreRightInTheLastPlaces() {
        let x = Memory(Self.numbers)
        let y = Memory(x.count)
        Self.writeTangents(of: x, into: y)
        for (x, y) in zip(x.values, y.values) {
            #expect(Self.distance(y, tanh(Double(x))) <= 3, "tanh(\(x)) = \(y)")
        }
        Sigmoid.forward(x.count, x.start, into: y.start)
        for (x, y) in zip(x.values, y.values) where x > -87 {
            // 1 + expm1(-x) cancels nothing for x < 0, and is exact to one rounding above.
            #expect(Self.distance(y, 1 / (1 + exp(-Double(x)))) <= 3, "sigmoid(\(x)) = \(y)")
        }
    }

    @Test func sigmoidAndTanhTakeTheExtremes() {
        let x = Memory([.infinity, -.infinity, .nan, 0, -0.0, 1e30, -1e30, .leastNonzeroMagnitude])
        let y = Memory(8)
        Self.writeTangents(of: x, into: y)
        #expect(y.values[0] == 1 && y.values[1] == -1 && y.values[2].isNaN && y.values[3] == 0)
        #expect(y.values[5] == 1 && y.values[6] == -1)
        Sigmoid.forward(8, x.start, into: y.start)
        #expect(y.values[0] == 1 && y.values[1] < 1e-37 && y.values[2].isNaN)
        #expect(y.values[3] == 0.5 && y.values[4] == 0.5)
    }

    /// The C kernels that this processor can run.
    static let widths = [8, 16].filter { $0 <= LSTMCell.vectorWidth }

    @Test(arguments: widths, [1, 7, 8, 16, 21, 45, 64, 101])
    func cellEqualsItsSwiftTwin(_ width: Int, _ units: Int) {
        var generator = PCG64(seed: UInt64(units))
        func random(_ count: Int) -> [Float] { (0..<count).map { _ in Float(generator.normal()) } }
        let (rows, gateStride, stateStride) = (3, 4 * units + 5, 2 * units)
        let (sums, previous) = (random(rows * gateStride), random(units))
        let (hiddenGradient, cellGradient) = (random(rows * units), random(rows * units))
        var results: [[[Float]]] = []
        for vectorWidth in [0, width] {
            let gates = Memory(sums)
            let (cells, tanhs) = (Memory(rows * stateStride), Memory(rows * stateStride))
            let hidden = Memory(rows * stateStride)
            // Stride 0: the same previous cells for every row.
            LSTMCell.forward(
                rows,
                units,
                gates: gates.start,
                gateStride: gateStride,
                previousCells: previous,
                previousStride: 0,
                cells: cells.start,
                cellTanhs: tanhs.start,
                hidden: hidden.start,
                stateStride: stateStride,
                vectorWidth: vectorWidth
            )
            let forward = [gates.values, cells.values, tanhs.values, hidden.values]
            let gradient = Memory(cellGradient)
            LSTMCell.backward(
                rows,
                units,
                gates: gates.start,
                gateStride: gateStride,
                previousCells: cells.start,
                previousStride: stateStride,
                cellTanhs: tanhs.start,
                stateStride: stateStride,
                hiddenGradient: hiddenGradient,
                cellGradient: gradient.start,
                vectorWidth: vectorWidth
            )
            results.append(forward + [gates.values, gradient.values])
        }
        for (found, expected) in zip(results[1], results[0]) {
            expectClose(found, expected, tolerance: 1e-6)
        }
    }

    /// As predictions call it, which keep neither the cells of the step before nor their tanhs.
    @Test(arguments: [0] + widths)
    func cellWorksInPlace(_ width: Int) {
        let (rows, units) = (3, 45)
        var generator = PCG64(seed: 3)
        func random(_ count: Int) -> [Float] { (0..<count).map { _ in Float(generator.normal()) } }
        let (sums, previous) = (random(rows * 4 * units), random(rows * units))
        var results: [[[Float]]] = []
        for isInPlace in [false, true] {
            let (gates, before) = (Memory(sums), Memory(previous))
            let (cells, tanhs) = (Memory(rows * units), Memory(rows * units))
            let hidden = Memory(rows * units)
            LSTMCell.forward(
                rows,
                units,
                gates: gates.start,
                gateStride: 4 * units,
                previousCells: before.start,
                previousStride: units,
                cells: (isInPlace ? before : cells).start,
                cellTanhs: (isInPlace ? hidden : tanhs).start,
                hidden: hidden.start,
                stateStride: units,
                vectorWidth: width
            )
            results.append([(isInPlace ? before : cells).values, hidden.values])
        }
        #expect(results[0] == results[1])
    }
}
