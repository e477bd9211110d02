import ArgumentParser
import Swiftlet

/// The cleanings by name.
public enum Cleaning: String, ExpressibleByArgument, CaseIterable, Sendable {
    case strong, light, stemmed, minimal
    case unchanged = "none"

    public var cleaner: TextCleaner {
        switch self {
        case .strong: .strong
        case .light: .light
        case .stemmed: .stemmed
        case .minimal: .minimal
        case .unchanged: .none
        }
    }

    /// The name of a cleaning, `custom` for one that has none.
    public static func name(of cleaner: TextCleaner) -> String {
        allCases.first { $0.cleaner == cleaner }?.rawValue ?? "custom"
    }
}
