import ArgumentParser
import Swiftlet

/// How often a piece of work is timed.
struct TimingOptions: ParsableArguments {
    @Option(help: "How many times to run the work, after one run that does not count.")
    var repetitions = 3

    func validate() throws {
        if repetitions < 1 {
            throw ValidationError("--repetitions takes a whole number from 1.")
        }
    }

    /// The seconds that each run of `work` took.
    func measure(_ work: () throws -> Void) rethrows -> [Double] {
        try work()
        return try (0..<repetitions).map { _ in try seconds(work) }
    }

    /// The seconds that each run of `work` took on what `prepare` made for it, which is not timed.
    func measure<Subject>(
        preparing prepare: () throws -> Subject,
        _ work: (Subject) throws -> Void
    ) rethrows -> [Double] {
        try work(prepare())
        return try (0..<repetitions).map { _ in
            let subject = try prepare()
            return try seconds { try work(subject) }
        }
    }
}

/// The seconds that `work` takes.
func seconds(_ work: () throws -> Void) rethrows -> Double {
    let parts = try ContinuousClock().measure(work).components
    return Double(parts.seconds) + Double(parts.attoseconds) * 1e-18
}

extension JSONValue {
    /// An array of numbers.
    static func numbers(_ values: [Double]) -> JSONValue { .array(values.map { .number($0) }) }
}
