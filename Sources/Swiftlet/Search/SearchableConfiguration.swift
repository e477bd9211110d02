import SwiftletBase
import SwiftletEvaluation
import SwiftletNeural

/// The configuration of a classifier that a search can change setting by setting.
///
///     let study = try BiLSTMClassifier.search(
///         SearchSettings(trials: 30, seed: 1), on: tweets, validation: others
///     )
///     let best = try BiLSTMClassifier.Configuration().applying(study.best!.parameters)
public protocol SearchableConfiguration: Sendable, Equatable {
    /// The settings that a search can change, each with a name of its own.
    static var searchableSettings: [SearchableSetting<Self>] { get }
}

extension SearchableConfiguration {
    /// This configuration with the values that the parameters of a trial have, each of the setting of
    /// its name.
    ///
    /// - Throws: `SettingError` where a parameter is no setting, or its value none of the setting.
    public func applying(_ parameters: ParameterValues) throws(SettingError) -> Self {
        var result = self
        for (name, value) in parameters.pairs {
            let setting = try Self.searchableSetting(name)
            guard setting.set(&result, value) else {
                throw SettingError(name: name, value: "\(value)", expected: setting.expected)
            }
        }
        return result
    }

    /// The parameters by which a search comes to this configuration; nil where they are not all in
    /// the space.
    func parameters(in space: SearchSpace) -> ParameterValues? {
        var codes = [Double](repeating: .nan, count: space.parameters.count)
        for (index, parameter) in space.parameters.enumerated() where space.isActive(index, codes) {
            guard let setting = try? Self.searchableSetting(parameter.name),
                let code = setting.value(self).flatMap({ parameter.domain.code(of: $0) })
            else { return nil }
            codes[index] = code
        }
        return ParameterValues(space: space, codes: codes)
    }

    static func searchableSetting(_ name: String) throws(SettingError) -> SearchableSetting<Self> {
        if let setting = searchableSettings.first(where: { $0.name == name }) { return setting }
        throw SettingError(
            name: name,
            value: "in the search space",
            expected: "one of " + searchableSettings.map(\.name).joined(separator: ", ")
        )
    }
}

/// A setting that a search can change, by the name that the parameter has in a `SearchSpace`.
public struct SearchableSetting<Configuration>: Sendable {
    public let name: String
    /// What its values are, in words.
    let expected: String
    /// The setting's value; nil where it is none that a parameter can have.
    let value: @Sendable (Configuration) -> ParameterValue?
    /// Gives the setting a value, unless it is none of the setting.
    let set: @Sendable (inout Configuration, ParameterValue) -> Bool

    /// A setting that is read and set by closures.
    ///
    /// - Parameters:
    ///   - name: The name of the parameter that is the setting.
    ///   - expected: What its values are, in words.
    ///   - value: The setting's value; nil where it is none that a parameter can have.
    ///   - set: Gives the setting a value; false where it is none of the setting.
    public init(
        _ name: String,
        expected: String,
        value: @escaping @Sendable (Configuration) -> ParameterValue?,
        set: @escaping @Sendable (inout Configuration, ParameterValue) -> Bool
    ) {
        self.name = name
        self.expected = expected
        self.value = value
        self.set = set
    }

    /// A setting of whole numbers.
    public init(_ name: String, _ path: WritableKeyPath<Configuration, Int> & Sendable) {
        self.init(name, expected: "a whole number") {
            .integer($0[keyPath: path])
        } set: {
            guard case .integer(let value) = $1 else { return false }
            $0[keyPath: path] = value
            return true
        }
    }

    /// A setting of numbers.
    public init(_ name: String, _ path: WritableKeyPath<Configuration, Double> & Sendable) {
        self.init(name, expected: "a number") {
            .number($0[keyPath: path])
        } set: {
            guard let value = $1.number else { return false }
            $0[keyPath: path] = value
            return true
        }
    }

    /// A setting of numbers of single precision.
    public init(_ name: String, _ path: WritableKeyPath<Configuration, Float> & Sendable) {
        self.init(name, expected: "a number") {
            // As it was written, without the digits that single precision adds.
            Double("\($0[keyPath: path])").map { .number($0) }
        } set: {
            guard let value = $1.number else { return false }
            $0[keyPath: path] = Float(value)
            return true
        }
    }

    /// A setting that is true or false.
    public init(_ name: String, _ path: WritableKeyPath<Configuration, Bool> & Sendable) {
        self.init(name, expected: "true or false") {
            .bool($0[keyPath: path])
        } set: {
            guard case .bool(let value) = $1 else { return false }
            $0[keyPath: path] = value
            return true
        }
    }

    /// A setting of values that have names.
    public init<Value: Equatable & Sendable>(
        _ name: String,
        _ path: WritableKeyPath<Configuration, Value> & Sendable,
        named values: [(name: String, value: Value)]
    ) {
        self.init(name, expected: "one of " + values.map(\.name).joined(separator: ", ")) {
            configuration in
            values.first { $0.value == configuration[keyPath: path] }.map { .string($0.name) }
        } set: { configuration, value in
            guard let named = values.first(where: { .string($0.name) == value }) else {
                return false
            }
            configuration[keyPath: path] = named.value
            return true
        }
    }
}

extension ParameterValue {
    /// The value as a number, whole or not; nil where it is none.
    fileprivate var number: Double? {
        switch self {
        case .number(let value): value
        case .integer(let value): Double(value)
        case .bool, .string: nil
        }
    }
}

/// The configuration of a classifier that trains a network.
protocol NetworkSearchConfiguration: SearchableConfiguration, Codable {
    var training: TrainingSettings { get set }
}

extension NetworkSearchConfiguration {
    /// The settings of a training that a search can change.
    static var settingsOfTraining: [SearchableSetting<Self>] {
        [
            SearchableSetting("learningRate", \.training.learningRate),
            SearchableSetting("batchSize", \.training.batchSize),
            SearchableSetting("gradientAccumulationSteps", \.training.gradientAccumulationSteps),
            SearchableSetting("epochs", \.training.epochs),
        ]
    }
}
