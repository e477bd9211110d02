import ExampleSupport
import Swiftlet

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// What an answer costs.
struct Costs {
    /// One text at a time, in this process.
    let latency: LatencySummary
    /// The most memory of a process that loads the model and answers one text.
    let peakBytes: Int

    /// Measures two classifiers on the same texts, in turns.
    static func measured(
        _ champion: any TextClassifier,
        _ challenger: any TextClassifier,
        on texts: [String]
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
                peakBytes: try peakBytes(champion, texts[0])
            ),
            Costs(
                latency: LatencySummary(seconds: seconds.1)!,
                peakBytes: try peakBytes(challenger, texts[0])
            )
        )
    }

    private static func peakBytes(_ classifier: any TextClassifier, _ text: String) throws -> Int {
        try withTemporaryDirectory { directory in
            try classifier.save(to: directory + "/model")
            return try FreshInference.measured(
                classify: pathBesideThisProgram("retrain"),
                arguments: ["--answer", "--output", directory],
                model: directory + "/model",
                text: text
            ).peakBytes
        }
    }
}

/// Hands to the system what was printed.
func flushOutput() { fflush(nil) }
