/// What texts may hold more or less of, counted on the raw text. All except emoticons, emoji and
/// punctuation are counts of ``TweetCounts``.
public enum TextFeature: Int, CaseIterable, Sendable {
    /// "not", "never", "can't", "dont", ...
    case negativeForms
    /// `:)`, `<3`, `-_-` and the like, as the cleanings know them; HTML entities are decoded first.
    case emoticons
    /// A sequence that shows as one picture is one.
    case emoji
    /// Unicode's general category P: `!` `?` `.` `,` `@` `#` and so on, but not `$` or `+`.
    case punctuation
    case questionMarks
    case exclamationMarks
    /// `...`
    case ellipses
    case hashtags
    case urls
    case mentions
    /// Words of two or more capitals.
    case uppercaseRuns

    /// What people call it.
    public var name: String {
        switch self {
        case .negativeForms: "negative forms"
        case .emoticons: "emoticons"
        case .emoji: "emoji"
        case .punctuation: "punctuation marks"
        case .questionMarks: "?"
        case .exclamationMarks: "!"
        case .ellipses: "..."
        case .hashtags: "hashtags"
        case .urls: "URLs"
        case .mentions: "mentions"
        case .uppercaseRuns: "UPPER-CASE words"
        }
    }

    /// How often each feature stands in a text, in the order of `allCases`.
    static func counts(
        _ counts: TweetCounts,
        _ symbols: SymbolCounts,
        punctuation: Int
    ) -> [Int] {
        [
            counts.negativeForms, symbols.emoticons, symbols.emoji, punctuation,
            counts.questionMarks, counts.exclamationMarks, counts.ellipses, counts.hashtags,
            counts.urls, counts.mentions, counts.uppercaseRuns,
        ]
    }
}
