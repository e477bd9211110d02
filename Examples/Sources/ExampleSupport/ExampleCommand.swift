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
        case LogisticRegressionError.tooManyClasses(let solver, let classes):
            return ExampleError(
                """
                --solver \(solver.rawValue) tells two classes apart, and the data have \(classes). \
                Choose another solver, or --multiclass one-versus-rest.
                """
            )
        default:
            return error
        }
    }
}
