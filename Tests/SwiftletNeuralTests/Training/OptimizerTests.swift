import SwiftletBase
import SwiftletNeural
import SwiftletTensor
import TestSupport
import Testing

@Suite struct OptimizerTests {
    let file: SafetensorsFile

    init() throws {
        file = try SafetensorsFile(from: Fixtures.path("neural/optimizers.safetensors"))
    }

    static let optimizers: [(String, Optimizer, Double)] = [
        ("sgd", .sgd(), 0.05),
        ("momentum", .sgd(momentum: 0.9, weightDecay: 0.01), 0.05),
        ("nesterov", .sgd(momentum: 0.8, isNesterov: true), 0.05),
        ("adam", .adam(), 0.01),
        ("adam_decay", .adam(beta1: 0.8, beta2: 0.95, epsilon: 1e-6, weightDecay: 0.1), 0.01),
        ("adamw", .adamW(weightDecay: 0.1), 0.01),
        ("clipped", .adam(), 0.01),
        ("groups_sgd", .sgd(weightDecay: 0.1), 0.01),
        ("groups_adamw", .adamW(weightDecay: 0.1), 0.01),
    ]

    @Test(arguments: optimizers)
    func stepsEqualPyTorch(_ name: String, _ optimizer: Optimizer, _ rate: Double) throws {
        let (start, gradients) = (try file.tensor("start"), try file.tensor("gradients"))
        let expected = try file.tensor(name).elements
        // Two arrays, so that a part of each is a step of its own.
        var layout = ParameterLayout()
        layout.append("first", [2, 3])
        layout.append("second", [5], learningRateMultiplier: name.hasPrefix("groups") ? 5 : 1)
        let parameters = ParameterSet(layout, values: start)
        let state = OptimizerState(optimizer, parameters)
        for step in 0..<8 {
            for index in 0..<11 { parameters.gradients[index] = gradients[step, index] }
            state.step(rate: rate, maxGradientNorm: name == "clipped" ? 2.5 : nil)
            expectClose(
                parameters.snapshot.elements,
                Array(expected[step * 11..<(step + 1) * 11]),
                tolerance: 2e-6,
                "step \(step)"
            )
            #expect((0..<11).allSatisfy { parameters.gradients[$0] == 0 })
        }
    }

    @Test func weightDecayLeavesOutWhatTheLayoutSays() {
        var layout = ParameterLayout()
        layout.append("weight", [2])
        layout.append("bias", [1], isDecayed: false)
        for optimizer in [Optimizer.adamW(weightDecay: 0.5), .sgd(weightDecay: 0.5)] {
            let parameters = ParameterSet(layout, values: Tensor([1, 2, 3]))
            OptimizerState(optimizer, parameters).step(rate: 0.1)
            expectClose(parameters.snapshot.elements, [0.95, 1.9, 3], tolerance: 1e-6)
        }
    }

    @Test(arguments: [("table", Optimizer.adam()), ("table_decay", .adamW(weightDecay: 0.01))])
    func rowsThatRestEndWherePyTorchMovesThem(_ name: String, _ optimizer: Optimizer) throws {
        let table = ParameterTable("table", values: try file.tensor("\(name).start"))
        let parameters = ParameterSet(
            ParameterLayout(),
            values: Tensor(zeros: [0]),
            tables: [table]
        )
        let state = OptimizerState(optimizer, parameters)
        let row0 = try file.tensor("\(name).row0").elements
        let row1 = try file.tensor("\(name).row1").elements
        let row2 = try file.tensor("\(name).row2").elements
        for step in 0..<600 {
            table.addGradients(1, rows: [0], Array(row0[step * 3..<step * 3 + 3]))
            if step == 0 { table.addGradients(1, rows: [1], row1) }
            if let visit = [2, 40, 300, 599].firstIndex(of: step) {
                // In two halves, which add up.
                let half = row2[visit * 3..<visit * 3 + 3].map { $0 / 2 }
                table.addGradients(2, rows: [2, 2], half + half)
            }
            state.step(rate: 0.01)
        }
        let (found, expected) = (table.snapshot, try file.tensor("\(name).end"))
        expectClose(found.elements, expected, tolerance: 1e-5)
        if name == "table" {
            let start = try file.tensor("table.start")
            #expect(Array(found.elements[9...]) == Array(start.elements[9...]))
        }
    }

    @Test(arguments: [8, 16].filter { $0 <= Kernels.vectorWidth })
    func vectorsGiveTheBitsOfSwift(_ width: Int) {
        for optimizer in [Optimizer.adam(weightDecay: 0.1), .adamW(weightDecay: 0.1)] {
            let rule = OptimizerRule(optimizer, step: 3, rate: 0.01, gradientFactor: 0.7)
            for count in [1, 7, 8, 16, 37] {
                func stepped(_ width: Int) -> [[Float]] {
                    func numbers(_ factor: Float) -> [Float] {
                        (0..<count).map { factor * (Float($0 * 37 % 23) - 11.3) }
                    }
                    var (values, gradients) = (numbers(0.3), numbers(0.01))
                    var (first, second) = (numbers(-0.02), numbers(1).map { $0 * $0 })
                    rule.apply(
                        count,
                        values: &values,
                        gradients: &gradients,
                        first: &first,
                        second: &second,
                        isDecayed: true,
                        vectorWidth: width
                    )
                    return [values, gradients, first, second]
                }
                #expect(stepped(width) == stepped(0), "\(count)")
            }
        }
    }

    /// Rows without gradients are decayed when they are read, to the same bits however often that is.
    @Test(arguments: [1, 2]) func lookingAtATableChangesNothing(_ threads: Int) {
        func run(lookingEvery interval: Int, rows: ClosedRange<Int32>) -> [Float] {
            let values = (0..<40 * 24).map { Float($0 % 97) / 7 - 5 }
            let table = ParameterTable("table", values: Tensor(values, shape: [40, 24]))
            let parameters = ParameterSet(
                ParameterLayout(),
                values: Tensor(zeros: [0]),
                tables: [table]
            )
            let state = OptimizerState(.adamW(weightDecay: 0.01), parameters)
            for step in 0..<300 {
                let row = Int32(step * 7 % 11)
                table.addGradients(1, rows: [row], Array(values[step..<step + 24]))
                state.step(rate: 0.001 * Double(1 + step % 5))
                if step % interval == 0 { table.settle(rows) }
            }
            return table.snapshot.elements
        }
        Threads.withCount(threads) {
            let never = run(lookingEvery: 1_000, rows: 0...0)
            #expect(never == run(lookingEvery: 1, rows: 0...39))
            #expect(never == run(lookingEvery: 3, rows: 5...20))
            #expect(never.last! != Float(959 % 97) / 7 - 5)
        }
    }

    @Test func normCountsDenseAndTableGradients() {
        var layout = ParameterLayout()
        layout.append("weight", [2])
        let table = ParameterTable("table", values: Tensor(zeros: [3, 2]))
        let parameters = ParameterSet(layout, values: Tensor([0, 0]), tables: [table])
        parameters.gradients[0] = 2
        parameters.gradients[1] = -4
        table.addGradients(3, rows: [2, 0, 2], [1, 2, 4, 5, 1, 2])
        #expect(table.touchedCount == 2)
        // 4 + 16 and (2, 4), (4, 5)
        #expect(parameters.gradientNorm() == 81.0.squareRoot())
        let (first, second) = (table.gradient(ofRow: 2), table.gradient(ofRow: 0))
        #expect(first?[0] == 2 && first?[1] == 4 && second?[0] == 4 && second?[1] == 5)
        #expect(table.gradient(ofRow: 1) == nil)
        table.clearGradients()
        #expect(table.gradient(ofRow: 2) == nil && table.touchedCount == 0)
    }

    @Test(arguments: [
        ("linear", LearningRateSchedule.linear(warmUpRatio: 0.2)),
        ("cosine", .cosine(warmUpRatio: 0.2)),
    ])
    func scheduleEqualsPyTorch(_ name: String, _ schedule: LearningRateSchedule) throws {
        let found = (0..<20).map { Float(schedule.factor(step: $0, of: 20)) }
        expectClose(found, try file.tensor(name), tolerance: 1e-5)
        #expect(schedule.factor(step: 20, of: 20) == 0)
    }
}
