import ArgumentParser
import Swiftlet

/// A program that does its work and prints what came of it.
///
///     @main
///     struct QuantizeCommand: ExampleCommand {
///         @Option var model: String
///         func work() throws { print(try DistilBERTClassifier(from: model).labels) }
///     }
public protocol ExampleCommand: ParsableCommand {
    /// The options that give the library's settings, by the names of the settings.
    static var optionsOfSettings: [String: String] { get }

    /// Does the work. What it prints is seen to have been written.
    func work() throws
}

extension ExampleCommand {
    public static var optionsOfSettings: [String: String] { [:] }

    public mutating func run() throws {
        do {
            try work()
        } catch {
            throw inWordsOfTheCommandLine(error)
        }
        try flushStandardOutput()
    }

    private func inWordsOfTheCommandLine(_ error: any Error) -> any Error {
        switch error {
        case BinaryClassifierError.invalidSetting(let name, let value, let expected),
            DistilBERTClassifierError.invalidSetting(let name, let value, let expected),
            LogisticRegressionError.invalidSetting(let name, let value, let expected),
            VectorizerError.invalidSetting(let name, let value, let expected):
            guard let option = Self.optionsOfSettings[name] else { return error }
            return ExampleError("\(option) is \(value), expected \(expected).")
        case SplitError.tooFewExamples(let label, let count, let needed):
            let tweets = counted(count, label == 1 ? "positive tweet" : "negative tweet")
            return ExampleError(
                """
                \(tweets) cannot be divided: at least \(needed) of each class are needed to train and \
                to evaluate. Raise --per-class, or give more with --data.
                """
            )
        default:
            return error
        }
    }
}
