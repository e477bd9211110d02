/// A setting that is not what it must be.
public struct SettingError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The setting, as the code calls it.
    public let name: String
    public let value: String
    /// What it must be.
    public let expected: String

    /// Creates an error of a setting; `expected` has no full stop.
    public init(name: String, value: String, expected: String) {
        self.name = name
        self.value = value
        self.expected = expected
    }

    public var description: String { "The setting \(name) is \(value), expected \(expected)." }
}
