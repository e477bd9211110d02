/// The layers of a `BiLSTMNetwork` and where their weights lie in one run of floats.
struct BiLSTMShape: Sendable, Equatable {
    let configuration: BiLSTMNetwork.Configuration
    let lstm: LSTM
    let head: DenseHead
    let layout: ParameterLayout

    init(_ configuration: BiLSTMNetwork.Configuration) {
        let (inputs, units) = (configuration.embeddingSize, configuration.units)
        precondition(
            configuration.vocabularySize > 0 && inputs > 0 && units > 0
                && configuration.denseUnits > 0 && configuration.maximumLength > 0,
            "A size of the network is not positive: \(configuration)."
        )
        Dropout.requireRate(configuration.spatialDropout)
        self.configuration = configuration
        lstm = LSTM(inputs: inputs, units: units, isBidirectional: true)

        // The LSTM's run comes first, in the order in which the layer expects it.
        var layout = ParameterLayout()
        layout.append("lstm.weight_ih_l0", [4 * units, inputs])
        layout.append("lstm.weight_ih_l0_reverse", [4 * units, inputs])
        layout.append("lstm.weight_hh_l0", [4 * units, units])
        layout.append("lstm.weight_hh_l0_reverse", [4 * units, units])
        layout.append("lstm.bias_l0", [4 * units], isDecayed: false)
        layout.append("lstm.bias_l0_reverse", [4 * units], isDecayed: false)
        head = DenseHead(
            inputs: lstm.outputs,
            units: configuration.denseUnits,
            classCount: configuration.classCount,
            dropout: configuration.dropout,
            denseDropout: configuration.denseDropout,
            appendingTo: &layout
        )
        self.layout = layout
    }
}
