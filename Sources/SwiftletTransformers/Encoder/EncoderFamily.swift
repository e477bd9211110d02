import SwiftletText

/// A family of Hugging Face's models with BERT's layers. They differ in their names, in how they
/// count positions, and in the classifier's head.
public enum EncoderFamily: String, CaseIterable, Sendable {
    /// `DistilBertForSequenceClassification`: a linear layer with ReLU, then one to the logits.
    case distilBERT = "distilbert"
    /// `BertForSequenceClassification`: the pooler, a linear layer with tanh, then one to the logits.
    case bert
    /// `RobertaForSequenceClassification`: a linear layer with tanh, then one to the logits.
    case roberta
    /// RoBERTa with another vocabulary.
    case xlmRoBERTa = "xlm-roberta"
    /// RoBERTa with another vocabulary.
    case camemBERT = "camembert"
}

extension EncoderFamily {
    /// Every `model_type` that this library reads as one of the families.
    static var modelTypes: [String] {
        allCases.map(\.rawValue) + allCases.map { quantizedModelTypePrefix + $0.rawValue }
    }

    /// Whether positions are counted from the row behind the padding token's number, as in fairseq,
    /// and a padding token within a text stands at its own number.
    var countsFromPadding: Bool { !isDistilBERT && self != .bert }

    /// Whether the family is DistilBERT, which has no dropout at the attention's output and fixes
    /// the epsilon of layer normalisation at 1e-12.
    var isDistilBERT: Bool { self == .distilBERT }

    /// The function between the head's two linear layers.
    var headActivation: Linear.Activation { isDistilBERT ? .relu : .tanh }

    /// What Transformers calls the classifier, or the encoder without a head.
    func architecture(hasHead: Bool) -> String {
        let name =
            switch self {
            case .distilBERT: "DistilBert"
            case .bert: "Bert"
            case .roberta: "Roberta"
            case .xlmRoBERTa: "XLMRoberta"
            case .camemBERT: "Camembert"
            }
        return name + (hasHead ? "ForSequenceClassification" : "Model")
    }

    /// What the family's checkpoints call the parts of a model.
    var names: EncoderNames {
        switch self {
        case .distilBERT: .distilBERT
        case .bert: .bert(prefix: "bert.", dense: "bert.pooler.dense", classifier: "classifier")
        case .roberta, .xlmRoBERTa, .camemBERT:
            .bert(
                prefix: "roberta.",
                dense: "classifier.dense",
                classifier: "classifier.out_proj"
            )
        }
    }

    /// What the family's `config.json` calls the sizes and rates.
    var members: EncoderMembers { isDistilBERT ? .distilBERT : .bert }
}

/// What checkpoints call the parts of a model.
struct EncoderNames {
    /// What the names of the encoder's parts begin with where it has a head.
    let prefix: String
    /// Of a layer, before its number.
    let layers: String
    let queries: String
    let keys: String
    let values: String
    let attentionOutput: String
    let attentionNorm: String
    let intermediate: String
    let output: String
    let outputNorm: String
    /// The head's two linear layers.
    let dense: String
    let classifier: String

    var words: String { prefix + "embeddings.word_embeddings.weight" }
    var positions: String { prefix + "embeddings.position_embeddings.weight" }
    var tokenTypes: String { prefix + "embeddings.token_type_embeddings.weight" }
    var embeddingNorm: String { prefix + "embeddings.LayerNorm" }

    var head: [String] { [dense, classifier] }
    func isOfHead(_ name: String) -> Bool { head.contains { name.hasPrefix($0 + ".") } }

    /// What the names of a layer's parts begin with.
    func layer(_ index: Int) -> String { "\(prefix)\(layers)\(index)." }

    /// Those of a quantised model, too, whatever its family.
    static let distilBERT = EncoderNames(
        prefix: "distilbert.",
        layers: "transformer.layer.",
        queries: "attention.q_lin",
        keys: "attention.k_lin",
        values: "attention.v_lin",
        attentionOutput: "attention.out_lin",
        attentionNorm: "sa_layer_norm",
        intermediate: "ffn.lin1",
        output: "ffn.lin2",
        outputNorm: "output_layer_norm",
        dense: "pre_classifier",
        classifier: "classifier"
    )

    static func bert(prefix: String, dense: String, classifier: String) -> EncoderNames {
        EncoderNames(
            prefix: prefix,
            layers: "encoder.layer.",
            queries: "attention.self.query",
            keys: "attention.self.key",
            values: "attention.self.value",
            attentionOutput: "attention.output.dense",
            attentionNorm: "attention.output.LayerNorm",
            intermediate: "intermediate.dense",
            output: "output.dense",
            outputNorm: "output.LayerNorm",
            dense: dense,
            classifier: classifier
        )
    }
}

/// What a `config.json` calls the sizes and rates of a model.
struct EncoderMembers {
    let hiddenSize: String
    let layerCount: String
    let headCount: String
    let intermediateSize: String
    let activation: String
    let dropout: String
    let attentionDropout: String
    let classifierDropout: String

    static let distilBERT = EncoderMembers(
        hiddenSize: "dim",
        layerCount: "n_layers",
        headCount: "n_heads",
        intermediateSize: "hidden_dim",
        activation: "activation",
        dropout: "dropout",
        attentionDropout: "attention_dropout",
        classifierDropout: "seq_classif_dropout"
    )
    static let bert = EncoderMembers(
        hiddenSize: "hidden_size",
        layerCount: "num_hidden_layers",
        headCount: "num_attention_heads",
        intermediateSize: "intermediate_size",
        activation: "hidden_act",
        dropout: "hidden_dropout_prob",
        attentionDropout: "attention_probs_dropout_prob",
        classifierDropout: "classifier_dropout"
    )
}
