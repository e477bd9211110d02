import ArgumentParser
import Swiftlet

/// How many of something to use: a number from 1, or `all`.
public enum CountOrAll: ExpressibleByArgument, Sendable, CustomStringConvertible {
    case all
    case count(Int)

    public init?(argument: String) {
        if argument == "all" {
            self = .all
        } else if let number = Int(argument), number > 0 {
            self = .count(number)
        } else {
            return nil
        }
    }

    /// The number, nil for all.
    public var number: Int? { if case .count(let number) = self { number } else { nil } }

    /// The number or `"all"`, for `metrics.json`.
    public var json: JSONValue { number.map { .integer($0) } ?? "all" }

    public var description: String { number.map(String.init) ?? "all" }
}
