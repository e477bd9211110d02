import SwiftletBase

/// In how many texts a term must or may occur: a count of texts, or a share of them.
///
/// As in scikit-learn's `min_df` and `max_df`, a whole number is a count and a number with a point
/// is a share:
///
///     let atLeastTwo: DocumentFrequencyLimit = 2
///     let atMost95Percent: DocumentFrequencyLimit = 0.95
///     let inEvery: DocumentFrequencyLimit = 1.0        // not the same as 1
public enum DocumentFrequencyLimit: Sendable, Equatable {
    /// A number of texts, at least 1.
    case count(Int)
    /// A share of the texts, 0 to 1.
    case share(Double)

    /// The limit in texts, which need not be whole.
    func texts(of total: Int) -> Double {
        switch self {
        case .count(let count): Double(count)
        case .share(let share): share * Double(total)
        }
    }

    func validate(_ name: String) throws(SettingError) {
        switch self {
        case .count(let count) where count < 1:
            throw SettingError(name: name, value: "\(count)", expected: "a count of 1 or more")
        case .share(let share) where !(share >= 0 && share <= 1):
            throw SettingError(name: name, value: "\(share)", expected: "a share of 0 to 1")
        default: break
        }
    }
}

extension DocumentFrequencyLimit: ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral {
    public init(integerLiteral value: Int) { self = .count(value) }
    public init(floatLiteral value: Double) { self = .share(value) }
}

extension DocumentFrequencyLimit: Codable {
    private enum CodingKeys: String, CodingKey { case count, share }

    /// Reads `{"count": 2}` or `{"share": 0.95}`.
    ///
    /// - Throws: `DecodingError` that names the member.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        if let count = try container.decodeIfPresent(Int.self, forKey: .count) {
            self = .count(count)
        } else {
            self = .share(try container.decode(Double.self, forKey: .share))
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        switch self {
        case .count(let count): try container.encode(count, forKey: .count)
        case .share(let share): try container.encode(share, forKey: .share)
        }
    }
}
