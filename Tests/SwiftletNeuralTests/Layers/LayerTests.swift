import SwiftletBase
import SwiftletNeural
import SwiftletTensor
import TestSupport
import Testing

@Suite struct LayerTests {
    let file: SafetensorsFile

    init() throws { file = try SafetensorsFile(from: Fixtures.path("neural/layers.safetensors")) }

    private func memory(_ name: String) throws -> Memory { Memory(try file.tensor(name)) }

    @Test func denseEqualsPyTorch() throws {
        let layer = Dense(inputs: 7, outputs: 3)
        let (x, w, b) = (try memory("dense.x"), try memory("dense.w"), try memory("dense.b"))
        let g = try memory("dense.g")
        let y = Memory(15)
        layer.forward(5, x.start, weights: w.start, bias: b.start, into: y.start)
        expectClose(y.values, try file.tensor("dense.y"))
        let (dx, dw, db) = (Memory(35), Memory(21), Memory(3))
        layer.backward(
            5,
            x.start,
            weights: w.start,
            outputGradient: g.start,
            weightGradient: dw.start,
            biasGradient: db.start,
            inputGradient: dx.start
        )
        expectClose(dx.values, try file.tensor("dense.dx"))
        expectClose(dw.values, try file.tensor("dense.dw"))
        expectClose(db.values, try file.tensor("dense.db"))
        let loss = {
            layer.forward(5, x.start, weights: w.start, bias: b.start, into: y.start)
            return dot(y.values, g.values)
        }
        expectGradient(dx.values, at: x.start, "x", of: loss)
        expectGradient(dw.values, at: w.start, "w", of: loss)
        expectGradient(db.values, at: b.start, "b", of: loss)
    }

    @Test func denseAddsToGradientsAndLeavesOutWhatNobodyNeeds() throws {
        let layer = Dense(inputs: 7, outputs: 3)
        let (x, w, g) = (try memory("dense.x"), try memory("dense.w"), try memory("dense.g"))
        let dw = Memory(21)
        for _ in 0..<2 {
            layer.backward(
                5,
                x.start,
                weights: w.start,
                outputGradient: g.start,
                weightGradient: dw.start,
                biasGradient: nil,
                inputGradient: nil
            )
        }
        expectClose(dw.values, try file.tensor("dense.dw").elements.map { 2 * $0 })
        let (y, withBias) = (Memory(15), try file.tensor("dense.y"))
        layer.forward(5, x.start, weights: w.start, bias: nil, into: y.start)
        let b = try memory("dense.b").values
        expectClose(y.values.enumerated().map { $1 + b[$0 % 3] }, withBias)
    }

    @Test(arguments: ["relu", "sigmoid", "softmax"])
    func activationEqualsPyTorch(_ name: String) throws {
        let (x, g, y) = (try memory("activation.x"), try memory("activation.g"), Memory(33))
        let forward = {
            switch name {
            case "relu": ReLU.forward(33, x.start, into: y.start)
            case "sigmoid": Sigmoid.forward(33, x.start, into: y.start)
            default: VectorMath.softmaxRows(3, 11, x.start, into: y.start)
            }
        }
        forward()
        expectClose(y.values, try file.tensor("\(name).y"), tolerance: 3e-7)
        let dx = Memory(g.values)
        switch name {
        case "relu": ReLU.backward(33, y.start, gradient: dx.start)
        case "sigmoid": Sigmoid.backward(33, y.start, gradient: dx.start)
        default: Softmax.backward(3, 11, y.start, gradient: dx.start)
        }
        expectClose(dx.values, try file.tensor("\(name).dx"), tolerance: 1e-5)
        expectGradient(dx.values, at: x.start, name) {
            forward()
            return dot(y.values, g.values)
        }
    }

    @Test(arguments: [false, true])
    func binaryCrossEntropyEqualsPyTorch(_ isWeighted: Bool) throws {
        let name = isWeighted ? "binary.weighted" : "binary.plain"
        let (x, targets, dx) = (try memory("binary.x"), try memory("binary.targets"), Memory(7))
        let weights = isWeighted ? ClassWeights([0.5, 2]) : nil
        let loss = BinaryCrossEntropy.evaluate(
            7,
            logits: x.start,
            targets: targets.start,
            weights: weights,
            scale: 1.0 / 7,
            gradient: dx.start
        )
        expectClose([Float(loss / 7)], try file.tensor("\(name).loss"), tolerance: 1e-6)
        expectClose(dx.values, try file.tensor("\(name).dx"), tolerance: 1e-6)
        expectGradient(dx.values, at: x.start) {
            BinaryCrossEntropy.evaluate(
                7,
                logits: x.start,
                targets: targets.start,
                weights: weights,
                scale: 0,
                gradient: nil
            ) / 7
        }
    }

    @Test(arguments: [false, true])
    func categoricalCrossEntropyEqualsPyTorch(_ isWeighted: Bool) throws {
        let name = isWeighted ? "categorical.weighted" : "categorical.plain"
        let (x, dx) = (try memory("categorical.x"), Memory(24))
        let labels = try file.int32s("categorical.labels")
        let weights = isWeighted ? ClassWeights([1, 0.5, 2, 0.25]) : nil
        func loss(_ gradient: UnsafeMutablePointer<Float>?) -> Double {
            CategoricalCrossEntropy.evaluate(
                6,
                classes: 4,
                logits: x.start,
                labels: labels,
                weights: weights,
                scale: 1.0 / 6,
                gradient: gradient
            ) / 6
        }
        expectClose([Float(loss(dx.start))], try file.tensor("\(name).loss"), tolerance: 1e-6)
        expectClose(dx.values, try file.tensor("\(name).dx"), tolerance: 1e-6)
        expectGradient(dx.values, at: x.start) { loss(nil) }
    }

    @Test func balancedWeightsCountEachClassTheSame() {
        let weights = ClassWeights.balanced([0, 0, 0, 1], classes: 3).weights
        #expect(weights == [4.0 / 9, 4.0 / 3, 0])
    }

    @Test func dropoutKeepsTheMeanAndItsShare() {
        var generator = PCG64(seed: 1)
        let mask = Memory(40_001)
        Dropout.drawMask(40_001, rate: 0.3, using: &generator, into: mask.start)
        let dropped = mask.values.filter { $0 == 0 }.count
        // Five standard deviations.
        #expect(abs(Double(dropped) - 0.3 * 40_001) < 5 * (40_001 * 0.3 * 0.7).squareRoot())
        #expect(mask.values.allSatisfy { $0 == 0 || $0 == 1 / (1 - Float(0.3)) })
        Dropout.drawMask(40_001, rate: 0, using: &generator, into: mask.start)
        #expect(mask.values.allSatisfy { $0 == 1 })
    }
}
