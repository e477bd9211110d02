import SwiftletNeural

/// The names, as Transformers has them, the shapes and the order of a DistilBERT's weights, but for
/// the word embeddings, which stand apart.
struct DistilBERTLayout: Sendable {
    static let wordEmbeddings = "distilbert.embeddings.word_embeddings.weight"
    static let positionEmbeddings = "distilbert.embeddings.position_embeddings.weight"
    static let embeddingNorm = "distilbert.embeddings.LayerNorm"
    static let preClassifier = "pre_classifier"
    static let classifier = "classifier"

    /// A layer's parts begin with this.
    static func layer(_ index: Int) -> String { "distilbert.transformer.layer.\(index)." }

    let parameters: ParameterLayout
    /// Where each array of `parameters` is among its entries.
    private let positions: [String: Int]

    /// - Parameters:
    ///   - hasHead: Whether the classifier is among them.
    ///   - hasEmbeddings: Whether the embeddings of positions and their normalisation are.
    ///   - firstLayer: The first layer among them.
    ///   - headRateFactor: What the learning rate is multiplied by for the classifier.
    init(
        _ configuration: DistilBERTConfiguration,
        hasHead: Bool = true,
        hasEmbeddings: Bool = true,
        firstLayer: Int = 0,
        headRateFactor: Float = 1
    ) {
        let (width, hidden) = (configuration.width, configuration.hiddenWidth)
        var layout = ParameterLayout()
        func appendNorm(_ name: String) {
            layout.append(name + ".weight", [width], isDecayed: false)
            layout.append(name + ".bias", [width], isDecayed: false)
        }
        func appendLinear(
            _ names: [String],
            _ outputs: Int,
            _ inputs: Int,
            rateFactor: Float = 1
        ) {
            // Together, so that the weights of several layers are those of one with all outputs.
            for name in names {
                layout.append(name + ".weight", [outputs, inputs], rateFactor: rateFactor)
            }
            for name in names {
                layout.append(
                    name + ".bias",
                    [outputs],
                    isDecayed: false,
                    rateFactor: rateFactor
                )
            }
        }
        if hasEmbeddings {
            layout.append(Self.positionEmbeddings, [configuration.maximumPositions, width])
            appendNorm(Self.embeddingNorm)
        }
        for index in firstLayer..<configuration.layers {
            let layer = Self.layer(index)
            appendLinear(
                ["q_lin", "k_lin", "v_lin"].map { layer + "attention." + $0 },
                width,
                width
            )
            appendLinear([layer + "attention.out_lin"], width, width)
            appendNorm(layer + "sa_layer_norm")
            appendLinear([layer + "ffn.lin1"], hidden, width)
            appendLinear([layer + "ffn.lin2"], width, hidden)
            appendNorm(layer + "output_layer_norm")
        }
        if hasHead {
            let labels = configuration.labels.count
            appendLinear([Self.preClassifier], width, width, rateFactor: headRateFactor)
            appendLinear([Self.classifier], labels, width, rateFactor: headRateFactor)
        }
        parameters = layout
        positions = Dictionary(
            uniqueKeysWithValues: layout.entries.enumerated().map { ($1.name, $0) }
        )
    }

    /// The array called `name`, which must be there.
    subscript(name: String) -> ParameterLayout.Entry { parameters.entries[positions[name]!] }

    func contains(_ name: String) -> Bool { positions[name] != nil }
}
