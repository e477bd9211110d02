import Swiftlet

extension PredictionProfile {
    /// The profile of the texts in a file, one a line.
    ///
    /// - Throws: `TextLineError` naming file and line, or what the classifier throws.
    init(ofLinesIn path: String, classifiedBy classifier: any TextClassifier) throws {
        self.init(labels: classifier.labels)
        let reader = try TextLineReader(from: path, onBadLine: .repair)
        while true {
            let texts = try reader.nextAvailable(upTo: 256)
            if texts.isEmpty { return }
            let predictions = try classifier.predict(texts)
            let inspections = try classifier.inspect(texts)
            for (index, text) in texts.enumerated() {
                add(predictions[index], inspections[index], text: text)
            }
        }
    }
}
