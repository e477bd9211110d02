import SwiftletBase
import SwiftletNeural
import SwiftletTensor
import TestSupport
import Testing

@Suite struct LSTMTests {
    /// A layer with the weights of a fixture in this library's order.
    private static func weights(
        _ layer: LSTM,
        _ array: (_ name: String, _ direction: Int) throws -> Tensor
    ) rethrows -> [Float] {
        var result: [Float] = []
        for name in ["weight_ih", "weight_hh", "bias_ih"] {
            for direction in 0..<layer.directions {
                result += try array(name, direction).elements
            }
        }
        return result
    }

    private static func suffix(_ direction: Int) -> String {
        direction == 0 ? "_l0" : "_l0_reverse"
    }

    @Test(arguments: [(5, true), (16, true), (3, false), (8, false)])
    func equalsPyTorch(_ units: Int, _ isBidirectional: Bool) throws {
        let file = try SafetensorsFile(from: Fixtures.path("neural/lstm.safetensors"))
        let lengths = try file.int32s("lengths").map { Int($0) }
        let layer = LSTM(inputs: 3, units: units, isBidirectional: isBidirectional)
        func tensor(_ name: String) throws -> Tensor { try file.tensor("\(units).\(name)") }
        let weights = Memory(
            try Self.weights(layer) { name, direction in
                let imported = try LSTMWeights(
                    weightIH: tensor("weight_ih" + Self.suffix(direction)),
                    weightHH: tensor("weight_hh" + Self.suffix(direction)),
                    biasIH: tensor("bias_ih" + Self.suffix(direction)),
                    biasHH: tensor("bias_hh" + Self.suffix(direction))
                )
                return ["weight_ih": imported.input, "weight_hh": imported.recurrent][name]
                    ?? imported.bias
            }
        )
        let packing = packing(lengths: lengths)
        let x = Memory(packed(try tensor("x"), packing))
        let pass = LSTMPass(layer)
        let finals = Memory(packing.count * layer.outputs)
        func forward() -> [Float] {
            pass.forward(packing, x.start, weights: weights.start)
            pass.finalStates(packing, into: finals.start)
            return Array(
                UnsafeBufferPointer(start: pass.outputs, count: packing.rowCount * layer.outputs)
            )
        }
        expectClose(forward(), packed(try tensor("y"), packing), tolerance: 1e-5)
        expectClose(finals.values, ordered(try tensor("final"), packing), tolerance: 1e-5)

        let finalGradient = ordered(try tensor("final_gradient"), packing)
        let sequenceGradient = packed(try tensor("sequence_gradient"), packing)
        for kind in ["final", "sequence"] {
            _ = forward()
            let (gradients, inputGradient) = (Memory(layer.weightCount), Memory(x.count))
            finalGradient.withUnsafeBufferPointer { final in
                sequenceGradient.withUnsafeBufferPointer { sequence in
                    pass.backward(
                        packing,
                        x.start,
                        weights: weights.start,
                        finalGradient: kind == "final" ? final.baseAddress : nil,
                        sequenceGradient: kind == "final" ? nil : sequence.baseAddress,
                        gradients: gradients.start,
                        inputGradient: inputGradient.start
                    )
                }
            }
            expectClose(
                inputGradient.values,
                packed(try tensor("\(kind).d.x"), packing),
                "x \(kind)"
            )
            expectClose(
                gradients.values,
                try Self.weights(layer) { name, direction in
                    try tensor("\(kind).d.\(name)" + Self.suffix(direction))
                },
                "weights \(kind)"
            )
            let loss = {
                let outputs = forward()
                return kind == "final"
                    ? dot(finals.values, finalGradient) : dot(outputs, sequenceGradient)
            }
            expectGradient(inputGradient.values, at: x.start, "x \(kind)", of: loss)
            expectGradient(gradients.values, at: weights.start, "weights \(kind)", of: loss)
        }
    }

    @Test func equalsKerasWithMask() throws {
        let file = try SafetensorsFile(from: Fixtures.path("neural/keras.safetensors"))
        let layer = LSTM(inputs: 3, units: 5, isBidirectional: true)
        let sides = try ["forward", "backward"].map {
            LSTMWeights(
                kernel: try file.tensor("\($0).kernel"),
                recurrentKernel: try file.tensor("\($0).recurrent_kernel"),
                bias: try file.tensor("\($0).bias")
            )
        }
        let weights = Memory(
            sides.flatMap { $0.input.elements } + sides.flatMap { $0.recurrent.elements }
                + sides.flatMap { $0.bias.elements }
        )
        let packing = packing(lengths: try file.int32s("lengths").map { Int($0) })
        let pass = LSTMPass(layer)
        pass.forward(packing, packed(try file.tensor("x"), packing), weights: weights.start)
        let finals = Memory(packing.count * layer.outputs)
        pass.finalStates(packing, into: finals.start)
        expectClose(finals.values, ordered(try file.tensor("y"), packing), tolerance: 1e-5)
    }

    @Test func anEmptySequenceEndsInZerosAndTakesNoGradient() {
        let layer = LSTM(inputs: 2, units: 4, isBidirectional: true)
        let weights = Memory([Float](repeating: 0.3, count: layer.weightCount))
        let pass = LSTMPass(layer)
        let ones = [Float](repeating: 1, count: 100)
        var results: [[Float]] = []
        for lengths in [[3, 2], [0, 3, 0, 2, 0]] {
            let packing = packing(lengths: lengths)
            let finals = Memory(lengths.count * 8)
            let gradients = Memory(layer.weightCount)
            pass.forward(packing, ones, weights: weights.start)
            pass.finalStates(packing, into: finals.start)
            ones.withUnsafeBufferPointer {
                pass.backward(
                    packing,
                    $0.baseAddress!,
                    weights: weights.start,
                    finalGradient: $0.baseAddress!,
                    sequenceGradient: nil,
                    gradients: gradients.start,
                    inputGradient: nil
                )
            }
            #expect(finals.values[16...].allSatisfy { $0 == 0 })
            results.append(Array(finals.values[..<16]) + gradients.values)
        }
        #expect(results[0] == results[1])
    }

    @Test func onlyEmptySequencesAreNoWork() {
        let layer = LSTM(inputs: 2, units: 4, isBidirectional: true)
        let (weights, finals) = (Memory(layer.weightCount), Memory([9, 9, 9, 9, 9, 9, 9, 9]))
        let pass = LSTMPass(layer)
        let packing = packing(lengths: [0])
        pass.forward(packing, weights.start, weights: weights.start)
        pass.finalStates(packing, into: finals.start)
        #expect(finals.values == [Float](repeating: 0, count: 8))
    }
}
