import SwiftletTensor

/// The weights of one of a DistilBERT's layers.
package struct EncoderLayer: Sendable {
    /// The attention's linear layers for queries, keys and values.
    package enum Projections: Sendable {
        /// One product, with queries, keys and values beside each other.
        case together(LinearLayer)
        /// Queries apart, for the last layer, where a classifier needs them of first tokens alone.
        case apart(queries: LinearLayer, keysAndValues: LinearLayer)
    }

    package let projections: Projections
    package let attentionOutput: LinearLayer
    package let attentionNorm: Normalization
    package let expansion: LinearLayer
    package let contraction: LinearLayer
    package let outputNorm: Normalization

    package init(
        projections: Projections,
        attentionOutput: LinearLayer,
        attentionNorm: Normalization,
        expansion: LinearLayer,
        contraction: LinearLayer,
        outputNorm: Normalization
    ) {
        self.projections = projections
        self.attentionOutput = attentionOutput
        self.attentionNorm = attentionNorm
        self.expansion = expansion
        self.contraction = contraction
        self.outputNorm = outputNorm
    }
}

/// The weights of a layer normalisation.
package struct Normalization: Sendable {
    package let scale: FloatArray
    package let shift: FloatArray
    package let epsilon: Float

    package init(scale: FloatArray, shift: FloatArray, epsilon: Float) {
        self.scale = scale
        self.shift = shift
        self.epsilon = epsilon
    }

    /// Adds `residual` to `x` and writes the sum's normalisation; see `TransformerRows.normalize`.
    package func callAsFunction(
        _ rows: Int,
        _ x: UnsafeMutablePointer<Float>,
        adding residual: UnsafePointer<Float>?,
        moments: UnsafeMutablePointer<Float>,
        into y: UnsafeMutablePointer<Float>
    ) {
        let width = scale.count
        nonisolated(unsafe) let (x, residual, moments, y) = (x, residual, moments, y)
        Threads.split(rows, minimumPart: 1 + (1 << 14) / width) { _, range in
            let start = range.lowerBound * width
            TransformerRows.normalize(
                range.count,
                width,
                x + start,
                adding: residual.map { $0 + start },
                scale: scale.start,
                shift: shift.start,
                epsilon: epsilon,
                moments: moments + 2 * range.lowerBound,
                into: y + start
            )
        }
    }
}
