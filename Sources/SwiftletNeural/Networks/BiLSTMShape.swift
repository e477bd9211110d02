/// The layers of a `BiLSTMNetwork` and where their weights lie in one run of floats.
struct BiLSTMShape: Sendable, Equatable {
    let configuration: BiLSTMNetwork.Configuration
    let lstm: LSTM
    let dense: Dense
    let output: Dense
    let layout: ParameterLayout
    let denseWeights: Int
    let denseBias: Int
    let outputWeights: Int
    let outputBias: Int

    init(_ configuration: BiLSTMNetwork.Configuration) {
        let (inputs, units) = (configuration.embeddingSize, configuration.units)
        precondition(
            configuration.vocabularySize > 0 && inputs > 0 && units > 0
                && configuration.denseUnits > 0 && configuration.maximumLength > 0,
            "A size of the network is not positive: \(configuration)."
        )
        for rate in [
            configuration.spatialDropout, configuration.dropout, configuration.denseDropout,
        ] { Dropout.requireRate(rate) }
        self.configuration = configuration
        lstm = LSTM(inputs: inputs, units: units, isBidirectional: true)
        dense = Dense(inputs: lstm.outputs, outputs: configuration.denseUnits)
        output = Dense(inputs: dense.outputs, outputs: 1)

        // The LSTM's run comes first, in the order in which the layer expects it.
        var layout = ParameterLayout()
        layout.append("lstm.weight_ih_l0", [4 * units, inputs])
        layout.append("lstm.weight_ih_l0_reverse", [4 * units, inputs])
        layout.append("lstm.weight_hh_l0", [4 * units, units])
        layout.append("lstm.weight_hh_l0_reverse", [4 * units, units])
        layout.append("lstm.bias_l0", [4 * units], isDecayed: false)
        layout.append("lstm.bias_l0_reverse", [4 * units], isDecayed: false)
        denseWeights = layout.append("dense.weight", [dense.outputs, dense.inputs])
        denseBias = layout.append("dense.bias", [dense.outputs], isDecayed: false)
        outputWeights = layout.append("output.weight", [1, output.inputs])
        outputBias = layout.append("output.bias", [1], isDecayed: false)
        self.layout = layout
    }
}
