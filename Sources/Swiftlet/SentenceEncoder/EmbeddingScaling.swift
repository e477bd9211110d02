import SwiftletNeural
import SwiftletTensor

/// Brings each number of embeddings to mean 0 and standard deviation 1 over those that it was made
/// for.
struct EmbeddingScaling {
    private let means: [Float]
    private let factors: [Float]

    /// - Parameter embeddings: `[examples, dimension]`
    init(_ embeddings: Tensor) {
        let (rows, columns) = (embeddings.rows, embeddings.columns)
        var sums = [Double](repeating: 0, count: columns)
        var squares = sums
        embeddings.withUnsafeBufferPointer { elements in
            for row in 0..<rows {
                for column in 0..<columns {
                    let value = Double(elements[row * columns + column])
                    sums[column] += value
                    squares[column] += value * value
                }
            }
        }
        let count = Double(max(1, rows))
        means = sums.map { Float($0 / count) }
        factors = zip(sums, squares).map { sum, squares in
            let variance = squares / count - sum / count * (sum / count)
            return variance > 1e-12 ? Float(1 / variance.squareRoot()) : 1
        }
    }

    private init(means: [Float], factors: [Float]) {
        (self.means, self.factors) = (means, factors)
    }

    /// Leaves embeddings as they are.
    static func identity(dimension: Int) -> EmbeddingScaling {
        EmbeddingScaling(
            means: [Float](repeating: 0, count: dimension),
            factors: [Float](repeating: 1, count: dimension)
        )
    }

    /// The scaled embeddings.
    func applied(to embeddings: Tensor) -> Tensor {
        embeddings.addingToRows(Tensor(means.map { -$0 })).scalingColumns(by: Tensor(factors))
    }

    /// The network that gives for embeddings what `network` gives for scaled ones.
    func folded(into network: DenseNetwork) -> DenseNetwork {
        let (units, inputs) = (network.configuration.units, network.configuration.inputs)
        var weights = network.array("dense.weight")!
        var bias = network.array("dense.bias")!
        for unit in 0..<units {
            var shift = 0.0
            for input in 0..<inputs {
                weights[unit, input] *= factors[input]
                shift += Double(weights[unit, input]) * Double(means[input])
            }
            bias[unit] = Float(Double(bias[unit]) - shift)
        }
        return DenseNetwork(
            network.configuration,
            weights: [
                "dense.weight": weights,
                "dense.bias": bias,
                "output.weight": network.array("output.weight")!,
                "output.bias": network.array("output.bias")!,
            ]
        )
    }
}
