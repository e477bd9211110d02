import ExampleSupport
import Swiftlet

/// The costs of a saved classifier, and its probabilities.
struct Measurements {
    /// The seconds that loading takes in this process, its files in the system's cache.
    var loadSeconds: Double
    /// The seconds of a fresh process from its start to its first answer.
    var startSeconds: Double
    /// The most memory that that process held at once.
    var peakBytes: Int
    /// The seconds of single tweets, one after the other in a warm process.
    var latency: LatencySummary
    /// How many tweets of a large batch are classified in a second.
    var tweetsPerSecond: Double
    /// The size of the saved classifier.
    var modelBytes: Int
    /// The probabilities of the classes of each tweet of every split, by the split's name.
    var probabilities: [String: [[Double]]]
}

extension Measurements {
    /// Loads the classifier in a directory, asks it, takes times, and puts the profile of its answers
    /// to the tweets of 'test' into the directory.
    ///
    /// - Parameters:
    ///   - splits: The tweets to ask about, by name; single tweets are those of 'test'.
    ///   - classify: The program that is started to measure memory.
    ///   - seconds: For how long single tweets are asked, and as long again batches.
    ///   - progress: Called with the share that is done.
    init(
        of directory: String,
        on splits: [(name: String, examples: [LabelledText])],
        classify: String,
        seconds: Double,
        progress: (Double) -> Void
    ) throws {
        let texts = splits.first { $0.name == "test" }!.examples.map(\.text)
        let fresh = try FreshInference.measured(
            classify: classify,
            model: directory,
            text: texts[0]
        )
        (startSeconds, peakBytes) = (fresh.seconds, fresh.peakBytes)

        var stopwatch = Stopwatch()
        for _ in 0..<2 {
            _ = try stopwatch.measure("load") { try TextClassifiers.load(from: directory) }
        }
        let classifier = try stopwatch.measure("load") {
            try TextClassifiers.load(from: directory)
        }
        loadSeconds = median(stopwatch.steps.map(\.seconds))

        probabilities = [:]
        let count = splits.reduce(0) { $0 + $1.examples.count }
        var before = 0
        for split in splits {
            let evaluated = try EvaluatedSplit(split.name, split.examples, classifier) { done in
                progress(0.6 * Double(before + done) / Double(count))
            }
            before += split.examples.count
            probabilities[split.name] = evaluated.probabilities
            try [evaluated].testProfile?.save(to: directory)
        }
        modelBytes = try directorySize(directory)
        latency = try LatencySummary(
            seconds: Self.times(for: seconds, atLeast: 100, atMost: 2_000) { index in
                _ = try classifier.predict(texts[index % texts.count])
            }
        )!
        progress(0.8)
        let many = Array(texts.prefix(1_000))
        let batches = try Self.times(for: seconds, atLeast: 3, atMost: 20) { _ in
            _ = try classifier.predict(many)
        }
        tweetsPerSecond = Double(many.count) / median(batches)
    }

    /// The seconds of each call of `work`, which is called until that many seconds have passed.
    private static func times(
        for seconds: Double,
        atLeast fewest: Int,
        atMost most: Int,
        _ work: (Int) throws -> Void
    ) rethrows -> [Double] {
        let clock = ContinuousClock()
        let begin = clock.now
        var times: [Double] = []
        while times.count < fewest
            || (times.count < most && (clock.now - begin).seconds < seconds)
        {
            times.append(try clock.measure { try work(times.count) }.seconds)
        }
        return times
    }
}

/// The value in the middle.
private func median(_ values: [Double]) -> Double {
    LatencySummary(seconds: values)!.p50
}

extension Measurements {
    /// The measurements in a file, if they are of `identity`; nil where there are none such.
    init?(path: String, identity: JSONObject) {
        guard fileExists(path), let bytes = try? FileReader.bytes(of: path),
            let object = try? JSONValue(parsing: bytes).object(),
            object["identity"] == .object(identity)
        else { return nil }
        do {
            let times = try object.object("latency_seconds")
            loadSeconds = try object.double("load_seconds")
            startSeconds = try object.double("start_seconds")
            peakBytes = try object.integer("peak_rss_bytes")
            latency = LatencySummary(
                p50: try times.double("p50"),
                p95: try times.double("p95"),
                p99: try times.double("p99")
            )
            tweetsPerSecond = try object.double("tweets_per_second")
            modelBytes = try object.integer("model_bytes")
            let splits = try object.object("probabilities")
            probabilities = [:]
            for (name, value) in zip(splits.names, splits.values) {
                probabilities[name] = try value.array().map { tweet in
                    try tweet.array().map { try $0.double() }
                }
            }
        } catch {
            return nil
        }
    }

    /// Keeps the measurements in a file.
    func write(to path: String, identity: JSONObject) throws {
        let splits = probabilities.sorted { $0.key < $1.key }.map { name, values in
            (name, JSONValue.array(values.map { .array($0.map { .number($0) }) }))
        }
        var all: [(String, JSONValue)] = [("identity", .object(identity))]
        all += costs
        all.append(("probabilities", .object(JSONObject(splits))))
        let json = JSONValue.object(JSONObject(all)).encoded()
        try AtomicFile.write(json + [UInt8(ascii: "\n")], to: path)
    }

    /// All but the probabilities, as `metrics.json` has it.
    var costs: [(String, JSONValue)] {
        let times: JSONValue = [
            "p50": .number(latency.p50),
            "p95": .number(latency.p95),
            "p99": .number(latency.p99),
        ]
        return [
            ("load_seconds", .number(loadSeconds)),
            ("start_seconds", .number(startSeconds)),
            ("latency_seconds", times),
            ("tweets_per_second", .number(tweetsPerSecond)),
            ("model_bytes", .integer(modelBytes)),
            ("peak_rss_bytes", .integer(peakBytes)),
        ]
    }
}
