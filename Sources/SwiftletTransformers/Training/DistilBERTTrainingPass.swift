import SwiftletNeural
import SwiftletTensor

/// One share of a batch's way through a DistilBERT and its classifier, forward and back, on one
/// thread, with the memory that it takes.
final class DistilBERTTrainingPass {
    let tokens = PackedTokens()
    private let configuration: DistilBERTConfiguration
    private let records: [LayerRecord]
    private let embeddedSum = Buffer<Float>()
    private let embeddedMoments = Buffer<Float>()
    private let embedded = Buffer<Float>()
    private let embeddedMask = Buffer<Float>()
    private let hidden = Buffer<Float>()
    private let hiddenMask = Buffer<Float>()
    private let logitBuffer = Buffer<Float>()
    private let scratch = Buffer<Float>()
    private let stateGradient = Buffer<Float>()
    private let otherGradient = Buffer<Float>()
    private let contextGradient = Buffer<Float>()
    private let queryGradient = Buffer<Float>()
    private let keyGradient = Buffer<Float>()
    private let hiddenGradient = Buffer<Float>()
    /// Whether the last pass forward had dropout.
    private var drops = false

    init(_ configuration: DistilBERTConfiguration) {
        self.configuration = configuration
        records = (0..<configuration.layers).map { _ in LayerRecord() }
    }

    /// `[sequences, labels]`
    var logits: UnsafeMutablePointer<Float> { logitBuffer.start }
    /// The gradient of each token's sum of embeddings, after `backward` went that far.
    var embeddingGradient: UnsafeMutablePointer<Float> { stateGradient.start }

    private var width: Int { configuration.width }

    private func attention(_ index: Int) -> Attention {
        Attention(
            heads: configuration.heads,
            headWidth: width / configuration.heads,
            firstOnly: index == configuration.layers - 1
        )
    }

    private func rows(_ index: Int) -> Int {
        index == configuration.layers - 1 ? tokens.count : tokens.rows
    }

    /// The input of a layer.
    private func states(_ index: Int) -> UnsafeMutablePointer<Float> {
        index == 0 ? embedded.start : records[index - 1].output.start
    }

    /// Draws a mask where there is dropout.
    private func mask(
        _ buffer: Buffer<Float>,
        _ count: Int,
        _ rate: Float,
        _ generator: inout PCG64?
    ) -> UnsafePointer<Float>? {
        guard generator != nil, rate > 0 else { return nil }
        let mask = buffer.reserve(count)
        Dropout.drawMask(count, rate: rate, using: &generator!, into: mask)
        return UnsafePointer(mask)
    }

    /// The mask that the way forward drew.
    private func drawnMask(_ buffer: Buffer<Float>, _ rate: Float) -> UnsafePointer<Float>? {
        drops && rate > 0 ? UnsafePointer(buffer.start) : nil
    }

    /// Computes the logits of the sequences in `tokens`. With a generator there is dropout.
    func forward(_ model: DistilBERTForSequenceClassification, dropout generator: PCG64?) {
        var generator = generator
        drops = generator != nil
        embed(model.encoder.embeddings, &generator)
        for (index, layer) in model.encoder.layers.enumerated() {
            forward(layer, index, &generator)
        }
        let count = tokens.count
        let hidden = hidden.reserve(count * width)
        model.preClassifier(
            count,
            records[configuration.layers - 1].output.start,
            activation: .relu,
            into: hidden
        )
        if let mask = mask(hiddenMask, count * width, configuration.classifierDropout, &generator) {
            Dropout.forward(count * width, hidden, mask: mask)
        }
        model.classifier(
            count,
            hidden,
            into: logitBuffer.reserve(count * model.classifier.outputs)
        )
    }

    private func embed(_ embeddings: DistilBERT.Embeddings, _ generator: inout PCG64?) {
        let count = tokens.rows * width
        let sums = embeddedSum.reserve(count)
        let moments = embeddedMoments.reserve(2 * tokens.rows)
        let states = embedded.reserve(count)
        embeddings(tokens, sums: sums, moments: moments, scratch: scratch, into: states)
        if let mask = mask(embeddedMask, count, configuration.dropout, &generator) {
            Dropout.forward(count, states, mask: mask)
        }
    }

    private func forward(_ layer: EncoderLayer, _ index: Int, _ generator: inout PCG64?) {
        let (record, attention, rows) = (records[index], attention(index), rows(index))
        let (states, count) = (states(index), rows * width)
        let residual = attention.firstOnly ? record.firstInputs.reserve(count) : states
        if attention.firstOnly {
            tokens.copyFirstRows(of: states, width: width, into: residual)
        }
        switch layer.projections {
        case .together(let all):
            all(rows, states, into: record.queries.reserve(3 * count))
        case .apart(let queries, let keysAndValues):
            queries(rows, residual, into: record.queries.reserve(count))
            let target = record.keysAndValues.reserve(tokens.rows * 2 * width)
            keysAndValues(tokens.rows, states, into: target)
        }
        let context = record.context.reserve(count)
        let probabilityCount = attention.probabilityCount(tokens)
        attention.forwardKeeping(
            tokens,
            inputs(layer, record),
            probabilities: record.probabilities.reserve(probabilityCount),
            mask: mask(
                record.probabilityMask,
                probabilityCount,
                configuration.attentionDropout,
                &generator
            ),
            scratch: scratch.reserve(2 * attention.greatestProbabilities(tokens)),
            into: context
        )
        let attentionSum = record.attentionSum.reserve(count)
        let attended = record.attended.reserve(count)
        layer.attentionOutput(rows, context, into: attentionSum)
        layer.attentionNorm(
            rows,
            attentionSum,
            adding: residual,
            moments: record.attentionMoments.reserve(2 * rows),
            into: attended
        )
        let hiddenCount = rows * layer.expansion.outputs
        let expanded = record.expanded.reserve(hiddenCount)
        let activated = record.activated.reserve(hiddenCount)
        layer.expansion(rows, attended, into: expanded)
        switch configuration.activation {
        case .gelu: GELU.forward(hiddenCount, expanded, into: activated)
        case .relu: ReLU.forward(hiddenCount, expanded, into: activated)
        }
        let outputSum = record.outputSum.reserve(count)
        layer.contraction(rows, activated, into: outputSum)
        if let mask = mask(record.outputMask, count, configuration.dropout, &generator) {
            Dropout.forward(count, outputSum, mask: mask)
        }
        layer.outputNorm(
            rows,
            outputSum,
            adding: attended,
            moments: record.outputMoments.reserve(2 * rows),
            into: record.output.reserve(count)
        )
    }

    private func inputs(_ layer: EncoderLayer, _ record: LayerRecord) -> Attention.Inputs {
        switch layer.projections {
        case .together: Attention.Inputs(together: record.queries.start, width: width)
        case .apart:
            Attention.Inputs(
                queries: record.queries.start,
                keysAndValues: record.keysAndValues.start,
                width: width
            )
        }
    }

    /// Adds the gradients of what `gradients` has a place for.
    ///
    /// - Parameters:
    ///   - firstLayer: The first layer whose gradients are needed.
    ///   - toEmbeddings: Whether those of the embeddings are.
    func backward(
        _ model: DistilBERTForSequenceClassification,
        logitGradient: UnsafePointer<Float>,
        gradients: DistilBERTGradients,
        firstLayer: Int,
        toEmbeddings: Bool
    ) {
        let count = tokens.count
        let hiddenGradient = hiddenGradient.reserve(count * width)
        model.classifier.backward(
            count,
            hidden.start,
            outputGradient: logitGradient,
            gradients: gradients.linear(DistilBERTLayout.classifier),
            inputGradient: hiddenGradient
        )
        if let mask = drawnMask(hiddenMask, configuration.classifierDropout) {
            Dropout.backward(count * width, gradient: hiddenGradient, mask: mask)
        }
        // A unit that dropout set to zero has no gradient anyway, so its sign does not matter.
        ReLU.backward(count * width, hidden.start, gradient: hiddenGradient)
        stateGradient.reserve(tokens.rows * width)
        model.preClassifier.backward(
            count,
            records[configuration.layers - 1].output.start,
            outputGradient: hiddenGradient,
            gradients: gradients.linear(DistilBERTLayout.preClassifier),
            inputGradient: stateGradient.start
        )
        for index in (firstLayer..<configuration.layers).reversed() {
            backward(
                model.encoder.layers[index],
                index,
                gradients,
                needsInput: index > firstLayer || toEmbeddings
            )
        }
        if toEmbeddings { backward(model.encoder.embeddings, gradients) }
    }

    /// Turns the gradient of a layer's output, in `stateGradient`, into that of its input.
    private func backward(
        _ layer: EncoderLayer,
        _ index: Int,
        _ gradients: DistilBERTGradients,
        needsInput: Bool
    ) {
        let (record, attention, rows) = (records[index], attention(index), rows(index))
        let (name, count) = (DistilBERTLayout.layer(index), rows * width)
        let gradient = stateGradient.start
        backward(
            layer.outputNorm,
            rows,
            record.outputSum,
            record.outputMoments,
            gradients.norm(name + "output_layer_norm"),
            gradient
        )
        // From here on `gradient` is that of `attended`, of which the block's output is a part.
        var blockGradient = UnsafePointer(gradient)
        if let mask = drawnMask(record.outputMask, configuration.dropout) {
            let target = otherGradient.reserve(count)
            target.update(from: gradient, count: count)
            Dropout.backward(count, gradient: target, mask: mask)
            blockGradient = UnsafePointer(target)
        }
        let hiddenCount = rows * layer.expansion.outputs
        let hiddenGradient = hiddenGradient.reserve(hiddenCount)
        layer.contraction.backward(
            rows,
            record.activated.start,
            outputGradient: blockGradient,
            gradients: gradients.linear(name + "ffn.lin2"),
            inputGradient: hiddenGradient
        )
        switch configuration.activation {
        case .gelu: GELU.backward(hiddenCount, record.expanded.start, gradient: hiddenGradient)
        case .relu: ReLU.backward(hiddenCount, record.activated.start, gradient: hiddenGradient)
        }
        layer.expansion.backward(
            rows,
            record.attended.start,
            outputGradient: hiddenGradient,
            gradients: gradients.linear(name + "ffn.lin1"),
            inputGradient: gradient,
            adds: true
        )
        backward(
            layer.attentionNorm,
            rows,
            record.attentionSum,
            record.attentionMoments,
            gradients.norm(name + "sa_layer_norm"),
            gradient
        )
        // From here on `gradient` is that of the layer's input, of which the attention is a part.
        let contextGradient = contextGradient.reserve(count)
        layer.attentionOutput.backward(
            rows,
            record.context.start,
            outputGradient: gradient,
            gradients: gradients.linear(name + "attention.out_lin"),
            inputGradient: contextGradient
        )
        backward(layer, record, attention, name, contextGradient, gradients, index, needsInput)
    }

    /// The way back through attention and its projections, which adds to `stateGradient`.
    private func backward(
        _ layer: EncoderLayer,
        _ record: LayerRecord,
        _ attention: Attention,
        _ name: String,
        _ contextGradient: UnsafePointer<Float>,
        _ gradients: DistilBERTGradients,
        _ index: Int,
        _ needsInput: Bool
    ) {
        let (rows, gradient, states) = (rows(index), stateGradient.start, states(index))
        func attend(_ target: Attention.InputGradients) {
            attention.backward(
                tokens,
                inputs(layer, record),
                probabilities: record.probabilities.start,
                mask: drawnMask(record.probabilityMask, configuration.attentionDropout),
                scratch: scratch.reserve(2 * attention.greatestProbabilities(tokens)),
                outputGradient: contextGradient,
                into: target
            )
        }
        let queryName = name + "attention.q_lin"
        switch layer.projections {
        case .together(let all):
            let target = queryGradient.reserve(rows * 3 * width)
            attend(
                Attention.InputGradients(
                    queries: target,
                    keys: target + width,
                    values: target + 2 * width
                )
            )
            all.backward(
                rows,
                states,
                outputGradient: target,
                gradients: gradients.linear(queryName),
                inputGradient: needsInput ? gradient : nil,
                adds: true
            )
        case .apart(let queries, let keysAndValues):
            let target = queryGradient.reserve(rows * width)
            let keyTarget = keyGradient.reserve(tokens.rows * 2 * width)
            attend(
                Attention.InputGradients(
                    queries: target,
                    keys: keyTarget,
                    values: keyTarget + width
                )
            )
            queries.backward(
                rows,
                record.firstInputs.start,
                outputGradient: target,
                gradients: gradients.linear(queryName),
                inputGradient: needsInput ? gradient : nil,
                adds: true
            )
            if needsInput { spreadFirstRows() }
            keysAndValues.backward(
                tokens.rows,
                states,
                outputGradient: keyTarget,
                gradients: gradients.linear(name + "attention.k_lin"),
                inputGradient: needsInput ? gradient : nil,
                adds: true
            )
        }
    }

    /// Moves the rows of `stateGradient`, one for each sequence, to those of the first tokens, with
    /// zeros for the other tokens.
    private func spreadFirstRows() {
        let gradient = stateGradient.start
        for sequence in (0..<tokens.count).reversed() {
            let target = gradient + tokens.start(sequence) * width
            if target != gradient + sequence * width {
                target.update(from: gradient + sequence * width, count: width)
            }
            let rest = (tokens.length(sequence) - 1) * width
            (target + width).update(repeating: 0, count: rest)
        }
    }

    private func backward(
        _ norm: Normalization,
        _ rows: Int,
        _ sums: Buffer<Float>,
        _ moments: Buffer<Float>,
        _ target: LinearLayer.Gradients?,
        _ gradient: UnsafeMutablePointer<Float>
    ) {
        TransformerRows.normalizeBackward(
            rows,
            width,
            sums.start,
            scale: norm.scale.start,
            moments: moments.start,
            outputGradient: gradient,
            scaleGradient: target?.weights,
            shiftGradient: target?.bias,
            inputGradient: gradient
        )
    }

    private func backward(_ embeddings: DistilBERT.Embeddings, _ gradients: DistilBERTGradients) {
        let gradient = stateGradient.start
        if let mask = drawnMask(embeddedMask, configuration.dropout) {
            Dropout.backward(tokens.rows * width, gradient: gradient, mask: mask)
        }
        backward(
            embeddings.norm,
            tokens.rows,
            embeddedSum,
            embeddedMoments,
            gradients.norm(DistilBERTLayout.embeddingNorm),
            gradient
        )
        guard let positions = gradients.array(DistilBERTLayout.positionEmbeddings) else { return }
        for sequence in 0..<tokens.count {
            let source = gradient + tokens.start(sequence) * width
            for index in 0..<tokens.length(sequence) * width { positions[index] += source[index] }
        }
    }
}

/// Where the gradients of a DistilBERT's trained weights are.
struct DistilBERTGradients {
    let start: UnsafeMutablePointer<Float>
    let layout: DistilBERTLayout

    func array(_ name: String) -> UnsafeMutablePointer<Float>? {
        layout.contains(name) ? start + layout[name].offset : nil
    }

    /// Those of the linear layer whose outputs begin with those of the one called `name`.
    func linear(_ name: String) -> LinearLayer.Gradients? {
        guard let weights = array(name + ".weight"), let bias = array(name + ".bias") else {
            return nil
        }
        return LinearLayer.Gradients(weights: weights, bias: bias)
    }

    /// Those of a normalisation's scale and shift.
    func norm(_ name: String) -> LinearLayer.Gradients? { linear(name) }
}
