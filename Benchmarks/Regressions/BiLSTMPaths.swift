import Swiftlet

/// The BiLSTM classifier, and one batch of its training.
func registerBiLSTMPaths() {
    hotPath("BiLSTM classifier, one tweet") {
        try bilstmClassifier()
    } _: {
        _ = try $0.predict(Inputs.tweet)
    }
    hotPath("BiLSTM classifier, 1,280 tweets") {
        (classifier: try bilstmClassifier(), texts: try Inputs.texts())
    } _: {
        _ = try $0.classifier.predict($0.texts)
    }
    for (units, batch) in [(64, 128), (192, 32)] {
        gradientsPath("BiLSTM, \(units) units, gradients of \(batch) texts of 20 words") {
            let vocabularySize = 20_000
            var configuration = BiLSTMNetwork.Configuration(
                vocabularySize: vocabularySize,
                embeddingSize: 50
            )
            configuration.units = units
            return BiLSTMTraining(
                try BiLSTMNetwork(configuration, seed: 1),
                Inputs.tokens(batch, length: 20, below: vocabularySize),
                labels: Inputs.labels(batch),
                seed: 1
            )
        }
    }
}

/// A classifier that has seen the embedded tweets once.
func bilstmClassifier(units: Int = 128) throws -> BiLSTMClassifier {
    var configuration = BiLSTMClassifier.Configuration()
    configuration.units = units
    configuration.training.epochs = 1
    return try BiLSTMClassifier.train(on: Inputs.tweets(), configuration: configuration).classifier
}
