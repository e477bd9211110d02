extension DistilBERTForSequenceClassification {
    /// The same model, of whose classifier's inputs training drops another share.
    public func withClassifierDropout(_ rate: Float) -> DistilBERTForSequenceClassification {
        var configuration = configuration
        configuration.classifierDropout = rate
        return DistilBERTForSequenceClassification(
            encoder: DistilBERT(
                configuration,
                embeddings: encoder.embeddings,
                layers: encoder.layers
            ),
            preClassifier: preClassifier,
            classifier: classifier
        )
    }
}
