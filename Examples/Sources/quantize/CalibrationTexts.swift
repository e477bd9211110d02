import ExampleSupport
import Swiftlet

/// The texts of a file to find ranges with.
struct CalibrationTexts {
    private let path: String
    private let texts: [String]

    /// Reads labelled tweets, whose labels do not count, or, where the file's name ends in `.txt`, one text
    /// a line.
    init(from path: String, _ tweets: TweetFiles) throws {
        self.path = path
        texts = try Progress.during("Reading \(fileName(path))") {
            if !path.hasSuffix(".txt") { return try tweets.read(path).examples.map(\.text) }
            let reader = try TextLineReader(from: path)
            var texts: [String] = []
            while let text = try reader.next() { texts.append(text) }
            return texts
        }
    }

    /// Some of them at random, none twice and none that is blank or among the tests; what is worth knowing
    /// of them is said on standard error.
    ///
    /// - Parameters:
    ///   - tests: What the classifier will be judged on.
    ///   - names: What to call these.
    /// - Throws: `ExampleError` where there is none, or most are texts of the tests.
    func drawn(
        _ count: Int,
        sparing tests: [LabelledText],
        called names: String
    ) throws -> [String] {
        var seen: Set = [""]
        let all = texts.filter { seen.insert(words($0)).inserted }
        guard !all.isEmpty else {
            throw ExampleError(
                "\(path): there is no text to calibrate on. Give some hundred like those to come."
            )
        }
        let judged = Set(tests.map { words($0.text) })
        let kept = all.filter { !judged.contains(words($0)) }
        let shared = all.count - kept.count
        guard 2 * shared < all.count else {
            throw ExampleError(
                "\(path): \(shared) of its \(counted(all.count, "text")) are those of "
                    + "\(names), which would then say too much good of the ranges. Give --calibration "
                    + "others, such as those that were trained on."
            )
        }
        if shared > 0 {
            writeToStandardError(
                "\(path): left out \(counted(shared, "text")) of \(names)\n"
            )
        }
        var generator = PCG64(seed: 0)
        let drawn = generator.sample(min(count, kept.count), of: kept.count).map { kept[$0] }
        if drawn.count < ActivationCalibration.fewestTexts {
            writeToStandardError(
                "\(path): \(counted(drawn.count, "text")) \(drawn.count == 1 ? "is" : "are") few to "
                    + "calibrate on; with fewer than "
                    + "\(ActivationCalibration.fewestTexts) others are likely to be beyond the ranges\n"
            )
        }
        return drawn
    }

    /// A text with a space between its words.
    private func words(_ text: String) -> String {
        text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
}
