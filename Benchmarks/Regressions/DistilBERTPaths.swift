import Swiftlet

/// DistilBERT of the base shape with random weights, in float32, bfloat16 and int8, and one batch of
/// fine-tuning in MiniLM's shape.
func registerDistilBERTPaths() {
    for precision in Precision.allCases {
        hotPath("DistilBERT-base, \(precision), one tweet") {
            try distilBERTClassifier(precision)
        } _: {
            _ = try $0.predict(Inputs.tweet)
        }
        hotPath("DistilBERT-base, \(precision), one text of 128 tokens") {
            try Sequences(precision, count: 1, length: 128)
        } _: {
            _ = try $0.model.logits(of: $0.sequences)
        }
        hotPath("DistilBERT-base, \(precision), 32 tweets") {
            (
                classifier: try distilBERTClassifier(precision),
                texts: Array(try Inputs.texts().prefix(32))
            )
        } _: {
            _ = try $0.classifier.predict($0.texts)
        }
    }
    hotPath("DistilBERT-base, int8, loading") {
        let directory = try TemporaryDirectory()
        try distilBERTClassifier(.int8).save(to: directory.path + "/model")
        return directory
    } _: {
        _ = try TextClassifiers.load(from: $0.path + "/model")
    }
    for precision in TrainingPrecision.allCases {
        let name = "DistilBERT, MiniLM's shape, gradients of 32 texts of 24 tokens"
        gradientsPath(precision == .float32 ? name : "\(name), \(precision)") {
            let configuration = miniLMShape
            return try DistilBERTTraining(
                DistilBERTForSequenceClassification(configuration, seed: 1),
                Inputs.tokens(32, length: 24, below: configuration.vocabularySize),
                labels: Inputs.labels(32),
                precision: precision,
                seed: 1
            )
        }
    }
}

/// The sizes of all-MiniLM-L6-v2.
var miniLMShape: DistilBERTConfiguration {
    var configuration = DistilBERTConfiguration()
    configuration.hiddenSize = 384
    configuration.intermediateSize = 1_536
    return configuration
}

/// The forms of a model's weights.
enum Precision: CaseIterable {
    case float32
    case bfloat16
    case int8
}

/// A classifier with random weights.
func distilBERTClassifier(
    _ precision: Precision,
    _ configuration: DistilBERTConfiguration = DistilBERTConfiguration()
) throws -> DistilBERTClassifier {
    let classifier = try DistilBERTClassifier(
        model: DistilBERTForSequenceClassification(configuration, seed: 1),
        tokenizer: WordPieceTokenizer.train(on: Inputs.texts(), vocabularySize: 4_000)
    )
    switch precision {
    case .float32: return classifier
    case .bfloat16: return classifier.bfloat16()
    case .int8: return try classifier.quantized()
    }
}

private struct Sequences {
    let model: DistilBERTForSequenceClassification
    let sequences: TokenSequences

    init(_ precision: Precision, count: Int, length: Int) throws {
        let configuration = DistilBERTConfiguration()
        let model = DistilBERTForSequenceClassification(configuration, seed: 1)
        self.model =
            switch precision {
            case .float32: model
            case .bfloat16: model.bfloat16()
            case .int8: try model.quantized()
            }
        sequences = Inputs.tokens(count, length: length, below: configuration.vocabularySize)
    }
}
