import SwiftletBase
import SwiftletNeural
import SwiftletTensor

/// A model's numbers by Transformers' names, each in the shape that its checkpoints have.
typealias ModelArrays = [String: FloatArray]

extension ModelArrays {
    /// The numbers of the parts of a model, as floats.
    init<Model>(_ model: Model, _ parts: [ModelPart<Model>]) {
        self.init()
        for part in parts {
            switch part {
            case .linear(let names, _, _, let pieces):
                for piece in pieces { add(model[keyPath: piece.place], as: names[piece.names]) }
            case .norm(let name, let place):
                self[name + ".weight"] = model[keyPath: place].scale
                self[name + ".bias"] = model[keyPath: place].shift
            case .table(let name, _, let place): self[name] = model[keyPath: place].floats
            }
        }
    }

    /// Adds the layers, all of one size, whose outputs stand beside each other in `layer`.
    private mutating func add(_ layer: Linear, as names: ArraySlice<String>) {
        let weights = FloatArray(layer.weightTensor)
        let outputs = layer.outputs / names.count
        for (index, name) in names.enumerated() {
            let range = index * outputs..<(index + 1) * outputs
            self[name + ".bias"] = layer.bias[range]
            self[name + ".weight"] =
                weights[range.lowerBound * layer.inputs..<range.upperBound * layer.inputs]
        }
    }

    /// Puts the numbers into the parts of a model.
    ///
    /// - Parameter forPrediction: Whether to copy the weights of the linear layers into the form in
    ///   which products read them fastest. Without, those of one layer in the model must follow each
    ///   other in memory, and so must the biases.
    /// - Parameter halves: The bfloat16 numbers of linear layers and tables; empty where they are floats.
    func fill<Model>(
        _ model: inout Model,
        _ parts: [ModelPart<Model>],
        halves: [String: Storage<UInt16>] = [:],
        epsilon: Float,
        forPrediction: Bool
    ) {
        for part in parts {
            switch part {
            case .linear(let names, _, _, let pieces):
                for piece in pieces {
                    model[keyPath: piece.place] =
                        halves.isEmpty
                        ? linear(names[piece.names], forPrediction)
                        : linear(names[piece.names], halves)
                }
            case .norm(let name, let place):
                model[keyPath: place] = LayerNorm(
                    scale: self[name + ".weight"]!,
                    shift: self[name + ".bias"]!,
                    epsilon: epsilon
                )
            case .table(let name, _, let place):
                model[keyPath: place] =
                    halves[name].map { .bfloat16($0) } ?? .floats(self[name]!)
            }
        }
    }

    private func linear(
        _ names: ArraySlice<String>,
        _ halves: [String: Storage<UInt16>]
    ) -> Linear {
        let pieces = names.map { halves[$0 + ".weight"]! }
        let bias = names.flatMap { name in
            let bias = self[name + ".bias"]!
            return UnsafeBufferPointer(start: bias.start, count: bias.count)
        }
        let outputs = bias.count
        let inputs = pieces.reduce(0) { $0 + $1.count } / outputs
        return Linear(
            inputs: inputs,
            outputs: outputs,
            weights: .bfloat16(BFloat16Matrix(inputs: inputs, pieces: pieces)),
            bias: FloatArray(Tensor(bias, shape: [outputs]))
        )
    }

    private func linear(_ names: ArraySlice<String>, _ forPrediction: Bool) -> Linear {
        let parts = names.map { (weights: self[$0 + ".weight"]!, bias: self[$0 + ".bias"]!) }
        let outputs = parts.reduce(0) { $0 + $1.bias.count }
        let inputs = parts[0].weights.count / parts[0].bias.count
        if forPrediction { return Linear(inputs: inputs, turning: parts) }
        return Linear(
            inputs: inputs,
            outputs: outputs,
            weights: .rows(FloatArray(borrowing: parts[0].weights.start, count: outputs * inputs)),
            bias: FloatArray(borrowing: parts[0].bias.start, count: outputs)
        )
    }
}

extension FloatArray {
    /// Numbers drawn as Transformers draws them: normal ones for matrices, 0 for biases and shifts,
    /// 1 for scales.
    static func drawn(
        _ name: String,
        _ shape: [Int],
        _ configuration: DistilBERTConfiguration,
        using generator: inout PCG64
    ) -> FloatArray {
        if shape.count == 2 {
            return FloatArray(
                Tensor(
                    normalWithMean: 0,
                    standardDeviation: configuration.initializerRange,
                    shape: shape,
                    using: &generator
                )
            )
        }
        let isScale = name.hasSuffix("norm.weight") || name.hasSuffix("LayerNorm.weight")
        return FloatArray(Tensor(repeating: isScale ? 1 : 0, shape: shape))
    }
}
