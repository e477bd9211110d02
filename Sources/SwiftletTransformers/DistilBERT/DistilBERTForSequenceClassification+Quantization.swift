import SwiftletTensor

extension DistilBERTForSequenceClassification {
    /// The model with weights of 8 bits: a quarter of the size, and faster.
    ///
    ///     let small = try model.quantized()
    ///     try small.save(to: "model-int8")
    ///
    /// The weights of all linear layers and both embedding tables are quantised, one scale for each
    /// output or row; biases and normalisations stay as they are. Activations are quantised on the
    /// fly, token by token, so a text's logits do not depend on what is beside it. See
    /// `QuantizedMatrix` and `QuantizedTable`. A quantised model gives itself.
    ///
    /// - Throws: `QuantizationError` where a weight is NaN or infinite, or a layer has more than
    ///   65,536 inputs.
    public func quantized() throws(QuantizationError) -> DistilBERTForSequenceClassification {
        if isQuantized { return self }
        return DistilBERTForSequenceClassification(
            encoder: try encoder.quantized(),
            preClassifier: try preClassifier.quantized(),
            classifier: try classifier.quantized()
        )
    }

    /// Whether the weights have 8 bits.
    public var isQuantized: Bool { encoder.isQuantized }
}

extension DistilBERT {
    /// Whether the weights have 8 bits.
    public var isQuantized: Bool {
        if case .quantized = embeddings.words { true } else { false }
    }

    /// The encoder with weights of 8 bits.
    func quantized() throws(QuantizationError) -> DistilBERT {
        func table(_ floats: FloatArray) throws(QuantizationError) -> EmbeddingTable {
            let width = configuration.width
            return .quantized(
                try QuantizedTable(quantizing: floats.tensor([floats.count / width, width]))
            )
        }
        var layers: [EncoderLayer] = []
        for layer in self.layers { layers.append(try layer.quantized()) }
        return DistilBERT(
            configuration,
            embeddings: Embeddings(
                words: try table(embeddings.words.floats),
                positions: try table(embeddings.positions.floats),
                norm: embeddings.norm.copied()
            ),
            layers: layers
        )
    }
}

extension EncoderLayer {
    fileprivate func quantized() throws(QuantizationError) -> EncoderLayer {
        EncoderLayer(
            projections: try projections.quantized(),
            attentionOutput: try attentionOutput.quantized(),
            attentionNorm: attentionNorm.copied(),
            expansion: try expansion.quantized(),
            contraction: try contraction.quantized(),
            outputNorm: outputNorm.copied()
        )
    }
}

extension EncoderLayer.Projections {
    fileprivate func quantized() throws(QuantizationError) -> Self {
        switch self {
        case .together(let layer): .together(try layer.quantized())
        case .apart(let queries, let keysAndValues):
            .apart(
                queries: try queries.quantized(),
                keysAndValues: try keysAndValues.quantized()
            )
        }
    }
}

extension LinearLayer {
    fileprivate func quantized() throws(QuantizationError) -> LinearLayer {
        LinearLayer(
            inputs: inputs,
            outputs: outputs,
            weights: .quantized(try QuantizedMatrix(quantizing: weightTensor)),
            bias: bias.copied()
        )
    }
}

extension Normalization {
    fileprivate func copied() -> Normalization {
        Normalization(scale: scale.copied(), shift: shift.copied(), epsilon: epsilon)
    }
}

extension FloatArray {
    /// The numbers in memory of their own, without what held them.
    fileprivate func copied() -> FloatArray { FloatArray(tensor([count])) }
}
