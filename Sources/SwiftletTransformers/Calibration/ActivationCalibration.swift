import SwiftletBase
import SwiftletTensor

/// How the ranges of the inputs of a model's linear layers were fixed, and what they are.
///
///     let small = try classifier.quantized(calibration: texts)
///     for layer in small.calibration!.layers {
///         print(layer.name, layer.range.least, layer.range.greatest, layer.range.clippedShare)
///     }
public struct ActivationCalibration: Sendable, Equatable {
    /// A linear layer, by DistilBERT's name for it whatever the family, and the range of its inputs.
    public struct Layer: Sendable, Equatable {
        public let name: String
        public let range: ActivationRange
    }

    /// Where the ranges come from.
    public struct Source: Sendable, Equatable {
        public let method: CalibrationMethod
        /// How many texts the model was given.
        public let textCount: Int

        package init(method: CalibrationMethod, textCount: Int) {
            self.method = method
            self.textCount = textCount
        }
    }

    public let source: Source
    /// The layers, those nearest to the texts first.
    public let layers: [Layer]

    /// With fewer texts than this, others are likely to be beyond the ranges.
    public static let fewestTexts = 100
}

extension ActivationCalibration {
    /// The ranges of a model's parts; nil where they are not fixed.
    init?<Model>(_ model: Model, _ parts: [ModelPart<Model>], _ source: Source?) {
        guard let source else { return nil }
        self.source = source
        var layers: [Layer] = []
        for part in parts {
            guard case .linear(let names, _, _, let pieces) = part else { continue }
            for piece in pieces {
                guard case .quantized(_, let range?) = model[keyPath: piece.place].weights else {
                    continue
                }
                layers.append(
                    Layer(name: QuantizedLayout.name(of: names[piece.names]), range: range)
                )
            }
        }
        self.layers = layers
    }
}

extension CalibrationMethod {
    /// Whether a percentile leaves a range.
    var isValid: Bool {
        guard case .percentile(let percentile) = self else { return true }
        return percentile > 50 && percentile <= 100
    }

    func requireValid() throws(SettingError) {
        guard !isValid, case .percentile(let percentile) = self else { return }
        throw SettingError(
            name: "percentile",
            value: "\(percentile)",
            expected: "above 50 and up to 100"
        )
    }
}
