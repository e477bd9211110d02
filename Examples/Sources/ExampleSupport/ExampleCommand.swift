import ArgumentParser
import Swiftlet
import SwiftletPlatform

/// A program that prints its results.
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
        // A file beyond the size that is allowed is an error of its writing, not the end.
        signal(SIGXFSZ, SIG_IGN)
        do {
            try work()
        } catch {
            throw inWordsOfTheCommandLine(error)
        }
        try flushStandardOutput()
    }

    /// What a setting must be, with the options of other settings that the library names.
    private func expected(_ error: SettingError) -> String {
        var text = error.expected
        for (setting, option) in Self.optionsOfSettings {
            text = text.replacing("the setting \(setting):", with: option)
        }
        return text
    }

    private func inWordsOfTheCommandLine(_ error: any Error) -> any Error {
        switch error {
        case let error as SettingError:
            guard let option = Self.optionsOfSettings[error.name] else { return error }
            return ExampleError("\(option) is \(error.value), expected \(expected(error)).")
        default:
            return error
        }
    }
}
