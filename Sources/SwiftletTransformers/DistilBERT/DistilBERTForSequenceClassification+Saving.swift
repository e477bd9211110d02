import SwiftletTensor

extension DistilBERTForSequenceClassification {
    /// Saves `config.json` and `model.safetensors` as a directory, in place of what stands there, for
    /// this library and for Transformers to load; a quantised model for this library alone.
    ///
    /// A save that fails leaves an earlier one whole. Everything else in an earlier directory goes,
    /// such as a tokenizer's files.
    ///
    /// - Throws: `FileError` naming the path.
    public func save(to directory: String) throws {
        try AtomicDirectory.replace(at: directory, recognizedBy: ["config.json"]) { temporary in
            try write(into: temporary)
        }
    }

    /// Writes `config.json` and `model.safetensors` into a directory that there is.
    ///
    /// - Throws: `FileError` naming the path.
    public func write(into directory: String) throws {
        var writer = SafetensorsWriter(metadata: ["format": "pt"])
        if isQuantized { writer.add(quantized: self) } else { addWeights(to: &writer) }
        try writer.write(to: directory + "/model.safetensors")
        try AtomicFile.write(
            configuration.encoded(isQuantized: isQuantized),
            to: directory + "/config.json"
        )
    }

    private func addWeights(to writer: inout SafetensorsWriter) {
        let weights = weights
        writer.add(
            DistilBERTLayout.wordEmbeddings,
            weights[DistilBERTLayout.wordEmbeddings].tensor(
                [configuration.vocabularySize, configuration.width]
            )
        )
        for entry in DistilBERTLayout(configuration).parameters.entries {
            writer.add(entry.name, weights[entry.name].tensor(entry.shape))
        }
    }

    /// All numbers by Transformers' names.
    var weights: DistilBERTWeights {
        let embeddings = encoder.embeddings
        var arrays = [
            DistilBERTLayout.wordEmbeddings: embeddings.words.floats,
            DistilBERTLayout.positionEmbeddings: embeddings.positions.floats,
        ]
        func add(_ name: String, _ norm: Normalization) {
            arrays[name + ".weight"] = norm.scale
            arrays[name + ".bias"] = norm.shift
        }
        /// The layers whose outputs stand beside each other in `layer`, all of one size.
        func add(_ names: [String], _ layer: LinearLayer) {
            let weights = FloatArray(layer.weightTensor)
            let outputs = layer.outputs / names.count
            for (index, name) in names.enumerated() {
                let range = index * outputs..<(index + 1) * outputs
                arrays[name + ".bias"] = layer.bias[range]
                arrays[name + ".weight"] =
                    weights[range.lowerBound * layer.inputs..<range.upperBound * layer.inputs]
            }
        }
        add(DistilBERTLayout.embeddingNorm, embeddings.norm)
        for (index, layer) in encoder.layers.enumerated() {
            let name = DistilBERTLayout.layer(index)
            let projections = ["q_lin", "k_lin", "v_lin"].map { name + "attention." + $0 }
            switch layer.projections {
            case .together(let all): add(projections, all)
            case .apart(let queries, let keysAndValues):
                add([projections[0]], queries)
                add(Array(projections[1...]), keysAndValues)
            }
            add([name + "attention.out_lin"], layer.attentionOutput)
            add(name + "sa_layer_norm", layer.attentionNorm)
            add([name + "ffn.lin1"], layer.expansion)
            add([name + "ffn.lin2"], layer.contraction)
            add(name + "output_layer_norm", layer.outputNorm)
        }
        add([DistilBERTLayout.preClassifier], preClassifier)
        add([DistilBERTLayout.classifier], classifier)
        return DistilBERTWeights(arrays)
    }
}
