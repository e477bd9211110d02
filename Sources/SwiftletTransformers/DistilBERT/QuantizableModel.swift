import SwiftletBase
import SwiftletTensor
import SwiftletText

/// An encoder, alone or within a model, whose weights can have 8 bits.
protocol QuantizableModel {
    /// The encoder, which has the configuration.
    var encoderToQuantize: DistilBERT { get set }

    static func parts(
        _ configuration: DistilBERTConfiguration,
        _ names: EncoderNames
    ) -> [ModelPart<Self>]
}

extension DistilBERT: QuantizableModel {
    var encoderToQuantize: DistilBERT {
        get { self }
        set { self = newValue }
    }
}

extension DistilBERTForSequenceClassification: QuantizableModel {
    var encoderToQuantize: DistilBERT {
        get { encoder }
        set { encoder = newValue }
    }
}

extension QuantizableModel {
    /// See ``DistilBERTForSequenceClassification/calibration``.
    var fixedRanges: ActivationCalibration? {
        ActivationCalibration(self, partsToQuantize, encoderToQuantize.configuration.calibration)
    }

    /// See ``DistilBERTForSequenceClassification/quantized()``.
    func inInt8() throws(QuantizationError) -> Self {
        if encoderToQuantize.isQuantized { return self }
        let model = preparedForQuantization
        return try transforming(
            model,
            model.partsToQuantize,
            linear: { (layer, _) throws(QuantizationError) in try layer.quantized() },
            table: { (table, rows) throws(QuantizationError) in try table.quantized(rows: rows) }
        )
    }

    /// See ``DistilBERTForSequenceClassification/quantized(calibration:method:long:)``.
    ///
    /// - Parameter run: Gives the sequences to a model.
    /// - Throws: `SettingError`, `QuantizationError`, and what `run` throws.
    func inInt8(
        calibration sequences: TokenSequences,
        _ method: CalibrationMethod,
        run: (Self) throws -> Void
    ) throws -> Self {
        guard !encoderToQuantize.isQuantized else { throw QuantizationError.alreadyQuantized }
        guard sequences.count > 0 else { throw QuantizationError.noCalibrationTexts }
        try method.requireValid()
        let model = preparedForQuantization
        var observers: [InputObserver] = []
        let observed = transforming(
            model,
            model.partsToQuantize,
            linear: { layer, names in
                let observer = InputObserver(
                    QuantizedLayout.name(of: names),
                    inputs: layer.inputs
                )
                observers.append(observer)
                return layer.observed(by: observer)
            },
            table: { table, _ in table }
        )
        try run(observed)
        let countsInputs = method != .minMax
        for observer in observers { try observer.endExtremes(countsInputs: countsInputs) }
        if countsInputs { try run(observed) }
        var ranges = try observers.map { try $0.range(method) }[...]
        var result = try transforming(
            model,
            model.partsToQuantize,
            linear: { layer, _ in try layer.quantized(within: ranges.removeFirst()) },
            table: { table, rows in try table.quantized(rows: rows) }
        )
        result.encoderToQuantize.configuration.calibration = .init(
            method: method,
            textCount: sequences.count
        )
        return result
    }

    /// The same model with what a quantised one has no place for in its other parts.
    private var preparedForQuantization: Self {
        var result = self
        result.encoderToQuantize = encoderToQuantize.foldingTokenTypes()
        result.encoderToQuantize.configuration =
            result.encoderToQuantize.configuration.inFloats
        return result
    }

    private var partsToQuantize: [ModelPart<Self>] {
        Self.parts(encoderToQuantize.configuration, .distilBERT)
    }
}
