import SwiftletBase
import SwiftletTensor

/// Starting values for weights, as Keras draws them.
public enum Initializers {
    /// Glorot's uniform distribution (Glorot and Bengio 2010): between plus and minus
    /// `sqrt(6 / (inputs + outputs))`.
    ///
    /// - Parameters:
    ///   - shape: The shape of the result.
    ///   - inputs: How many numbers go into an output.
    ///   - outputs: How many outputs a number goes into.
    public static func glorotUniform(
        _ shape: [Int],
        inputs: Int,
        outputs: Int,
        using generator: inout PCG64
    ) -> Tensor {
        let limit = Float((6 / Double(inputs + outputs)).squareRoot())
        return Tensor(uniform: -limit..<limit, shape: shape, using: &generator)
    }

    /// A random matrix with orthonormal columns, or rows if there are fewer rows (Saxe et al. 2014):
    /// the Q of a matrix of normal numbers, with the signs that make it equally likely to be any.
    ///
    /// - Throws: `LinearAlgebraError` when memory runs out.
    public static func orthogonal(
        rows: Int,
        columns: Int,
        using generator: inout PCG64
    ) throws(LinearAlgebraError) -> Tensor {
        let normal = Tensor(
            normalWithMean: 0,
            standardDeviation: 1,
            shape: [max(rows, columns), min(rows, columns)],
            using: &generator
        )
        let (q, r) = try normal.qr()
        var result = q
        for column in 0..<q.columns where r[column, column] < 0 {
            for row in 0..<q.rows { result[row, column] = -q[row, column] }
        }
        return rows < columns ? result.transposed() : result
    }

    /// The biases of an LSTM's four gates: ones for the forget gate, zeros for the others
    /// (Jozefowicz et al. 2015).
    public static func unitForgetBias(units: Int) -> Tensor {
        var bias = Tensor(zeros: [4 * units])
        for unit in units..<2 * units { bias[unit] = 1 }
        return bias
    }
}
