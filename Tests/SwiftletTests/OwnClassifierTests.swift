import Swiftlet
import TestSupport
import Testing

/// A classifier as a user of the library would add it.
struct KeywordClassifier: TextClassifier {
    static let approach = "keyword"
    let labels: [String]
    let keyword: String

    struct Configuration: Codable {
        var keyword: String
    }

    init(labels: [String], keyword: String) {
        self.labels = labels
        self.keyword = keyword
    }

    func predict(_ texts: [String]) -> [Prediction] {
        texts.map { text in
            let probabilities = text.contains(keyword) ? [0.25, 0.75] : [1, 0]
            return Prediction(labels: labels, probabilities: probabilities)
        }
    }

    func save(to directory: String) throws {
        let settings = SavedSettings(
            approach: Self.approach,
            labels: labels,
            configuration: Configuration(keyword: keyword)
        )
        try AtomicDirectory.replace(at: directory, recognizedBy: ["classifier.json"]) {
            try settings.save(to: $0)
        }
    }

    init(from directory: String) throws {
        let settings = try SavedSettings<Configuration>(
            from: directory,
            approach: Self.approach
        )
        self.init(labels: settings.labels, keyword: settings.configuration.keyword)
    }
}

struct OwnClassifierTests {
    let classifier = KeywordClassifier(labels: ["other", "about seats"], keyword: "seat")

    @Test func itPredictsAsTheOthersDo() throws {
        let prediction = try classifier.predict("great seats")
        #expect(prediction.label == "about seats")
        #expect(prediction.probability == 0.75)
    }

    @Test func itIsLoadedWhereItsKindIsNamed() throws {
        try withTemporaryDirectory { directory in
            try classifier.save(to: directory + "/model")
            let loaded = try TextClassifiers.load(
                from: directory + "/model",
                otherKinds: [KeywordClassifier.self]
            )
            #expect(loaded.labels == classifier.labels)
            let texts = ["a seat", "a bag"]
            #expect(try loaded.predict(texts) == classifier.predict(texts))
        }
    }

    @Test func itIsRefusedWhereItsKindIsNotNamed() throws {
        try withTemporaryDirectory { directory in
            try classifier.save(to: directory + "/model")
            let error = try #require(throws: FormatError.self) {
                try TextClassifiers.load(from: directory + "/model")
            }
            #expect(error.file == directory + "/model/classifier.json")
            #expect(error.problem.contains("\"keyword\""), "\(error)")
        }
    }
}
