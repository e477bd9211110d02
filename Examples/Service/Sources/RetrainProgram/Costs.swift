import ExampleSupport
import Swiftlet
import SwiftletPlatform

/// The costs of a prediction.
struct Costs {
    /// One text at a time, in this process.
    let latency: LatencySummary
    /// The most memory of a process that loads the model and answers one text.
    let peakBytes: Int

    /// Measures two classifiers on the same texts, alternately.
    static func measured(
        _ champion: any TextClassifier,
        _ challenger: any TextClassifier,
        on texts: [String],
        in directory: String
    ) throws -> (champion: Costs, challenger: Costs) {
        let clock = ContinuousClock()
        var seconds: ([Double], [Double]) = ([], [])
        for text in texts.prefix(20) {
            _ = try champion.predict(text)
            _ = try challenger.predict(text)
        }
        for text in texts.prefix(200) {
            seconds.0.append(try clock.measure { _ = try champion.predict(text) }.seconds)
            seconds.1.append(try clock.measure { _ = try challenger.predict(text) }.seconds)
        }
        return (
            Costs(
                latency: LatencySummary(seconds: seconds.0)!,
                peakBytes: try peakBytes(champion, texts[0], in: directory)
            ),
            Costs(
                latency: LatencySummary(seconds: seconds.1)!,
                peakBytes: try peakBytes(challenger, texts[0], in: directory)
            )
        )
    }

    private static func peakBytes(
        _ classifier: any TextClassifier,
        _ text: String,
        in directory: String
    ) throws -> Int {
        let copy = directory + "/" + measuredName
        try classifier.save(to: copy)
        defer { removeItem(at: copy) }
        return try FreshInference.measured(
            classify: pathBesideThisProgram("retrain"),
            arguments: ["--answer", "--output", directory],
            model: copy,
            text: text
        ).peakBytes
    }

    /// The copy of a model that a process of its own is measured on.
    static let measuredName = ".measured"
}

/// Hands to the system what was printed.
func flushOutput() { fflush(nil) }
