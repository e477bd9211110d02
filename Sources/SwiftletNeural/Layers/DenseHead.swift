import SwiftletBase
import SwiftletTensor

/// The layers with which a classifier's network ends: dropout, a dense layer with ReLU, dropout, and
/// the logits: one for two classes, one a class where there are more. Its weights are part of the run
/// of the network that has it.
package struct DenseHead: Sendable, Equatable {
    package let dense: Dense
    package let output: Dense
    /// The share of the inputs that is dropped in training.
    package let dropout: Float
    /// The share of the dense layer's outputs that is dropped in training.
    package let denseDropout: Float
    private let denseWeights: Int
    private let denseBias: Int
    private let outputWeights: Int
    private let outputBias: Int

    /// - Parameter layout: Gets `dense.weight`, `dense.bias`, `output.weight` and `output.bias`.
    package init(
        inputs: Int,
        units: Int,
        classCount: Int,
        dropout: Float,
        denseDropout: Float,
        appendingTo layout: inout ParameterLayout
    ) {
        Dropout.requireRate(dropout)
        Dropout.requireRate(denseDropout)
        precondition(classCount >= 2, "\(classCount) classes are fewer than 2.")
        let logits = Self.logitCount(ofClasses: classCount)
        dense = Dense(inputs: inputs, outputs: units)
        output = Dense(inputs: units, outputs: logits)
        self.dropout = dropout
        self.denseDropout = denseDropout
        denseWeights = layout.append("dense.weight", [units, inputs])
        denseBias = layout.append("dense.bias", [units], isDecayed: false)
        outputWeights = layout.append("output.weight", [logits, units])
        outputBias = layout.append("output.bias", [logits], isDecayed: false)
    }

    /// The number of logits for a number of classes.
    package static func logitCount(ofClasses classCount: Int) -> Int {
        classCount == 2 ? 1 : classCount
    }

    /// Starting weights by their names, as Keras draws them.
    package static func drawWeights(
        inputs: Int,
        units: Int,
        classCount: Int,
        using generator: inout PCG64
    ) -> [String: Tensor] {
        let logits = logitCount(ofClasses: classCount)
        let dense = Initializers.glorotUniform(
            [units, inputs],
            inputs: inputs,
            outputs: units,
            using: &generator
        )
        let output = Initializers.glorotUniform(
            [logits, units],
            inputs: units,
            outputs: logits,
            using: &generator
        )
        return [
            "dense.weight": dense,
            "dense.bias": Tensor(zeros: [units]),
            "output.weight": output,
            "output.bias": Tensor(zeros: [logits]),
        ]
    }

    /// The probability of each class of logits `[rows, logits]`: `[rows, classes]`.
    static func probabilities(of logits: Tensor) -> Tensor {
        guard logits.columns == 1 else { return logits.softmax() }
        let (rows, result) = (logits.rows, Tensor(uninitialized: [logits.rows, 2]))
        let second = Buffer<Float>(rows)
        Sigmoid.forward(rows, logits.storage.address, into: second.start)
        let address = result.storage.address
        for row in 0..<rows {
            address[2 * row] = 1 - second.start[row]
            address[2 * row + 1] = second.start[row]
        }
        return result
    }

    /// Writes the logits of `count` rows of `x`, `[count, logits]`.
    ///
    /// - Parameters:
    ///   - weights: The run of all of the network's weights.
    ///   - mask: The factors of dropout for the dense layer's outputs; nil for none.
    ///   - hidden: Gets those outputs, `[count, units]`.
    package func forward(
        _ count: Int,
        _ x: UnsafePointer<Float>,
        weights: UnsafePointer<Float>,
        mask: UnsafePointer<Float>? = nil,
        hidden: UnsafeMutablePointer<Float>,
        into logits: UnsafeMutablePointer<Float>
    ) {
        dense.forward(
            count,
            x,
            weights: weights + denseWeights,
            bias: weights + denseBias,
            into: hidden
        )
        ReLU.forward(count * dense.outputs, hidden, into: hidden)
        if let mask { Dropout.forward(count * dense.outputs, hidden, mask: mask) }
        output.forward(
            count,
            hidden,
            weights: weights + outputWeights,
            bias: weights + outputBias,
            into: logits
        )
    }

    /// Takes the gradient of the logits back to the weights, whose gradients are added, and to `x` if
    /// anyone needs that.
    ///
    /// - Parameters:
    ///   - x: What went into the dense layer.
    ///   - hidden: What `forward` wrote.
    ///   - hiddenGradient: Memory for the gradient of `hidden`.
    package func backward(
        _ count: Int,
        _ x: UnsafePointer<Float>,
        hidden: UnsafePointer<Float>,
        mask: UnsafePointer<Float>?,
        weights: UnsafePointer<Float>,
        logitGradient: UnsafePointer<Float>,
        gradients: UnsafeMutablePointer<Float>,
        hiddenGradient: UnsafeMutablePointer<Float>,
        inputGradient: UnsafeMutablePointer<Float>?
    ) {
        output.backward(
            count,
            hidden,
            weights: weights + outputWeights,
            outputGradient: logitGradient,
            weightGradient: gradients + outputWeights,
            biasGradient: gradients + outputBias,
            inputGradient: hiddenGradient
        )
        if let mask {
            Dropout.backward(count * dense.outputs, gradient: hiddenGradient, mask: mask)
        }
        // A unit that dropout set to zero has no gradient anyway, so its sign does not matter.
        ReLU.backward(count * dense.outputs, hidden, gradient: hiddenGradient)
        dense.backward(
            count,
            x,
            weights: weights + denseWeights,
            outputGradient: hiddenGradient,
            weightGradient: gradients + denseWeights,
            biasGradient: gradients + denseBias,
            inputGradient: inputGradient
        )
    }
}
